import { describe, expect, it } from 'vitest'
import { dialBounds, dialStep } from '../../../../src/shared/plan/dial-bounds.ts'
import { runTimeOf, wantedLoad, type DialEvent } from '../../../../src/shared/plan/dial.ts'
import type { ExecutorPlan } from '../../../../src/shared/plan/plan.ts'

const ramp: ExecutorPlan = {
  kind: 'ramping-arrival-rate',
  ...{ startRate: 0, timeUnitMs: 1000, preAllocatedVUs: 1, maxVUs: 9 },
  stages: [
    { durationMs: 1000, target: 100 },
    { durationMs: 1000, target: 100 },
    { durationMs: 0, target: 40 },
    { durationMs: 1000, target: 40 }
  ]
}
const scenario = { name: 'a', executor: ramp, startTimeMs: 500 }
const set = (atMs: number, value: number): DialEvent => ({ action: 'set', atMs, scenario: 'a', value })

describe('what the dial of a scenario stands at', () => {
  it('follows the stages from the start to the end, after a jump where there is one', () => {
    const loads = [500, 1000, 2000, 2500, 3500, 3501].map((ms) => wantedLoad(scenario, [], ms))
    expect(loads).toEqual([0, 50, 100, 40, 40, 0])
  })

  it('is what the hand set from then on, and stands still in a pause', () => {
    const events: DialEvent[] = [
      { action: 'pause', atMs: 1000 },
      { action: 'resume', atMs: 5000 },
      set(5500, 7),
      { action: 'set', atMs: 5600, scenario: 'another', value: 8 }
    ]
    const loads = [1000, 3000, 5000, 5250, 5500, 7500, 7501].map((ms) => {
      const soFar = events.filter(({ atMs }) => atMs <= ms)
      return wantedLoad(scenario, soFar, ms)
    })
    expect(loads).toEqual([50, 50, 50, 75, 7, 7, 0])
  })

  it('is what was set last, also before that takes effect', () => {
    expect(wantedLoad(scenario, [set(1530, 7)], 1500)).toBe(7)
    expect(wantedLoad(scenario, [set(1530, 7), set(1530, 8)], 1500)).toBe(8)
    const paused: DialEvent[] = [{ action: 'pause', atMs: 1500 }, set(2030, 7)]
    expect(wantedLoad(scenario, paused, 2000)).toBe(7)
  })

  it('is before the start what it will start with', () => {
    const constant = (executor: ExecutorPlan) => ({ ...scenario, executor, startTimeMs: 2000 })
    const rate = constant({ ...ramp, kind: 'constant-arrival-rate', rate: 100, durationMs: 3000 })
    const users = constant({ kind: 'constant-vus', vus: 10, durationMs: 3000 })
    const down = constant({ ...ramp, startRate: 80 })
    expect([rate, users, down].map((late) => wantedLoad(late, [], 100))).toEqual([100, 10, 80])
    expect(wantedLoad(rate, [set(130, 90)], 100)).toBe(90)
    expect(wantedLoad(rate, [set(130, 0)], 1900)).toBe(0)
    const paused: DialEvent[] = [{ action: 'pause', atMs: 500 }]
    expect(wantedLoad(rate, paused, 2500)).toBe(100)
  })

  it('is before the start of a ramp from nothing where its stages lead first', () => {
    expect(wantedLoad(scenario, [], 499)).toBe(100)
    const late: ExecutorPlan = {
      ...{ kind: 'ramping-vus', startVUs: 0, gracefulRampDownMs: 0 },
      stages: [
        { durationMs: 0, target: 0 },
        { durationMs: 1000, target: 0 },
        { durationMs: 1000, target: 20 },
        { durationMs: 1000, target: 30 }
      ]
    }
    expect(wantedLoad({ ...scenario, executor: late }, [], 0)).toBe(20)
    const jump = { ...ramp, stages: [{ durationMs: 0, target: 60 }, ...ramp.stages] }
    expect(wantedLoad({ ...scenario, executor: jump }, [], 0)).toBe(60)
  })
})

describe('what is due', () => {
  it('comes after a pause if it is due in it, and before it if it is due at its very moment', () => {
    const pauses = [
      { fromMs: 100, toMs: 200 },
      { fromMs: 300, toMs: Infinity }
    ]
    const times = [99, 100, 100 + 1e-9, 101, 200, 201].map((ms) => runTimeOf(pauses, ms))
    expect(times).toEqual([99, 100, 100 + 1e-9, 201, 300, Infinity])
  })
})

describe('a step of the dial', () => {
  const rate = dialBounds(ramp)!
  const users = dialBounds({ kind: 'constant-vus', vus: 1, durationMs: 1 })!

  it('is a tenth, rounded to whole numbers where those are large enough', () => {
    expect([100, 15, 1234].map((value) => dialStep(value, 1, rate))).toEqual([110, 17, 1357])
    expect([100, 15, 1234].map((value) => dialStep(value, -1, rate))).toEqual([90, 14, 1111])
    expect([100, 15, 3].map((value) => dialStep(value, 1, users))).toEqual([110, 17, 4])
  })

  it('moves virtual users from those that are on, also in the middle of a ramp', () => {
    expect([3.7, 0.3].map((value) => dialStep(value, 1, users))).toEqual([4, 1])
    expect([3.7, 0.3].map((value) => dialStep(value, -1, users))).toEqual([2, 0])
  })

  it('moves a small rate by hundredths and always moves', () => {
    expect([2, 0.5, 0.03].map((value) => dialStep(value, 1, rate))).toEqual([2.2, 0.55, 0.04])
    expect(dialStep(0, 1, rate)).toBe(1)
    expect([1, 0].map((value) => dialStep(value, -1, users))).toEqual([0, 0])
    expect(dialStep(0.01, -1, rate)).toBe(0)
  })

  it('stays within the bounds', () => {
    expect(dialStep(99_999, 1, users)).toBe(100_000)
    expect(dialStep(10_000_000, 1, rate)).toBe(10_000_000)
  })
})
