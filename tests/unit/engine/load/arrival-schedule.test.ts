import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantArrivals, rampingArrivals } from '../../../../src/main/engine/load/index.ts'
import type { Stage } from '../../../../src/shared/plan/plan.ts'

describe('constantArrivals', () => {
  it.each([
    { rate: 500, timeUnitMs: 1000, durationMs: 30_000, count: 15_000, third: 4 },
    { rate: 1, timeUnitMs: 60_000, durationMs: 90_000, count: 2, third: 120_000 },
    { rate: 3, timeUnitMs: 1000, durationMs: 1000, count: 3, third: 2000 / 3 },
    { rate: 0.1, timeUnitMs: 1000, durationMs: 10_000, count: 1, third: 20_000 }
  ])('$rate every $timeUnitMs ms for $durationMs ms are $count arrivals', ({ count, third, ...given }) => {
    const schedule = constantArrivals(given.rate, given.timeUnitMs, given.durationMs)
    expect(schedule.count).toBe(count)
    expect(schedule.timeOf(2)).toBeCloseTo(third, 9)
  })
})

/** Area under the piecewise linear rate up to `untilMs`, by the midpoint rule in steps of a millisecond. */
function integrate(startRate: number, timeUnitMs: number, stages: readonly Stage[], untilMs: number): number {
  let area = 0
  let from = startRate
  let stageStartMs = 0
  for (const { durationMs, target } of stages) {
    const endMs = Math.min(durationMs, untilMs - stageStartMs)
    for (let ms = 0; ms < endMs; ms++) {
      const widthMs = Math.min(1, endMs - ms)
      area += ((from + ((target - from) * (ms + widthMs / 2)) / durationMs) / timeUnitMs) * widthMs
    }
    from = target
    stageStartMs += durationMs
  }
  return area
}

describe('rampingArrivals', () => {
  const stage = fc.record({
    durationMs: fc.integer({ min: 0, max: 3000 }),
    target: fc.integer({ min: 0, max: 300 })
  })

  it('puts arrival i where the area under the rate reaches i + 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        (rate, stages) => {
          const schedule = rampingArrivals(rate, 1000, stages)
          expect(schedule.count).toBeCloseTo(Math.floor(integrate(rate, 1000, stages, Infinity) + 1e-6), 6)
          for (const share of [0, 0.2, 0.5, 0.9, 0.999]) {
            const index = Math.floor(schedule.count * share)
            if (index >= schedule.count) continue
            const area = integrate(rate, 1000, stages, schedule.timeOf(index))
            expect(Math.abs(area - (index + 1))).toBeLessThan(1e-3)
          }
        }
      ),
      { numRuns: 60 }
    )
  })

  it('never goes back in time, in whatever order lanes ask', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        (rate, stages) => {
          const schedule = rampingArrivals(rate, 1000, stages)
          const forward = Array.from({ length: schedule.count }, (_, index) => schedule.timeOf(index))
          const backward = forward.map((_, index) => schedule.timeOf(schedule.count - 1 - index)).reverse()
          expect(backward).toEqual(forward)
          expect(forward.every((time, index) => index === 0 || time >= forward[index - 1]!)).toBe(true)
          expect(forward.every((time) => time <= schedule.durationMs)).toBe(true)
        }
      )
    )
  })

  it('gives an arrival on the border of two stages the same time whoever asked before', () => {
    const schedule = rampingArrivals(9, 1000, [
      { durationMs: 3000, target: 1 },
      { durationMs: 1, target: 86 },
      { durationMs: 10, target: 106 }
    ])
    const before = schedule.timeOf(14)
    schedule.timeOf(15)
    expect([before, schedule.timeOf(14)]).toEqual([3000, 3000])
  })

  it('jumps at a stage of zero duration', () => {
    const schedule = rampingArrivals(0, 1000, [
      { durationMs: 0, target: 10 },
      { durationMs: 1000, target: 10 }
    ])
    expect(schedule.count).toBe(10)
    expect(schedule.timeOf(0)).toBeCloseTo(100, 9)
  })
})
