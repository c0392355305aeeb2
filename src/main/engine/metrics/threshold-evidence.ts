import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import type { ThresholdEvidence } from '../../../shared/metrics/summary.ts'
import type { ThresholdAggregate, ThresholdPlan } from '../../../shared/plan/plan.ts'
import { countedShare, trendHistogram, type Judged } from './threshold-value.ts'

/**
 * The samples behind a limit on a quantile or a share: how many there are, how many miss the limit, and which share of
 * them may. `p(99)<200` holds as long as at most 1 % of the samples are at 200 ms or more, so that a quantile is judged
 * as a share is, which is what makes its confidence exact. Null for every other aggregate, for `==` and `!=`, and
 * without samples.
 *
 * A latency that shares a bucket of its histogram with the limit counts by the bucket's upper end, as percentiles do.
 */
export function thresholdEvidence(threshold: ThresholdPlan, judged: Judged): ThresholdEvidence | null {
  const { operator, limit } = threshold
  if (operator === '==' || operator === '!=') return null
  const isUpper = operator === '<' || operator === '<='
  const counts = countedShare(threshold, judged)
  if (counts !== null) {
    const { hits, all } = counts
    return isUpper
      ? { samples: all, misses: hits, allowedShare: limit }
      : { samples: all, misses: all - hits, allowedShare: shareBeside(limit) }
  }
  const quantile = quantileOf(threshold.aggregate)
  const histogram = quantile === null ? null : trendHistogram(threshold, judged)
  if (quantile === null || histogram === null || !isUpper) return null
  return {
    samples: histogram.count,
    misses: countBeyond(histogram, limit * 1000, operator === '<'),
    allowedShare: shareBeside(quantile)
  }
}

function quantileOf(aggregate: ThresholdAggregate): number | null {
  if (aggregate.kind === 'percentile') return aggregate.percentile / 100
  return aggregate.kind === 'med' ? 0.5 : null
}

/** Without binary dust: 0.01 beside 0.99. */
function shareBeside(share: number): number {
  return Math.round((1 - share) * 1e9) / 1e9
}

function countBeyond(histogram: HdrHistogram, limitUs: number, atLimit: boolean): number {
  let beyond = 0
  histogram.forEachUsed((index, count) => {
    const valueUs = Math.min(histogram.layout.highestAt(index), histogram.max)
    if (valueUs > limitUs || (atLimit && valueUs >= limitUs)) beyond += count
  })
  return beyond
}
