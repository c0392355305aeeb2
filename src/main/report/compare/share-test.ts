/** Of the most likely outcome; what is rarer, and all that is farther off, adds nothing to a double. */
const LEAST_WEIGHT = 1e-18
/** Outcomes that are as likely as the observed one but for rounding count as such. */
const ROUNDING = 1 + 1e-7

/**
 * Fisher's exact test of two shares, two-sided: of all ways to spread the hits over both sides, how many are no likelier
 * than the observed one. Exact for every size, since the outcomes are walked through from the most likely one, a few
 * standard deviations to each side.
 *
 * @returns the p-value, 0 below about 1e-17; 1 where a side is empty or both shares are 0 or 1
 */
export function shareTest(baseHits: number, baseAll: number, otherHits: number, otherAll: number): number {
  if (baseAll <= 0 || otherAll <= 0) return 1
  const hits = baseHits + otherHits
  const all = baseAll + otherAll
  /** How much likelier one more hit on the base's side is. */
  const growth = (x: number): number => ((hits - x) * (baseAll - x)) / ((x + 1) * (otherAll - hits + x + 1))
  const likeliest = Math.floor(((baseAll + 1) * (hits + 1)) / (all + 2))
  const weights = new Map([[likeliest, 1]])
  let weight = 1
  for (let x = likeliest; x < Math.min(baseAll, hits) && weight > LEAST_WEIGHT; x++) {
    weight *= growth(x)
    weights.set(x + 1, weight)
  }
  weight = 1
  for (let x = likeliest; x > Math.max(0, hits - otherAll) && weight > LEAST_WEIGHT; x--) {
    weight /= growth(x - 1)
    weights.set(x - 1, weight)
  }
  const observed = (weights.get(baseHits) ?? 0) * ROUNDING
  let total = 0
  let asRare = 0
  for (const of of weights.values()) {
    total += of
    if (of <= observed) asRare += of
  }
  return asRare / total
}
