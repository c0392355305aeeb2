/** A polynomial in time fitted to a series whose errors follow each other with a known correlation. */
export interface AutoregressiveFit {
  /** The constant's coefficient; of a polynomial of degree 0 the mean. */
  readonly constant: number
  /** One over its variance, in units of the variance of what is new in each value. */
  readonly precision: number
  /** The sum of the squares of what is new in each value. */
  readonly residualSquares: number
  /** Half the logarithm of the determinant of the coefficients' precision. */
  readonly logPrecision: number
}

/**
 * Generalised least squares with errors e(i) = correlation e(i - 1) + new(i) that are stationary from the first on:
 * the series is made independent (Prais and Winsten 1954), then the powers of time are taken out one after the other
 * (Gram and Schmidt).
 *
 * @param values in the order of time, more than degree + 1
 * @param correlation from 0 up to, not including, 1
 */
export function autoregressiveFit(
  values: Float64Array,
  degree: number,
  correlation: number
): AutoregressiveFit {
  const rest = independent(values, correlation)
  const taken: Float64Array[] = []
  let constant = 0
  let precision = 0
  let logPrecision = 0
  const powers = new Float64Array(values.length).fill(1)
  for (let power = 0; power <= degree; power++) {
    if (power > 0) multiplyByTime(powers)
    const column = independent(powers, correlation)
    for (const earlier of taken) takeOut(column, earlier)
    const square = dot(column, column)
    const coefficient = takeOut(rest, column)
    if (power === 0) {
      constant = coefficient
      precision = square
    }
    logPrecision += Math.log(square) / 2
    taken.push(column)
  }
  return { constant, precision, residualSquares: dot(rest, rest), logPrecision }
}

function independent(values: Float64Array, correlation: number): Float64Array {
  const changes = new Float64Array(values.length)
  changes[0] = Math.sqrt(1 - correlation * correlation) * values[0]!
  for (let i = 1; i < values.length; i++) changes[i] = values[i]! - correlation * values[i - 1]!
  return changes
}

/** The time goes from -1 to 1. */
function multiplyByTime(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i]! *= (2 * i + 1) / values.length - 1
}

/** Leaves of the values what is orthogonal to the direction; returns how much of it there was. */
function takeOut(values: Float64Array, direction: Float64Array): number {
  const coefficient = dot(values, direction) / dot(direction, direction)
  for (let i = 0; i < values.length; i++) values[i]! -= coefficient * direction[i]!
  return coefficient
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
