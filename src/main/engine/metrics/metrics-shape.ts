import type { ExecutorPlan, NameTables } from '../../../shared/plan/plan.ts'

/** How many of everything the plan has; lanes and recorder must agree on it. */
export interface MetricsShape {
  readonly scenarios: number
  readonly checks: number
  readonly requests: number
}

export function shapeOf(tables: NameTables, scenarios: number): MetricsShape {
  return { scenarios, checks: tables.checks.length, requests: tables.requests.length }
}

/** Whether iterations start by a schedule, whatever became of those before. */
export function isOpenModel(executor: ExecutorPlan): boolean {
  return executor.kind === 'constant-arrival-rate' || executor.kind === 'ramping-arrival-rate'
}
