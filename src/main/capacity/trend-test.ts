import { median, twoSidedNormal } from '../report/index.ts'

export interface TrendTest {
  /** Two-sided: how often values without a trend would rise or fall as steadily. */
  readonly pValue: number
  /** Median of the second half over that of the first, less 1: 0.2 is a growth by a fifth. */
  readonly growth: number
}

/**
 * Mann and Kendall's test for a trend (Mann 1945, Kendall 1975): S counts the pairs of values that rise with time less
 * those that fall. It sees a steady growth in ten values, where a rank test of the two halves cannot: it has to take the
 * growth within each half for autocorrelation. Ties are taken out of the variance.
 *
 * @param values in the order of time
 */
export function trendTest(values: readonly number[]): TrendTest {
  const n = values.length
  const half = n >> 1
  const growth = median(values.slice(n - half)) / median(values.slice(0, half)) - 1
  let s = 0
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) s += Math.sign(values[later]! - values[earlier]!)
  }
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(values)) / 18
  if (!(variance > 0)) return { pValue: 1, growth }
  return { pValue: twoSidedNormal(Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance)), growth }
}

function tieTerm(values: readonly number[]): number {
  const sizes = new Map<number, number>()
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1)
  return [...sizes.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)
}
