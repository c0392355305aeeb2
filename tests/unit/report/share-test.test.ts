import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareTest } from '../../../src/main/report/compare/share-test.ts'

/** Made with whole numbers of any size: the sum of the binomial products that are not above the observed one's. */
const KNOWN: readonly (readonly [
  baseHits: number,
  baseAll: number,
  otherHits: number,
  otherAll: number,
  pValue: number
])[] = [
  [3, 4, 1, 4, 0.485714285714],
  [2, 17, 10, 13, 0.000536724119143],
  [10, 1000, 30, 1000, 0.00200833356183],
  [0, 1000, 2, 1000, 0.499749874937],
  [0, 20, 10, 20, 0.000435919790759],
  [1, 2, 0, 2, 1],
  [5, 10000, 25, 12000, 0.00142316708464],
  [400, 20000, 500, 20000, 0.000835460697238]
]

describe('shareTest', () => {
  it.each(KNOWN)("is Fisher's exact test: %d of %d and %d of %d", (a, n, b, m, pValue) => {
    expect(shareTest(a, n, b, m) / pValue).toBeCloseTo(1, 9)
    expect(shareTest(b, m, a, n) / pValue).toBeCloseTo(1, 9)
  })

  it('calls one failure of two, against none of fifty, no proof', () => {
    expect(shareTest(0, 50, 1, 2)).toBeCloseTo(2 / 52, 12)
  })

  it('is near the normal approximation where counts are large', () => {
    // 10,000 and 10,300 of a million each, corrected for continuity: z = (0.0003 - 1e-6) / sqrt(0.01015 * 0.98985 * 2e-6)
    // = 2.109, p = 0.0349.
    expect(shareTest(10_000, 1_000_000, 10_300, 1_000_000)).toBeCloseTo(0.0349, 4)
  })

  it('sees the difference of hundreds of millions, and none where shares are equal', () => {
    expect(shareTest(50_000_000, 100_000_000, 51_000_000, 100_000_000)).toBeLessThan(1e-15)
    expect(shareTest(50_000_000, 100_000_000, 50_000_000, 100_000_000)).toBeCloseTo(1, 9)
  })

  it('sees no difference where there is nothing to compare', () => {
    expect(shareTest(0, 0, 5, 10)).toBe(1)
    expect(shareTest(0, 10, 0, 20)).toBe(1)
    expect(shareTest(10, 10, 20, 20)).toBe(1)
  })

  it('gives a probability, the same for hits and for misses', () => {
    const side = fc
      .integer({ min: 1, max: 3000 })
      .chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all)))
    fc.assert(
      fc.property(side, side, ([a, n], [b, m]) => {
        const pValue = shareTest(a, n, b, m)
        expect(pValue).toBeGreaterThanOrEqual(0)
        expect(pValue).toBeLessThanOrEqual(1)
        expect(shareTest(n - a, n, m - b, m)).toBeCloseTo(pValue, 9)
      })
    )
  })
})
