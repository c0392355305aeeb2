import type { RequestSummary, RequestTotals, RunSummary } from './summary.ts'

/** The share of the requests that ended but were not ok, 0 to 1; null where none ended. */
export function failedShare(totals: RequestTotals): number | null {
  const ended = totals.completed + totals.failed + totals.timedOut
  return ended === 0 ? null : totals.httpFailed / ended
}

/** That of a request name after the warm-up; a run of a version that did not keep it has that of the whole run. */
export function measuredFailedShare({
  failed,
  totals
}: Pick<RequestSummary, 'failed' | 'totals'>): number | null {
  return failed === undefined ? failedShare(totals) : failed
}

/** That of all requests after the warm-up; null where none ended at all. */
export function runFailedShare({ rates, totals }: Pick<RunSummary, 'rates' | 'totals'>): number | null {
  return failedShare(totals) === null ? null : rates.failed
}
