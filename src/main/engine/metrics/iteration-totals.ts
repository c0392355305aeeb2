import type { IterationTotals, RunStatus } from '../../../shared/metrics/summary.ts'
import { isOpenModel } from './metrics-shape.ts'
import type { IterationCounts, RunAccumulator } from './run-accumulator.ts'

/**
 * Every scenario's iterations together. What was planned is what the plan asks for, where it asks for a number: a
 * closed model with a count for that count, an open model for its schedule's. A closed model without a count plans what
 * it starts.
 *
 * An open model's `notStarted` is what its schedule still had when the run ended. Where the run went to its own end
 * that is what was never reported as planned, so that an arrival that got lost shows as an imbalance. Where the run was
 * stopped, arrivals that were reached but not begun any more belong to it as well.
 *
 * @param plannedIterations for each scenario; null where the plan gives no number
 */
export function iterationTotals(
  accumulator: RunAccumulator,
  plannedIterations: readonly (number | null)[],
  status: RunStatus
): IterationTotals {
  const all = accumulator.iterations('whole', 'all')
  const ended = { started: all.started, completed: all.completed, dropped: all.dropped }
  const interrupted = status === 'crashed' ? all.started - all.completed : all.interrupted
  const parts = accumulator.known.iterationsByScenario
    ? accumulator.plan.scenarios.map(({ executor }, scenario) =>
        plannedOf(
          accumulator.iterations('whole', scenario),
          plannedIterations[scenario] ?? null,
          isOpenModel(executor) && status === 'finished'
        )
      )
    : [plannedOf(all, sumOrNull(plannedIterations), false)]
  return {
    planned: parts.reduce((sum, part) => sum + part.planned, 0),
    ...ended,
    interrupted,
    notStarted: parts.reduce((sum, part) => sum + part.notStarted, 0)
  }
}

function plannedOf(
  counts: IterationCounts,
  given: number | null,
  byReports: boolean
): { planned: number; notStarted: number } {
  if (given === null) return { planned: counts.planned, notStarted: 0 }
  const reached = byReports ? counts.planned : counts.started + counts.dropped
  return { planned: given, notStarted: Math.max(0, given - reached) }
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return sum
}
