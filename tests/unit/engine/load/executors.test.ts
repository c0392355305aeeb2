import { describe, expect, it } from 'vitest'
import { runOnFakeLanes } from '../../../support/fake-lanes.ts'

const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b)

describe.each([1, 2, 3])('executors on %i lanes', (lanes) => {
  it('constant-vus keeps every VU iterating for the duration and lets the last iterations end', () => {
    const tally = runOnFakeLanes(
      { kind: 'constant-vus', vus: 7, durationMs: 1000 },
      { lanes, iterationMs: () => 300 }
    )
    // Starts at 0, 300, 600 and 900; the last ends 200 ms after the duration, within the graceful stop.
    expect(tally).toMatchObject({
      started: 28,
      completed: 28,
      interrupted: 0,
      dropped: 0,
      mostBusy: 7,
      endMs: 1200
    })
    expect(tally.vuIds).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
  })

  it('constant-vus interrupts what outlives the graceful stop', () => {
    const tally = runOnFakeLanes(
      { kind: 'constant-vus', vus: 4, durationMs: 1000 },
      { lanes, gracefulStopMs: 500, iterationMs: (_, vuId) => (vuId === 1 ? 10_000 : 400) }
    )
    expect(tally).toMatchObject({ started: 10, completed: 9, interrupted: 1, endMs: 1500 })
  })

  it('shared-iterations runs the given number in all, fast VUs more of them', () => {
    const tally = runOnFakeLanes(
      { kind: 'shared-iterations', vus: 5, iterations: 101, maxDurationMs: 600_000 },
      { lanes, iterationMs: (_, vuId) => (vuId === 1 ? 1000 : 10) }
    )
    expect(tally).toMatchObject({ started: 101, completed: 101, interrupted: 0, mostBusy: 5 })
  })

  it('shared-iterations ends at its maximal duration', () => {
    const tally = runOnFakeLanes(
      { kind: 'shared-iterations', vus: 2, iterations: 1000, maxDurationMs: 1000 },
      { lanes, iterationMs: () => 100 }
    )
    expect(tally).toMatchObject({ started: 20, completed: 20, endMs: 1000 })
  })

  it('per-vu-iterations runs the given number for each VU, however long each takes', () => {
    const tally = runOnFakeLanes(
      { kind: 'per-vu-iterations', vus: 5, iterations: 6, maxDurationMs: 600_000 },
      { lanes, iterationMs: (_, vuId) => vuId * 10 }
    )
    expect(tally).toMatchObject({ started: 30, completed: 30, endMs: 300 })
  })

  it('constant-arrival-rate starts every arrival at its time while VUs are free', () => {
    const tally = runOnFakeLanes(
      {
        kind: 'constant-arrival-rate',
        rate: 50,
        timeUnitMs: 1000,
        durationMs: 2000,
        preAllocatedVUs: 1,
        maxVUs: 20
      },
      { lanes, iterationMs: () => 30 }
    )
    expect(tally).toMatchObject({ planned: 100, started: 100, completed: 100, dropped: 0, endMs: 2010 })
    expect(ascending(tally.intendedMs)).toEqual(Array.from({ length: 100 }, (_, i) => i * 20))
    expect(tally.startedMs).toEqual(tally.intendedMs)
  })

  it('constant-arrival-rate drops only what finds the VUs of all lanes busy', () => {
    const tally = runOnFakeLanes(
      {
        kind: 'constant-arrival-rate',
        rate: 10,
        timeUnitMs: 1000,
        durationMs: 1000,
        preAllocatedVUs: 4,
        maxVUs: 4
      },
      { lanes, iterationMs: () => 5000 }
    )
    expect(tally).toMatchObject({ planned: 10, started: 4, completed: 4, dropped: 6, mostBusy: 4 })
  })

  it('constant-arrival-rate uses the VUs of every lane, also when one lane has the slow ones', () => {
    // VU 1 hangs; the arrivals of its lane go on through the other lanes' VUs.
    const tally = runOnFakeLanes(
      {
        kind: 'constant-arrival-rate',
        rate: 10,
        timeUnitMs: 1000,
        durationMs: 3000,
        preAllocatedVUs: 3,
        maxVUs: 3
      },
      { lanes, iterationMs: (_, vuId) => (vuId === 1 ? 2950 : 50) }
    )
    expect(tally).toMatchObject({ planned: 30, started: 30, completed: 30, dropped: 0 })
  })

  it('ramping-arrival-rate follows the area under the rate', () => {
    const stages = [
      { durationMs: 1000, target: 20 },
      { durationMs: 1000, target: 20 },
      { durationMs: 1000, target: 0 }
    ]
    const tally = runOnFakeLanes(
      {
        kind: 'ramping-arrival-rate',
        startRate: 0,
        timeUnitMs: 1000,
        stages,
        preAllocatedVUs: 2,
        maxVUs: 10
      },
      { lanes, iterationMs: () => 10 }
    )
    expect(tally).toMatchObject({ planned: 40, started: 40, completed: 40 })
    expect(ascending(tally.intendedMs)[9]).toBeCloseTo(1000, 6)
    expect(ascending(tally.intendedMs)[29]).toBeCloseTo(2000, 6)
  })

  it('ramping-vus starts and stops VUs where the line crosses whole numbers', () => {
    const stages = [
      { durationMs: 4000, target: 4 },
      { durationMs: 2000, target: 4 },
      { durationMs: 4000, target: 0 }
    ]
    const tally = runOnFakeLanes(
      { kind: 'ramping-vus', startVUs: 0, stages, gracefulRampDownMs: 1000 },
      { lanes, iterationMs: () => 100 }
    )
    // VU 1 is on from 1 s to 10 s, VU 2 from 2 s to 9 s, VU 3 from 3 s to 8 s, VU 4 from 4 s to 7 s.
    expect(tally).toMatchObject({ started: 240, completed: 240, interrupted: 0, mostBusy: 4 })
  })

  it('ramping-vus cuts off an iteration that outlives the graceful ramp-down and goes on later', () => {
    const stages = [
      { durationMs: 1000, target: 1 },
      { durationMs: 0, target: 0 },
      { durationMs: 1000, target: 0 },
      { durationMs: 0, target: 1 },
      { durationMs: 1000, target: 1 }
    ]
    const tally = runOnFakeLanes(
      { kind: 'ramping-vus', startVUs: 1, stages, gracefulRampDownMs: 200 },
      { lanes, iterationMs: (n) => (n === 0 ? 5000 : 100) }
    )
    expect(tally).toMatchObject({ started: 11, completed: 10, interrupted: 1, endMs: 3000 })
  })

  it('starts nothing before the start time', () => {
    const tally = runOnFakeLanes(
      { kind: 'constant-vus', vus: 3, durationMs: 100 },
      { lanes, startMs: 500, iterationMs: () => 50 }
    )
    expect(Math.min(...tally.startedMs)).toBe(500)
    expect(tally).toMatchObject({ started: 6, endMs: 600 })
  })

  it('a graceful stop starts nothing new and lets iterations end', () => {
    const tally = runOnFakeLanes(
      {
        kind: 'constant-arrival-rate',
        rate: 10,
        timeUnitMs: 1000,
        durationMs: 60_000,
        preAllocatedVUs: 6,
        maxVUs: 6
      },
      { lanes, iterationMs: () => 500, at: [{ ms: 1050, act: ({ stop }) => stop('graceful') }] }
    )
    expect(tally).toMatchObject({ started: 11, completed: 11, interrupted: 0, endMs: 1500 })
  })

  it('an immediate stop interrupts every iteration, and a stop before the start runs nothing', () => {
    const cutOff = runOnFakeLanes(
      { kind: 'constant-vus', vus: 5, durationMs: 60_000 },
      { lanes, iterationMs: () => 10_000, at: [{ ms: 100, act: ({ stop }) => stop('immediate') }] }
    )
    expect(cutOff).toMatchObject({ started: 5, completed: 0, interrupted: 5 })
    expect(cutOff.endMs).toBeLessThan(110)
    const neverBegun = runOnFakeLanes(
      {
        kind: 'constant-arrival-rate',
        rate: 10,
        timeUnitMs: 1000,
        durationMs: 1000,
        preAllocatedVUs: 2,
        maxVUs: 6
      },
      { lanes, startMs: 5000, iterationMs: () => 10, at: [{ ms: 100, act: ({ stop }) => stop('graceful') }] }
    )
    expect(neverBegun).toMatchObject({ planned: 0, started: 0 })
  })
})

describe.each([1, 2, 3])('ramping-vus by k6 on %i lanes', (lanes) => {
  it('spares an iteration that outlives the ramp-down where its VU is wanted again by then', () => {
    const stages = [
      { durationMs: 1000, target: 1 },
      { durationMs: 0, target: 0 },
      { durationMs: 100, target: 0 },
      { durationMs: 0, target: 1 },
      { durationMs: 1000, target: 1 }
    ]
    const tally = runOnFakeLanes(
      { kind: 'ramping-vus', startVUs: 1, stages, gracefulRampDownMs: 200 },
      { lanes, iterationMs: (n) => (n === 0 ? 1500 : 100) }
    )
    expect(tally).toMatchObject({ started: 7, completed: 7, interrupted: 0, endMs: 2100 })
  })

  it('gives those that are on at the end the graceful stop, not the graceful ramp-down', () => {
    const tally = runOnFakeLanes(
      {
        ...{ kind: 'ramping-vus', startVUs: 3, gracefulRampDownMs: 0 },
        stages: [{ durationMs: 1000, target: 3 }]
      },
      { lanes, gracefulStopMs: 500, iterationMs: (_, vuId) => (vuId === 1 ? 1600 : 1300) }
    )
    expect(tally).toMatchObject({ started: 3, completed: 2, interrupted: 1, endMs: 1500 })
  })

  it('cuts off who was ramped down at the very end by the graceful ramp-down', () => {
    const stages = [
      { durationMs: 1000, target: 2 },
      { durationMs: 0, target: 0 }
    ]
    const tally = runOnFakeLanes(
      { kind: 'ramping-vus', startVUs: 2, stages, gracefulRampDownMs: 300 },
      { lanes, gracefulStopMs: 30_000, iterationMs: () => 1400 }
    )
    expect(tally).toMatchObject({ started: 2, completed: 0, interrupted: 2, endMs: 1300 })
  })

  it('runs to the end of its stages also where the last ones want nobody', () => {
    const stages = [
      { durationMs: 500, target: 1 },
      { durationMs: 0, target: 0 },
      { durationMs: 500, target: 0 }
    ]
    const tally = runOnFakeLanes(
      { kind: 'ramping-vus', startVUs: 1, stages, gracefulRampDownMs: 300 },
      { lanes, iterationMs: () => 100 }
    )
    expect(tally).toMatchObject({ started: 5, completed: 5, endMs: 1000 })
  })
})
