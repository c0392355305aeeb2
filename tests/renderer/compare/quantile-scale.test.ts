import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logPosition, logScale } from '../../../src/renderer/src/charts/log-scale.ts'
import { quantilePosition, quantileTicks } from '../../../src/renderer/src/features/compare/quantile-scale.ts'

describe('the axis of percentiles', () => {
  it('gives every further nine the same room', () => {
    expect(
      [90, 99, 99.9, 99.99].map((percentile) => Math.round(quantilePosition(percentile) * 1000))
    ).toEqual([1000, 2000, 3000, 4000])
  })

  it('labels what is known, the nines first, none upon another', () => {
    expect(quantileTicks(99.9, 0.5)).toEqual([50, 90, 99, 99.9])
    expect(quantileTicks(95, 0.05)).toEqual([25, 50, 75, 90, 95])
  })
})

describe('the axis of latencies', () => {
  it('ends at round values around all of them', () => {
    const scale = logScale([11.8, 34, 1204])
    expect([scale.min, scale.max]).toEqual([10, 2000])
    expect(scale.ticks).toEqual([10, 30, 100, 300, 1000])
  })

  it('holds every value, and has room for a single one', () => {
    const latency = fc.double({ min: 0.001, max: 3_600_000, noNaN: true })
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 20 }), (values) => {
        const scale = logScale(values)
        for (const value of values) {
          expect(logPosition(value, scale)).toBeGreaterThanOrEqual(0)
          expect(logPosition(value, scale)).toBeLessThanOrEqual(1 + 1e-9)
        }
        expect(scale.max / scale.min).toBeGreaterThanOrEqual(2 - 1e-9)
        expect(scale.ticks.length).toBeGreaterThan(0)
      })
    )
  })

  it('survives nothing at all', () => {
    expect(logScale([]).max).toBeGreaterThan(0)
  })
})
