/** The share of the normal distribution that is at least z deviations off: erfc(z / sqrt 2). */
export function twoSidedNormal(z: number): number {
  return Math.min(1, complementaryError(z / Math.SQRT2))
}

/** Abramowitz and Stegun 7.1.26 for x >= 0; off by 1.5e-7 at most. */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return polynomial * Math.exp(-x * x)
}
