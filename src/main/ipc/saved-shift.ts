import type { HistogramShift } from '../../shared/compare.ts'
import type { RunDetail } from '../../shared/history.ts'
import { HdrHistogram } from '../../shared/metrics/histogram/index.ts'
import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import { decodeHistogram } from '../engine/metrics/index.ts'
import { histogramShift } from '../report/index.ts'
import type { Store } from '../store/index.ts'

/** The shift of the response at every quantile, of all requests or of those of one name. */
export function shiftOfSavedRuns(
  store: Store,
  baseId: string,
  otherId: string,
  requestName: string | null
): HistogramShift {
  const response = (runId: string): HdrHistogram =>
    savedResponse(store, store.runs.detail(runId), requestName)
  return histogramShift(response(baseId), response(otherId))
}

function savedResponse(store: Store, { item, plan }: RunDetail, requestName: string | null): HdrHistogram {
  const sum = new HdrHistogram()
  const slots =
    requestName === null
      ? [ALL_SLOTS]
      : plan.slots.requests.flatMap(({ name }, slot) => (name === requestName ? [slot] : []))
  for (const slot of slots) {
    for (const kind of ['responseOk', 'responseNotOk'] as const) {
      const bytes = store.histograms.ofRun(item.id, slot, kind)
      if (bytes !== null) sum.add(decodeHistogram(bytes))
    }
  }
  return sum
}
