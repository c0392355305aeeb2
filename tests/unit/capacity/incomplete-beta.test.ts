import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incompleteBeta } from '../../../src/main/capacity/incomplete-beta.ts'

/** P(X > k) of a binomial X, summed up term by term. */
function binomialTail(n: number, p: number, k: number): number {
  let term = (1 - p) ** n
  let below = 0
  for (let i = 0; i <= k; i++) {
    below += term
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
  }
  return 1 - below
}

describe('incompleteBeta', () => {
  it.each([
    [1, 1, 0.3, 0.3],
    [2, 3, 0.5, 0.6875],
    // The arcsine distribution: 2 / pi asin(sqrt x).
    [0.5, 0.5, 0.25, 1 / 3],
    [5, 2, 0, 0],
    [5, 2, 1, 1]
  ])('of a = %d and b = %d at %d is %d', (a, b, x, value) => {
    expect(incompleteBeta(a, b, x)).toBeCloseTo(value, 10)
  })

  it('is the tail of the binomial distribution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.001, max: 0.6, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, p, part) => {
          const k = Math.floor(part * n)
          expect(incompleteBeta(k + 1, n - k, p)).toBeCloseTo(binomialTail(n, p, k), 8)
        }
      )
    )
  })

  it('is symmetric also for a million samples', () => {
    for (const [a, b, x] of [
      [9_900, 990_101, 0.01],
      [100.5, 9_900.25, 0.0101]
    ] as const) {
      expect(incompleteBeta(a, b, x) + incompleteBeta(b, a, 1 - x)).toBeCloseTo(1, 10)
    }
    expect(incompleteBeta(10_001, 990_000, 0.01)).toBeCloseTo(0.5, 2)
  })
})
