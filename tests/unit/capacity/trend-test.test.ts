import { describe, expect, it } from 'vitest'
import { trendTest } from '../../../src/main/capacity/trend-test.ts'

describe('trendTest', () => {
  it('sees a steady growth in ten values', () => {
    const { pValue, growth } = trendTest([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    // S = 45, variance 125: z = 44 / 11.18.
    expect(pValue).toBeCloseTo(8.3e-5, 5)
    expect(growth).toBeCloseTo(17 / 12 - 1, 10)
  })

  it('sees a fall as well', () => {
    const { pValue, growth } = trendTest([9, 8, 7, 6, 5, 4, 3, 2])
    expect(pValue).toBeLessThan(0.01)
    expect(growth).toBeLessThan(0)
  })

  it('sees none in values that go up and down, or that are all the same', () => {
    expect(trendTest([5, 7, 4, 6, 5, 7, 4, 6, 5, 6]).pValue).toBeGreaterThan(0.5)
    expect(trendTest([3, 3, 3, 3, 3]).pValue).toBe(1)
  })

  it('takes ties out of the variance', () => {
    const { pValue } = trendTest([1, 1, 2, 2, 2])
    // S = 6; variance (300 - 2 * 1 * 9 - 3 * 2 * 11) / 18 = 12; z = 5 / 3.464.
    expect(pValue).toBeCloseTo(0.149, 3)
  })
})
