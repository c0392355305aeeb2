/** A sample's seconds follow each other, so that they say less than independent values would; bounded for short ones. */
const MAX_AUTOCORRELATION = 0.9

/** Of values in the order of time: lag 1, from 0 (negative ones are taken as none) to MAX_AUTOCORRELATION. */
export function autocorrelation(values: readonly number[]): number {
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

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
