import fc from 'fast-check'
import { HdrHistogram } from '../../../../../src/shared/metrics/histogram/index.ts'

const HOUR_US = 3_600_000_000

/** Lists of latencies: near bucket boundaries, clustered, and over the whole range. */
export const latencyLists = fc.oneof(
  fc.array(fc.integer({ min: 0, max: HOUR_US }), { maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 400 }),
  fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, step]) => Math.min(HOUR_US, Math.max(0, 2 ** power + step))),
    { maxLength: 200 }
  )
)

export function histogramOf(values: readonly number[]): HdrHistogram {
  const histogram = new HdrHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}

/** The used buckets as pairs, for comparisons that read well. */
export function bucketsOf(histogram: HdrHistogram): [index: number, count: number][] {
  const buckets: [number, number][] = []
  histogram.forEachUsed((index, count) => buckets.push([index, count]))
  return buckets
}

/** A merge of histograms as a new one. */
export function mergeOf(...histograms: readonly HdrHistogram[]): HdrHistogram {
  const merged = new HdrHistogram()
  for (const histogram of histograms) merged.add(histogram)
  return merged
}
