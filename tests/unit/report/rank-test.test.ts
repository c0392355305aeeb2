import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankTest, shareTest } from '../../../src/main/report/compare/rank-test.ts'

const samples = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 40 })

describe('rankTest', () => {
  it('agrees with the textbook p-value of two separate samples', () => {
    // U = 0, n = m = 8: z = (32 - 0.5) / sqrt(8 * 8 * 17 / 12) = 3.308, two-sided p = 0.00094. The zigzag has no
    // positive autocorrelation, so that nothing is added to the variance.
    const base = [1, 5, 2, 6, 3, 7, 4, 8]
    const other = base.map((value) => value + 100)
    const { pValue, medianShift } = rankTest(base, other)
    expect(pValue).toBeCloseTo(0.00094, 5)
    expect(medianShift).toBe(100)
  })

  it('sees no difference between equal and between constant samples', () => {
    expect(rankTest([5, 1, 4, 2], [5, 1, 4, 2]).pValue).toBeCloseTo(1, 6)
    expect(rankTest([3, 3, 3], [3, 3, 3])).toEqual({ pValue: 1, medianShift: 0 })
  })

  it('trusts values that resemble their neighbours less', () => {
    const slowlyRising = [1, 2, 3, 4, 5, 6, 7, 8]
    const jumping = [1, 5, 2, 6, 3, 7, 4, 8]
    const other = jumping.map((value) => value + 6)
    expect(rankTest(slowlyRising, other).pValue).toBeGreaterThan(rankTest(jumping, other).pValue)
  })

  it('gives a probability that does not depend on the order of the sides', () => {
    fc.assert(
      fc.property(samples, samples, (base, other) => {
        const forth = rankTest(base, other)
        const back = rankTest(other, base)
        expect(forth.pValue).toBeGreaterThanOrEqual(0)
        expect(forth.pValue).toBeLessThanOrEqual(1)
        expect(back.pValue).toBeCloseTo(forth.pValue, 9)
        expect(back.medianShift).toBeCloseTo(-forth.medianShift, 9)
      })
    )
  })

  it('does not change when every value is scaled', () => {
    fc.assert(
      fc.property(samples, samples, (base, other) => {
        const scaled = rankTest(
          base.map((value) => value * 4),
          other.map((value) => value * 4)
        )
        expect(scaled.pValue).toBeCloseTo(rankTest(base, other).pValue, 6)
      })
    )
  })
})

describe('shareTest', () => {
  it('agrees with the textbook p-value', () => {
    // 10 of 1000 and 30 of 1000: pooled 0.02, z = 0.02 / sqrt(0.02 * 0.98 * 0.002) = 3.194, p = 0.0014.
    expect(shareTest(10, 1000, 30, 1000)).toBeCloseTo(0.0014, 4)
  })

  it('sees no difference where there is nothing to compare', () => {
    expect(shareTest(0, 0, 5, 10)).toBe(1)
    expect(shareTest(0, 10, 0, 20)).toBe(1)
    expect(shareTest(10, 10, 20, 20)).toBe(1)
  })
})
