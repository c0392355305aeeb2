import { twoSidedNormal } from './normal-tail.ts'
import { autocorrelation, median } from './sample-statistics.ts'

/** What the ranks of two samples say about their difference. */
export interface RankTest {
  /** Two-sided: how often samples of one and the same source would differ as much or more; 1 if both are constant. */
  readonly pValue: number
  /** Median of `other` minus median of `base`, in the unit of the values. */
  readonly medianShift: number
}

/**
 * Mann-Whitney's U test with mean ranks for ties and the normal approximation with continuity correction (Mann and
 * Whitney 1947), which asks nothing of the values' distribution. Values are in the order of time: the variance of U is
 * multiplied by (1 + r) / (1 - r), with r the lag-1 autocorrelation of the samples, because neighbouring seconds
 * resemble each other and would otherwise be counted as more evidence than they are.
 *
 * @param base at least two values
 * @param other at least two values
 */
export function rankTest(base: readonly number[], other: readonly number[]): RankTest {
  const medianShift = median(other) - median(base)
  const n = base.length
  const m = other.length
  const { rankSum, tieTerm } = ranks(base, other)
  const u = rankSum - (n * (n + 1)) / 2
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)))
  const correlation = Math.max(autocorrelation(base), autocorrelation(other))
  const deviation = Math.sqrt((variance * (1 + correlation)) / (1 - correlation))
  if (!(deviation > 0)) return { pValue: 1, medianShift }
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5)
  return { pValue: twoSidedNormal(distance / deviation), medianShift }
}

/**
 * The two-sided test of two shares with the pooled variance.
 *
 * @returns the p-value; 1 where a side is empty or both shares are 0 or 1
 */
export function shareTest(baseHits: number, baseAll: number, otherHits: number, otherAll: number): number {
  if (baseAll <= 0 || otherAll <= 0) return 1
  const pooled = (baseHits + otherHits) / (baseAll + otherAll)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / baseAll + 1 / otherAll))
  if (!(deviation > 0)) return 1
  return twoSidedNormal(Math.abs(otherHits / otherAll - baseHits / baseAll) / deviation)
}

/** The sum of the base's ranks among all values, and the sum of t^3 - t over groups of t equal values. */
function ranks(base: readonly number[], other: readonly number[]): { rankSum: number; tieTerm: number } {
  const all = [
    ...base.map((value) => ({ value, isBase: true })),
    ...other.map((value) => ({ value, isBase: false }))
  ].sort((a, b) => a.value - b.value)
  let rankSum = 0
  let tieTerm = 0
  let start = 0
  while (start < all.length) {
    let end = start + 1
    while (end < all.length && all[end]?.value === all[start]?.value) end++
    const size = end - start
    const meanRank = (start + 1 + end) / 2
    for (const entry of all.slice(start, end)) if (entry.isBase) rankSum += meanRank
    tieTerm += size ** 3 - size
    start = end
  }
  return { rankSum, tieTerm }
}
