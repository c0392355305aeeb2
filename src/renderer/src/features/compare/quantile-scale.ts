/** Position of a percentile on an axis that gives every further nine the same room: 90, 99 and 99.9 are 1, 2 and 3. */
export function quantilePosition(percentile: number): number {
  return -Math.log10(1 - Math.min(percentile, 99.9999) / 100)
}

const LABELLED = [25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999] as const

/** The labels up to the last known percentile that stand at least `leastGap` apart; round nines go first. */
export function quantileTicks(lastPercentile: number, leastGap: number): number[] {
  const known = LABELLED.filter((percentile) => percentile <= lastPercentile)
  const byWorth = known.toSorted((a, b) => worth(b) - worth(a))
  const taken: number[] = []
  for (const percentile of byWorth) {
    const at = quantilePosition(percentile)
    if (taken.every((other) => Math.abs(quantilePosition(other) - at) >= leastGap)) taken.push(percentile)
  }
  return taken.sort((a, b) => a - b)
}

function worth(percentile: number): number {
  const position = quantilePosition(percentile)
  if (Math.abs(position - Math.round(position)) < 1e-6) return 3
  return percentile === 50 ? 2 : percentile === 95 ? 1 : 0
}
