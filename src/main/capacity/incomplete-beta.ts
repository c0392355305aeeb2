const MOST_TERMS = 10_000
const ENOUGH = 1e-12
/** In the place of a zero that would be divided by. */
const TINY = 1e-300
/** From here on five terms of Stirling's series are exact to 1e-13. */
const STIRLING_FROM = 10

/**
 * The regularised incomplete beta function I_x(a, b): the continued fraction of DLMF 8.17.22, evaluated by Lentz's
 * method (Thompson and Barnett 1986), on the side of the mean where it converges fast.
 *
 * @param a above 0
 * @param b above 0
 * @param x 0 to 1
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const isLeft = x < (a + 1) / (a + b + 2)
  return isLeft ? leftTail(a, b, x) : 1 - leftTail(b, a, 1 - x)
}

function leftTail(a: number, b: number, x: number): number {
  const logFront = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)
  return (Math.exp(logFront) / a) * fraction(a, b, x)
}

/** 1 / (1 + d1 / (1 + d2 / (1 + ...))) with the d of DLMF 8.17.23. */
function fraction(a: number, b: number, x: number): number {
  let value = 1
  let upper = 1
  let lower = 0
  for (let term = 1; term < MOST_TERMS; term++) {
    const d = coefficient(a, b, x, term)
    lower = 1 / awayFromZero(1 + d * lower)
    upper = awayFromZero(1 + d / upper)
    value *= upper * lower
    if (Math.abs(upper * lower - 1) < ENOUGH) break
  }
  return 1 / value
}

function coefficient(a: number, b: number, x: number, term: number): number {
  const m = term >> 1
  return term % 2 === 0
    ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** Stirling's series (DLMF 5.11.1), after the recurrence has brought the argument where it is exact. */
function logGamma(z: number): number {
  let shift = 0
  let at = z
  for (; at < STIRLING_FROM; at++) shift -= Math.log(at)
  const inverse = 1 / at
  const square = inverse * inverse
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series
}
