import { describe, expect, it } from 'vitest'
import { ArrivalSchedule } from '../../../../src/main/engine/load/arrival-schedule.ts'
import { arrivalSpacing } from '../../../../src/main/engine/load/arrival-spacing.ts'
import { scheduledIterations } from '../../../../src/main/engine/load/index.ts'
import { RandomStream } from '../../../../src/main/engine/load/random-stream.ts'
import { withHolds, loadProfile } from '../../../../src/shared/plan/load-profile.ts'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import type { ArrivalRatePlan } from '../../../../src/shared/plan/plan.ts'
import { runOnFakeLanes } from '../../../support/fake-lanes.ts'

const vus = { preAllocatedVUs: 1, maxVUs: 100 }

function poisson(rate: number, durationMs: number, poissonSeed = 1): ArrivalRatePlan {
  return { kind: 'constant-arrival-rate', rate, timeUnitMs: 1000, durationMs, ...vus, poissonSeed }
}

function scheduleOf(executor: ArrivalRatePlan, scenario = 'only'): ArrivalSchedule {
  return new ArrivalSchedule(arrivalSpacing(executor, scenario), executor.timeUnitMs, loadProfile(executor))
}

function timesOf(schedule: ArrivalSchedule): number[] {
  return Array.from({ length: schedule.count }, (_, index) => schedule.timeOf(index))
}

/** Largest distance between the distribution of the values and a distribution function. */
function kolmogorovSmirnov(values: readonly number[], distribution: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.max(
    ...sorted.map((value, index) => {
      const expected = distribution(value)
      return Math.max(expected - index / sorted.length, (index + 1) / sorted.length - expected)
    })
  )
}

function countsPerWindow(times: readonly number[], windowMs: number, windows: number): number[] {
  const counts = Array<number>(windows).fill(0)
  for (const time of times) counts[Math.floor(time / windowMs)]!++
  return counts
}

describe('Poisson arrivals', () => {
  const times = timesOf(scheduleOf(poisson(1000, 60_000)))

  it('come as often as the rate says, as exactly as chance allows', () => {
    expect(Math.abs(times.length - 60_000)).toBeLessThan(4 * Math.sqrt(60_000))
  })

  it('have exponentially distributed gaps', () => {
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0))
    const distance = kolmogorovSmirnov(gaps, (gapMs) => 1 - Math.exp(-gapMs))
    // The 0.1 % point of the test.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(gaps.length))
  })

  it('have gaps that know nothing of the gap before', () => {
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0))
    const products = gaps.slice(1).map((gap, index) => (gap - 1) * (gaps[index]! - 1))
    const correlation = products.reduce((sum, product) => sum + product, 0) / products.length
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(products.length))
  })

  it('have counts by window whose variance is their mean', () => {
    const counts = countsPerWindow(times, 100, 600)
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1)
    expect(variance / mean).toBeGreaterThan(0.8)
    expect(variance / mean).toBeLessThan(1.2)
  })

  it('follow a ramp: in the time that the rate stretches they are uniform', () => {
    const executor: ArrivalRatePlan = {
      ...{ kind: 'ramping-arrival-rate', startRate: 0, timeUnitMs: 1000, ...vus, poissonSeed: 7 },
      stages: [{ durationMs: 20_000, target: 2000 }]
    }
    const ramped = timesOf(scheduleOf(executor))
    expect(Math.abs(ramped.length - 20_000)).toBeLessThan(4 * Math.sqrt(20_000))
    const distance = kolmogorovSmirnov(ramped, (ms) => (ms / 20_000) ** 2)
    expect(distance).toBeLessThan(1.95 / Math.sqrt(ramped.length))
  })

  it('are the same for the same seed and others for another, also of another scenario', () => {
    const first = timesOf(scheduleOf(poisson(50, 10_000, 3)))
    expect(timesOf(scheduleOf(poisson(50, 10_000, 3)))).toEqual(first)
    expect(timesOf(scheduleOf(poisson(50, 10_000, 4)))).not.toEqual(first)
    expect(timesOf(scheduleOf(poisson(50, 10_000, 3), 'other'))).not.toEqual(first)
    // Whole numbers beyond 32 bits are seeds as well.
    expect(timesOf(scheduleOf(poisson(50, 10_000, 3 + 2 ** 32)))).not.toEqual(first)
  })

  it('never change from one release to the next', () => {
    const schedule = scheduleOf(poisson(1000, 10_000))
    expect([0, 1, 2, 1000].map((index) => schedule.timeOf(index))).toMatchInlineSnapshot(`
      [
        0.4236247993232697,
        1.5357597553765903,
        3.31609179729457,
        967.4744424093544,
      ]
    `)
  })

  it('can be asked for in any order', () => {
    const schedule = scheduleOf(poisson(100, 3000))
    const forward = timesOf(schedule)
    expect(forward.map((_, index) => schedule.timeOf(forward.length - 1 - index)).reverse()).toEqual(forward)
    expect(schedule.timeOf(forward.length)).toBe(Infinity)
  })

  it('keep what was due before a change of the rate by hand', () => {
    const executor = poisson(100, 10_000)
    const before = timesOf(scheduleOf(executor))
    const after = timesOf(
      scheduleOf(executor).under(withHolds(loadProfile(executor), [{ atMs: 4000, value: 300 }]))
    )
    const kept = before.filter((time) => time < 4000)
    expect(after.slice(0, kept.length)).toEqual(kept)
    expect(Math.abs(after.length - kept.length - 1800)).toBeLessThan(4 * Math.sqrt(1800))
  })

  it('are counted before they come, millions of them', () => {
    const parsed = parsePlan({
      version: 1,
      scenarios: {
        open: {
          ...{ executor: 'constant-arrival-rate', rate: 10_000, duration: '120s', preAllocatedVUs: 1 },
          ...{ arrival: 'poisson', seed: 5, flow: [{ request: { url: 'http://127.0.0.1/' } }] }
        }
      }
    })
    if (!parsed.valid) expect.unreachable(JSON.stringify(parsed.problems))
    const [count] = scheduledIterations(parsed.plan, [])
    const schedule = scheduleOf(poisson(10_000, 120_000, 5), 'open')
    expect(schedule.timeOf(count! - 1)).toBeLessThanOrEqual(120_000)
    expect(schedule.timeOf(count! - 1)).toBeGreaterThan(119_990)
    expect(schedule.timeOf(count!)).toBe(Infinity)
    expect(Math.abs(count! - 1_200_000)).toBeLessThan(4 * Math.sqrt(1_200_000))
  })

  it.each([1, 2, 3])('start at the same times on %i lanes', (lanes) => {
    const executor = poisson(200, 2000, 9)
    const tally = runOnFakeLanes(executor, { lanes, iterationMs: () => 20 })
    const times = timesOf(scheduleOf(executor))
    expect(tally).toMatchObject({
      planned: times.length,
      started: times.length,
      completed: times.length,
      dropped: 0
    })
    expect(tally.intendedMs.toSorted((a, b) => a - b)).toEqual(times)
  })
})

describe('RandomStream', () => {
  it('is uniform between 0 and 1 and never 0', () => {
    const random = new RandomStream(42, 0)
    const values = Array.from({ length: 50_000 }, () => random.next())
    expect(Math.min(...values)).toBeGreaterThan(0)
    expect(Math.max(...values)).toBeLessThanOrEqual(1)
    expect(kolmogorovSmirnov(values, (value) => value)).toBeLessThan(1.95 / Math.sqrt(values.length))
  })
})
