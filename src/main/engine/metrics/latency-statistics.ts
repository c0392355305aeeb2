import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import type { LatencyStatistic } from '../../../shared/metrics/series.ts'
import type { LatencySummary } from '../../../shared/metrics/summary.ts'

const PERCENTILES = { p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const

/**
 * The value at the percentile in milliseconds, NaN without samples. HdrHistogram gives the upper end of the value's
 * bucket, which can lie above the greatest value; a percentile above the maximum would look wrong, so it is bounded.
 */
export function percentileMs(histogram: HdrHistogram, percentile: number): number {
  if (histogram.count === 0) return Number.NaN
  return Math.min(histogram.valueAtPercentile(percentile), histogram.max) / 1000
}

/** One figure of a latency histogram of microseconds, in milliseconds; NaN without samples. */
export function latencyStatisticMs(histogram: HdrHistogram, statistic: LatencyStatistic): number {
  if (histogram.count === 0) return Number.NaN
  switch (statistic) {
    case 'min':
      return histogram.min / 1000
    case 'mean':
      return histogram.mean / 1000
    case 'max':
      return histogram.max / 1000
    default:
      return percentileMs(histogram, PERCENTILES[statistic])
  }
}

/** Every figure of a latency histogram of microseconds, in milliseconds; null where there are no samples. */
export function summarizeLatency(histogram: HdrHistogram): LatencySummary {
  const figure = (statistic: LatencyStatistic): number | null =>
    histogram.count === 0 ? null : latencyStatisticMs(histogram, statistic)
  return {
    count: histogram.count,
    min: figure('min'),
    mean: figure('mean'),
    max: figure('max'),
    p50: figure('p50'),
    p75: figure('p75'),
    p90: figure('p90'),
    p95: figure('p95'),
    p99: figure('p99'),
    p999: figure('p999')
  }
}
