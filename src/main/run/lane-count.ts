import { mostVus } from '../../shared/plan/most-vus.ts'
import type { Plan } from '../../shared/plan/plan.ts'

/** As many lanes as asked for, at least one, and never more than the plan has VUs or connections to share. */
export function laneCountFor(plan: Plan, wanted: number): number {
  const vus = plan.scenarios.reduce((sum, { executor }) => sum + mostVus(executor), 0)
  const connections = plan.network.connections.pool ?? Number.POSITIVE_INFINITY
  return Math.max(1, Math.min(Math.floor(wanted), vus, connections))
}
