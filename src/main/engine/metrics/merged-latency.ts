import { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import { histogramsOf } from './slot-metrics.ts'
import type { Latency, SlotMetrics } from './slot-metrics.ts'

/**
 * Gives one histogram for a latency that is kept by outcome, or for several slots together. Where only one has samples
 * it is that histogram itself, otherwise a merged one that is lent until `release`. What it gives must not be changed.
 */
export class LatencyMerger {
  readonly #lent: HdrHistogram[] = []
  #used = 0

  /** @param expectedResponse ok alone (`true`), all but ok (`false`), or all outcomes */
  merge(slots: readonly SlotMetrics[], latency: Latency, expectedResponse?: boolean): HdrHistogram {
    let only: HdrHistogram | undefined
    let merged: HdrHistogram | undefined
    for (const slot of slots) {
      for (const histogram of histogramsOf(slot, latency, expectedResponse)) {
        if (histogram.count === 0) continue
        if (merged !== undefined) merged.add(histogram)
        else if (only === undefined) only = histogram
        else {
          merged = this.#lend()
          merged.add(only)
          merged.add(histogram)
        }
      }
    }
    return merged ?? only ?? this.#lend()
  }

  /** Ends the life of everything that was lent. */
  release(): void {
    this.#used = 0
  }

  #lend(): HdrHistogram {
    const histogram = this.#lent[this.#used] ?? new HdrHistogram()
    this.#lent[this.#used++] = histogram
    histogram.reset()
    return histogram
  }
}
