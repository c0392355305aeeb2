import type { RunSeries } from '../../../shared/history.ts'
import { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import type { SeriesLatency } from '../../../shared/metrics/series.ts'
import { decodeHistogram } from '../../engine/metrics/index.ts'
import type { Store } from '../../store/index.ts'
import { storedKinds } from '../hdr/histogram-source.ts'

/** How the seconds of a saved run are read to be compared. */
export interface SecondsReader {
  /** Slots that had no traffic give an empty one. */
  readonly seriesOf: (slot: number) => RunSeries
  /** A latency of some slots together in one second, in microseconds. */
  readonly latencyOf: (slots: readonly number[], second: number, latency: SeriesLatency) => HdrHistogram
}

/** Those of a run in the history. */
export function savedSeconds({ seconds }: Pick<Store, 'seconds'>, runId: string): SecondsReader {
  return {
    seriesOf: (slot) => seconds.series(runId, slot),
    latencyOf: (slots, second, latency) => {
      const sum = new HdrHistogram()
      for (const kind of storedKinds(latency)) {
        const stored = seconds.histograms(runId, { fromSecond: second, toSecond: second, slots, kind })
        for (const { bytes } of stored) sum.add(decodeHistogram(bytes))
      }
      return sum
    }
  }
}
