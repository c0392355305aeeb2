const MAX_POINTS = 60

/**
 * Up to 60 rates that stand for the counts of the run's seconds: each is the mean of an equal share of them, so that
 * the area stays what it was.
 */
export function sparklineOf(countBySecond: readonly number[]): number[] {
  const seconds = countBySecond.length
  const points = Math.min(seconds, MAX_POINTS)
  return Array.from({ length: points }, (_, point) => {
    const from = Math.floor((point * seconds) / points)
    const to = Math.floor(((point + 1) * seconds) / points)
    let sum = 0
    for (let second = from; second < to; second++) sum += countBySecond[second] ?? 0
    return Math.round((sum / (to - from)) * 10) / 10
  })
}

/** The stored form; what cannot be read is no reason to lose the run from the list, so it is drawn empty. */
export function readSparkline(json: string): number[] {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) && value.every((point) => Number.isFinite(point)) ? value : []
  } catch {
    return []
  }
}
