import { describe, expect, it } from 'vitest'
import { scheduledIterations } from '../../../../src/main/engine/load/index.ts'
import type { DialEvent } from '../../../../src/shared/plan/dial.ts'
import type { ExecutorPlan, Plan } from '../../../../src/shared/plan/plan.ts'
import { runOnFakeLanes, type LoadControl, type RunOptions, type Tally } from '../../../support/fake-lanes.ts'

const SCENARIO = 'only'
/** As the run controller does: an event is on the board this long before its time. */
const LEAD_MS = 30

const set = (atMs: number, value: number): DialEvent => ({ action: 'set', atMs, scenario: SCENARIO, value })
const pause = (atMs: number): DialEvent => ({ action: 'pause', atMs })
const resume = (atMs: number): DialEvent => ({ action: 'resume', atMs })

const open = (rate: number, durationMs: number, maxVUs = 100): ExecutorPlan => ({
  kind: 'constant-arrival-rate',
  ...{ rate, durationMs, maxVUs, timeUnitMs: 1000, preAllocatedVUs: 10 }
})

function run(
  executor: ExecutorPlan,
  events: readonly DialEvent[],
  options: Pick<RunOptions, 'lanes' | 'iterationMs'> & Partial<RunOptions>
): Tally {
  const at = events.map((event) => ({
    ms: event.atMs - LEAD_MS,
    act: (control: { dial: (event: DialEvent) => void }) => control.dial(event)
  }))
  return runOnFakeLanes(executor, { ...options, at: [...at, ...(options.at ?? [])] })
}

const sorted = (times: readonly number[]): number[] => times.map((ms) => Math.round(ms)).sort((a, b) => a - b)
const every = (stepMs: number, fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.round((toMs - fromMs) / stepMs) }, (_, index) => fromMs + index * stepMs)

/** How many iterations run at a time, of those that take `iterationMs`. */
function runningAt(tally: Tally, atMs: number, iterationMs: number): number {
  return tally.startedMs.filter((startMs) => startMs <= atMs && atMs < startMs + iterationMs).length
}

describe.each([1, 2, 3])('a load that the hand changes, on %i lanes', (lanes) => {
  it('starts by the new rate from the same time on, without losing or repeating a start', () => {
    const events = [set(1000, 50), set(2000, 0), set(2500, 20)]
    const tally = run(open(10, 4000), events, { lanes, iterationMs: () => 5 })
    const expected = [...every(100, 0, 1100), ...every(20, 1020, 2020), ...every(50, 2550, 4000)]
    expect(sorted(tally.intendedMs)).toEqual(sorted(expected))
    expect(tally).toMatchObject({ planned: expected.length, completed: expected.length, dropped: 0 })
    const plan = {
      scenarios: [{ name: SCENARIO, executor: open(10, 4000), startTimeMs: 0 }]
    } as unknown as Plan
    expect(scheduledIterations(plan, events)).toEqual([expected.length])
  })

  it('starts nothing of a schedule in a pause and owes nothing after it: the rest comes later by the pause', () => {
    const tally = run(open(10, 2000), [pause(955), resume(4955)], { lanes, iterationMs: () => 5 })
    expect(sorted(tally.intendedMs)).toEqual([...every(100, 0, 1000), ...every(100, 5000, 6000)])
    expect(tally).toMatchObject({ planned: 20, completed: 20, dropped: 0 })
  })

  it('lets iterations in flight end in a pause, however long they take', () => {
    const tally = run(open(10, 1000), [pause(250), resume(60_250)], {
      ...{ lanes, gracefulStopMs: 1000 },
      iterationMs: (n) => (n < 3 ? 40_000 : 10)
    })
    expect(tally).toMatchObject({ planned: 10, completed: 10, interrupted: 0 })
  })

  it('drops what finds maxVUs busy after the rate went up, and counts it', () => {
    const tally = run(open(10, 2000, 4), [set(1000, 100)], { lanes, iterationMs: () => 100 })
    expect(tally.mostBusy).toBe(4)
    expect(tally.dropped).toBeGreaterThan(0)
    expect(tally.planned).toBe(tally.completed + tally.dropped)
  })

  it('adds virtual users and takes them away, those of the plan and others', () => {
    const executor: ExecutorPlan = { kind: 'constant-vus', vus: 4, durationMs: 3000 }
    const tally = run(executor, [set(1000, 9), set(2000, 2)], { lanes, iterationMs: () => 100 })
    expect([500, 1500, 2500].map((atMs) => runningAt(tally, atMs, 100))).toEqual([4, 9, 2])
    expect(tally).toMatchObject({ started: 10 * (4 + 9 + 2), interrupted: 0, endMs: 3000 })
  })

  it('forgets what the stages still had to say', () => {
    const executor: ExecutorPlan = {
      kind: 'ramping-vus',
      ...{ startVUs: 0, stages: [{ durationMs: 10_000, target: 100 }], gracefulRampDownMs: 0 }
    }
    const tally = run(executor, [set(505, 3)], { lanes, iterationMs: () => 100 })
    expect([400, 1500, 5500, 9900].map((atMs) => runningAt(tally, atMs, 100))).toEqual([4, 3, 3, 3])
    expect(tally.endMs).toBeGreaterThanOrEqual(10_000)
  })

  it('holds the virtual users of a closed model in a pause and goes on with the time that was left', () => {
    const executor: ExecutorPlan = { kind: 'constant-vus', vus: 5, durationMs: 1000 }
    const tally = run(executor, [pause(450), resume(2450)], { lanes, iterationMs: () => 100 })
    // Those of 400 end at 500, in the pause; 550 ms of the plan are left when it ends.
    expect(sorted(tally.startedMs)).toEqual(
      [...every(100, 0, 450), ...every(100, 2450, 3000)].flatMap((ms) => Array<number>(5).fill(ms))
    )
    expect(tally).toMatchObject({ interrupted: 0, endMs: 3050 })
  })

  it('keeps every iteration of a count over a pause', () => {
    const executor: ExecutorPlan = { kind: 'per-vu-iterations', vus: 4, iterations: 5, maxDurationMs: 60_000 }
    const tally = run(executor, [pause(250), resume(900)], { lanes, iterationMs: () => 100 })
    expect(tally).toMatchObject({ started: 20, completed: 20, endMs: 1100 })
  })

  it('delays a scenario that has not started by a pause before its start', () => {
    const events = [pause(100), resume(400)]
    const tally = run(open(10, 500), events, { lanes, startMs: 300, iterationMs: () => 5 })
    expect(sorted(tally.intendedMs)).toEqual(every(100, 600, 1100))
  })

  it('can be stopped while it is paused', () => {
    const stop = {
      ms: 700,
      act: (control: { stop: (phase: 'graceful') => void }) => control.stop('graceful')
    }
    const options = { lanes, iterationMs: () => 100, at: [stop] }
    for (const executor of [open(10, 5000), { kind: 'constant-vus', vus: 3, durationMs: 5000 } as const]) {
      const tally = run(executor, [pause(450)], options)
      expect(tally.endMs).toBeLessThan(710)
      expect(Math.max(...tally.startedMs)).toBeLessThan(450)
    }
  })
})

describe.each([1, 2])('graceful times and a pause, on %i lanes', (lanes) => {
  const rampDown = (offMs: number, restMs: number, gracefulRampDownMs: number): ExecutorPlan => ({
    ...{ kind: 'ramping-vus', startVUs: 1, gracefulRampDownMs },
    stages: [
      { durationMs: offMs, target: 1 },
      { durationMs: 0, target: 0 },
      { durationMs: restMs, target: 0 }
    ]
  })
  const users: ExecutorPlan = { kind: 'constant-vus', vus: 1, durationMs: 2000 }
  // Each has its last start before 2 s and then 1 s for what still runs; the pause takes 2 s of that.
  const cases: [string, ExecutorPlan][] = [
    ['the graceful stop of virtual users', users],
    ['the graceful stop of arrivals', open(0.5, 2000)],
    ['the graceful ramp-down', rampDown(2000, 6000, 1000)]
  ]
  const events = [pause(2789), resume(4789)]

  it.each(cases)('%s runs on after the pause', (_, executor) => {
    const options = { lanes, gracefulStopMs: 1000 }
    const inPause = run(executor, events, { ...options, iterationMs: () => 4000 })
    expect(inPause).toMatchObject({ started: 1, completed: 1, interrupted: 0 })
    const inTime = run(executor, events, { ...options, iterationMs: () => 4999 })
    expect(inTime).toMatchObject({ completed: 1, interrupted: 0 })
    const tooLong = run(executor, events, { ...options, iterationMs: () => 5001 })
    expect(tooLong).toMatchObject({ completed: 0, interrupted: 1 })
  })

  it.each(cases)('%s does not run out in a pause of which a lane hears late', (_, executor) => {
    const unheard = {
      ms: 2759,
      act: (control: LoadControl) => control.dialUnheard(pause(2789))
    }
    const heard = { ms: 4759, act: (control: LoadControl) => control.dial(resume(4789)) }
    const options = { lanes, gracefulStopMs: 1000, iterationMs: () => 4000, at: [unheard, heard] }
    expect(runOnFakeLanes(executor, options)).toMatchObject({ completed: 1, interrupted: 0 })
  })

  it('holds up a ramp-down also when the scenario has had its last start', () => {
    const options = { lanes, gracefulStopMs: 30_000 }
    const executor = rampDown(1500, 500, 2000)
    expect(run(executor, events, { ...options, iterationMs: () => 5499 })).toMatchObject({ completed: 1 })
    expect(run(executor, events, { ...options, iterationMs: () => 5501 })).toMatchObject({ interrupted: 1 })
  })

  it('lets the graceful stop of a stopped run pass also in a pause', () => {
    const stop = { ms: 6000, act: (control: LoadControl) => control.stop('graceful') }
    const options = { lanes, gracefulStopMs: 1000, iterationMs: () => 60_000, at: [stop] }
    const tally = run(users, [pause(2789)], options)
    expect(tally).toMatchObject({ interrupted: 1, endMs: 7000 })
  })
})
