/** What the ranks of two samples say about their difference. */
export interface RankTest {
  /** Two-sided: how often samples of one and the same source would differ as much or more; 1 if both are constant. */
  readonly pValue: number
  /** Median of `other` minus median of `base`, in the unit of the values. */
  readonly medianShift: number
}

/** A sample's seconds follow each other, so that they say less than independent values would; bounded for short ones. */
const MAX_AUTOCORRELATION = 0.9

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
  return { pValue: twoSided(distance / deviation), medianShift }
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
  return twoSided(Math.abs(otherHits / otherAll - baseHits / baseAll) / deviation)
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

/** Lag 1, from 0 (negative ones are taken as none) to MAX_AUTOCORRELATION. */
function autocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let variance = 0
  let covariance = 0
  let previous: number | null = null
  for (const value of values) {
    const deviation = value - mean
    variance += deviation * deviation
    if (previous !== null) covariance += deviation * previous
    previous = deviation
  }
  if (!(variance > 0)) return 0
  return Math.min(MAX_AUTOCORRELATION, Math.max(0, covariance / variance))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** The share of the normal distribution that is at least z deviations off: erfc(z / sqrt 2). */
function twoSided(z: number): number {
  return Math.min(1, complementaryError(z / Math.SQRT2))
}

/** Abramowitz and Stegun 7.1.26 for x >= 0; off by 1.5e-7 at most. */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return polynomial * Math.exp(-x * x)
}
