import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArrivalSchedule } from '../../../../src/main/engine/load/arrival-schedule.ts'
import { arrivalSpacing } from '../../../../src/main/engine/load/arrival-spacing.ts'
import { withHolds, loadProfile } from '../../../../src/shared/plan/load-profile.ts'
import { plannedIterations } from '../../../../src/shared/plan/planned-iterations.ts'
import type { ArrivalRatePlan, Stage } from '../../../../src/shared/plan/plan.ts'

const vus = { preAllocatedVUs: 1, maxVUs: 1 }

function scheduleOf(executor: ArrivalRatePlan): ArrivalSchedule {
  return new ArrivalSchedule(arrivalSpacing(executor, 'only'), executor.timeUnitMs, loadProfile(executor))
}

function constant(rate: number, timeUnitMs: number, durationMs: number): ArrivalRatePlan {
  return { kind: 'constant-arrival-rate', rate, timeUnitMs, durationMs, ...vus }
}

function ramping(startRate: number, timeUnitMs: number, stages: readonly Stage[]): ArrivalRatePlan {
  return { kind: 'ramping-arrival-rate', startRate, timeUnitMs, stages, ...vus }
}

function timesOf(schedule: ArrivalSchedule): number[] {
  return Array.from({ length: schedule.count }, (_, index) => schedule.timeOf(index))
}

describe('a constant rate', () => {
  it.each([
    { rate: 500, timeUnitMs: 1000, durationMs: 30_000, count: 15_000, second: 2 },
    { rate: 1, timeUnitMs: 60_000, durationMs: 90_000, count: 2, second: 60_000 },
    { rate: 3, timeUnitMs: 1000, durationMs: 1000, count: 3, second: 1000 / 3 },
    { rate: 0.1, timeUnitMs: 1000, durationMs: 10_000, count: 1, second: Infinity },
    { rate: 7, timeUnitMs: 1000, durationMs: 1001, count: 8, second: 1000 / 7 }
  ])(
    '$rate every $timeUnitMs ms for $durationMs ms are $count arrivals, the first at once',
    ({ count, second, ...given }) => {
      const schedule = scheduleOf(constant(given.rate, given.timeUnitMs, given.durationMs))
      expect(schedule.count).toBe(count)
      expect([schedule.timeOf(0), schedule.timeOf(1)]).toEqual([0, second])
      expect(schedule.timeOf(count - 1)).toBeLessThan(given.durationMs)
      expect(schedule.timeOf(count)).toBe(Infinity)
    }
  )

  it('has evenly spaced starts however high the rate', () => {
    const times = timesOf(scheduleOf(constant(20_000, 1000, 1000)))
    expect(times).toEqual(Array.from({ length: 20_000 }, (_, index) => index / 20))
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

describe('a ramping rate', () => {
  const stage = fc.record({
    durationMs: fc.integer({ min: 0, max: 3000 }),
    target: fc.integer({ min: 0, max: 300 })
  })
  const stages = fc.array(stage, { minLength: 1, maxLength: 5 })
  const timeUnit = fc.constantFrom(500, 1000, 60_000)

  it('puts arrival i where the area under the rate reaches i + 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), timeUnit, stages, (rate, timeUnitMs, given) => {
        const schedule = scheduleOf(ramping(rate, timeUnitMs, given))
        expect(schedule.count).toBe(Math.floor(integrate(rate, timeUnitMs, given, Infinity) + 1e-6))
        expect(schedule.timeOf(schedule.count)).toBe(Infinity)
        for (const share of [0, 0.2, 0.5, 0.9, 0.999]) {
          const index = Math.floor(schedule.count * share)
          if (index >= schedule.count) continue
          const area = integrate(rate, timeUnitMs, given, schedule.timeOf(index))
          expect(Math.abs(area - (index + 1))).toBeLessThan(1e-3)
        }
      }),
      { numRuns: 60 }
    )
  })

  it('never goes back in time, in whatever order lanes ask', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), stages, (rate, given) => {
        const schedule = scheduleOf(ramping(rate, 1000, given))
        const forward = timesOf(schedule)
        const backward = forward.map((_, index) => schedule.timeOf(schedule.count - 1 - index)).reverse()
        expect(backward).toEqual(forward)
        expect(forward.every((time, index) => index === 0 || time >= forward[index - 1]!)).toBe(true)
        expect(forward.every((time) => time <= schedule.durationMs)).toBe(true)
      })
    )
  })

  it('gives an arrival on the border of two stages the same time whoever asked before', () => {
    const schedule = scheduleOf(
      ramping(9, 1000, [
        { durationMs: 3000, target: 1 },
        { durationMs: 1, target: 86 },
        { durationMs: 10, target: 106 }
      ])
    )
    const before = schedule.timeOf(14)
    schedule.timeOf(15)
    expect([before, schedule.timeOf(14)]).toEqual([3000, 3000])
  })

  it('jumps at a stage of zero duration', () => {
    const schedule = scheduleOf(
      ramping(0, 1000, [
        { durationMs: 0, target: 10 },
        { durationMs: 1000, target: 10 }
      ])
    )
    expect(schedule.count).toBe(10)
    expect(schedule.timeOf(0)).toBeCloseTo(100, 9)
  })

  it.each([
    // k6 on "2 starts a second for 5 s, then up to 3 within 5 s": the 12th start comes after 10 + 2 of area.
    {
      startRate: 2,
      stages: [
        [5000, 2],
        [5000, 3]
      ],
      index: 0,
      ms: 500
    },
    {
      startRate: 2,
      stages: [
        [5000, 2],
        [5000, 3]
      ],
      index: 9,
      ms: 5000
    },
    {
      startRate: 2,
      stages: [
        [5000, 2],
        [5000, 3]
      ],
      index: 11,
      ms: 5000 + (Math.sqrt(4.8) - 2) / 0.0002
    },
    { startRate: 0, stages: [[10_000, 20]], index: 24, ms: 5000 },
    { startRate: 20, stages: [[10_000, 0]], index: 74, ms: 5000 },
    {
      startRate: 0,
      stages: [
        [1000, 0],
        [1000, 4],
        [1000, 4]
      ],
      index: 1,
      ms: 2000
    },
    {
      startRate: 10,
      stages: [
        [1000, 10],
        [5000, 0],
        [0, 10],
        [1000, 10]
      ],
      index: 34,
      ms: 6000
    }
  ])('starts arrival $index of $stages from $startRate at $ms ms', ({ startRate, index, ms, ...given }) => {
    const stages = given.stages.map(([durationMs = 0, target = 0]) => ({ durationMs, target }))
    expect(scheduleOf(ramping(startRate, 1000, stages)).timeOf(index)).toBeCloseTo(ms, 6)
  })
})

describe('a schedule under another rate', () => {
  it('has its first start, where that is at once, only when there is a rate', () => {
    const holds = [0, 300, 900].map((atMs, index) => ({ atMs, value: index === 2 ? 10 : 0 }))
    const schedule = scheduleOf(constant(10, 1000, 2000)).under(
      withHolds(loadProfile(constant(10, 1000, 2000)), holds)
    )
    expect(schedule.timeOf(1)).toBeCloseTo(1000, 6)
    expect(schedule.timeOf(0)).toBeCloseTo(900, 3)
    expect(schedule.timeOf(0)).toBeGreaterThan(900)
    expect(schedule.count).toBe(11)
  })

  it('keeps what was due before the change and spaces the rest evenly at the new rate', () => {
    const executor = constant(10, 1000, 2000)
    const schedule = scheduleOf(executor).under(withHolds(loadProfile(executor), [{ atMs: 1000, value: 20 }]))
    const times = timesOf(schedule)
    expect(times.slice(0, 11)).toEqual(Array.from({ length: 11 }, (_, index) => index * 100))
    times.slice(11).forEach((time, index) => expect(time).toBeCloseTo(1000 + 50 * (index + 1), 9))
    expect(times).toHaveLength(30)
  })

  it('carries what had come up of the next start over the change', () => {
    const executor = ramping(10, 1000, [{ durationMs: 4000, target: 10 }])
    // At 1050 ms half a start is due; the other half takes 250 ms at 2 a second.
    const schedule = scheduleOf(executor).under(withHolds(loadProfile(executor), [{ atMs: 1050, value: 2 }]))
    expect(schedule.timeOf(9)).toBeCloseTo(1000, 9)
    expect(schedule.timeOf(10)).toBeCloseTo(1300, 9)
    expect(schedule.timeOf(11)).toBeCloseTo(1800, 9)
  })
})

describe('plannedIterations', () => {
  const positive = fc.integer({ min: 1, max: 50_000 })

  function expectSame(executor: ArrivalRatePlan): void {
    const scenario = { name: 'a', executor, startTimeMs: 0, gracefulStopMs: 0, flow: [] }
    expect(plannedIterations(scenario)).toBe(scheduleOf(executor).count)
  }

  it('counts the arrivals that the schedule of a constant rate has', () => {
    fc.assert(
      fc.property(positive, positive, positive, (rate, timeUnitMs, durationMs) =>
        expectSame(constant(rate, timeUnitMs, durationMs))
      )
    )
  })

  it('counts the arrivals that the schedule of a ramping rate has', () => {
    const stage = fc.record({ durationMs: fc.nat({ max: 60_000 }), target: fc.nat({ max: 2000 }) })
    fc.assert(
      fc.property(fc.nat({ max: 2000 }), fc.array(stage, { minLength: 1 }), (startRate, stages) =>
        expectSame(ramping(startRate, 1000, stages))
      )
    )
  })
})
