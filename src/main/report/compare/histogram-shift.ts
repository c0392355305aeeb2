import type { HistogramShift } from '../../../shared/compare.ts'
import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'

/** Dense where percentiles are read, and ever finer towards the tail, as HdrHistogram's own plots are. */
const PERCENTILES = [
  ...Array.from({ length: 19 }, (_, index) => (index + 1) * 5),
  ...[96, 97, 98, 98.5, 99, 99.25, 99.5, 99.75, 99.9, 99.95, 99.99, 99.999]
]

/** Both runs' latency at each percentile that both have enough samples for; milliseconds. */
export function histogramShift(base: HdrHistogram, other: HdrHistogram): HistogramShift {
  const samples = Math.min(base.count, other.count)
  const known = PERCENTILES.filter((percentile) => samples * (1 - percentile / 100) >= 1)
  return {
    points: known.map(
      (percentile) =>
        [
          percentile,
          base.valueAtPercentile(percentile) / 1000,
          other.valueAtPercentile(percentile) / 1000
        ] as const
    )
  }
}
