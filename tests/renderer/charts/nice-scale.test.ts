import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growingEnd, niceScale, timeTicks } from '../../../src/renderer/src/charts/nice-scale.ts'

describe('a value axis', () => {
  it.each([
    [796, 2, 1000],
    [412, 3, 600],
    [18, 2, 20],
    [0.21, 2, 0.4]
  ])('for %s in %s steps reaches to %s', (highest, divisions, max) => {
    expect(niceScale(highest, divisions).max).toBeCloseTo(max, 9)
  })

  it('holds its highest value and is at most two and a half times as high', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (highest, divisions) => {
          const { max, step } = niceScale(highest, divisions)
          expect(max).toBeGreaterThanOrEqual(highest * (1 - 1e-6))
          expect(max).toBeLessThanOrEqual(highest * 2.5)
          expect(step * divisions).toBe(max)
        }
      )
    )
  })

  it('is usable without any value', () => {
    expect(niceScale(0, 2)).toEqual({ max: 2, step: 1 })
    expect(niceScale(NaN, 2)).toEqual({ max: 2, step: 1 })
  })
})

describe('a time axis', () => {
  it('has labels at round moments, no more than asked for', () => {
    expect(timeTicks(0, 120, 9)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120])
    expect(timeTicks(0, 7200, 12)).toHaveLength(13)
  })

  it('grows in steps for a run of unknown length', () => {
    expect([0, 11, 61, 3601].map(growingEnd)).toEqual([10, 20, 120, 5400])
  })
})
