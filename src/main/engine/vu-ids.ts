import { mostVus } from '../../shared/plan/most-vus.ts'
import type { Plan } from '../../shared/plan/plan.ts'

/**
 * The id of a scenario's virtual user by its index in the scenario, unique over the run: from 1, scenario by scenario
 * as the plan has them; those that only the hand asks for come behind all of these, in turn.
 */
export function vuIds(plan: Plan, scenario: number): (indexInScenario: number) => number {
  const counts = plan.scenarios.map(({ executor }) => mostVus(executor))
  const sum = (vus: readonly number[]): number => vus.reduce((total, count) => total + count, 0)
  const planned = counts[scenario] ?? 0
  const before = sum(counts.slice(0, scenario))
  const behind = sum(counts) + scenario
  return (index) => 1 + (index < planned ? before + index : behind + (index - planned) * counts.length)
}
