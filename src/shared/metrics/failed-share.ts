import type { RequestTotals } from './summary.ts'

/** The share of the requests that ended but were not ok, 0 to 1; null where none ended. */
export function failedShare(totals: RequestTotals): number | null {
  const ended = totals.completed + totals.failed + totals.timedOut
  return ended === 0 ? null : totals.httpFailed / ended
}
