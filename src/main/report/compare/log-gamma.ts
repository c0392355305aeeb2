/** Stirling's series, which is exact to the last digits from here on. */
const LEAST_ARGUMENT = 12

/** The natural logarithm of the gamma function for x > 0 (Abramowitz and Stegun 6.1.41, 6.1.15); log n! is of n + 1. */
export function logGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < LEAST_ARGUMENT) product *= shifted++
  const square = shifted * shifted
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / shifted
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  )
}
