import type { ConservationCheck, IterationTotals, RequestTotals } from '../../../shared/metrics/summary.ts'

export interface Conserved {
  readonly iterations: IterationTotals
  readonly totals: RequestTotals
  /**
   * Every lane reported to its end, so that the equations must hold. Otherwise (a run that goes on, that crashed or
   * that was killed) nobody knows what was under way, and no side may only exceed the other.
   */
  readonly complete: boolean
}

/**
 * Whether everything that began has come to exactly one end.
 *
 *     iterations: planned = completed + interrupted + dropped + notStarted
 *     requests:   started = completed + failed + timedOut + inFlight
 */
export function checkConservation({ iterations, totals, complete }: Conserved): ConservationCheck {
  const { planned, completed, interrupted, dropped, notStarted } = iterations
  const iterationEnds = completed + interrupted + dropped + notStarted
  const requestEnds = totals.completed + totals.failed + totals.timedOut + totals.inFlight
  const holds = (began: number, ended: number): boolean => (complete ? began === ended : began >= ended)
  const problems: string[] = []
  if (!holds(planned, iterationEnds)) {
    problems.push(
      `iterations: planned ${planned} is not completed ${completed} + interrupted ${interrupted} + ` +
        `dropped ${dropped} + not started ${notStarted} = ${iterationEnds}`
    )
  }
  if (!holds(totals.started, requestEnds)) {
    problems.push(
      `requests: started ${totals.started} is not completed ${totals.completed} + failed ${totals.failed} + ` +
        `timed out ${totals.timedOut} + in flight ${totals.inFlight} = ${requestEnds}`
    )
  }
  return { balanced: problems.length === 0, problems }
}
