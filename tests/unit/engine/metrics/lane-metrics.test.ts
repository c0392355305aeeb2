import { describe, expect, it } from 'vitest'
import { LaneMetrics, noGauges } from '../../../../src/main/engine/metrics/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { ALL_SLOTS } from '../../../../src/shared/metrics/series.ts'
import { Bench, fieldOf, ITEM, LIST, planWith, recordOf, runRequest } from './metrics-fixture.ts'

function finished(bench: Bench, endMs: number): Bench {
  bench.tickAll(endMs, true)
  bench.close()
  return bench
}

describe('LaneMetrics', () => {
  it('files the start and its lag under the intended second, everything else under the second of the end', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { intendedMs: 900, lagMs: 150, waitingMs: 1000 })
    finished(bench, 3000)
    expect(fieldOf(bench.rows.get(0), LIST, 'started')).toBe(1)
    expect(fieldOf(bench.rows.get(0), LIST, 'startLag_max')).toBe(150)
    expect(fieldOf(bench.rows.get(0), LIST, 'ok')).toBe(0)
    expect(fieldOf(bench.rows.get(0), LIST, 'response_max')).toBeNaN()
    expect(bench.rows.get(1)?.slots).toEqual([ALL_SLOTS])
    expect(fieldOf(bench.rows.get(2), LIST, 'ok')).toBe(1)
    expect(fieldOf(bench.rows.get(2), LIST, 'started')).toBe(0)
    expect(fieldOf(bench.rows.get(2), LIST, 'response_max')).toBe(1150)
  })

  it('measures response as start lag + setup + service, and the phases of service', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { lagMs: 1, setupMs: 2, sendingMs: 4, waitingMs: 8, receivingMs: 16 })
    finished(bench, 1000)
    const field = (name: Parameters<typeof fieldOf>[2]) => fieldOf(bench.rows.get(0), LIST, name)
    expect(field('response_mean')).toBe(31)
    expect(field('service_mean')).toBe(28)
    expect(field('startLag_mean')).toBe(1)
    expect([field('setupMean'), field('sendingMean'), field('waitingMean'), field('receivingMean')]).toEqual([
      2, 4, 8, 16
    ])
  })

  it('rounds durations to the nearest microsecond', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { waitingMs: 0.0016 })
    runRequest(bench.lane, { slot: ITEM, waitingMs: 0.0014 })
    finished(bench, 1000)
    expect(fieldOf(bench.rows.get(0), LIST, 'response_max')).toBe(0.002)
    expect(fieldOf(bench.rows.get(0), ITEM, 'response_max')).toBe(0.001)
  })

  it.each([
    ['ok', Outcome.ok, 1],
    ['httpErrors', Outcome.httpError, 1],
    ['timeouts', Outcome.timeout, 1],
    ['transportErrors', Outcome.transportError, 0]
  ] as const)('counts the outcome as %s and gives it a latency or not', (field, outcome, latencies) => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { outcome, waitingMs: 5 })
    finished(bench, 1000)
    expect(fieldOf(bench.rows.get(0), LIST, field)).toBe(1)
    expect(bench.accumulator.measured.all.histograms.slice(0, 2).map((h) => h.count)).toEqual(
      latencies === 0 ? [0, 0] : outcome === Outcome.ok ? [1, 0] : [0, 1]
    )
  })

  it('counts statuses of whole responses and codes of the others', () => {
    const bench = new Bench(planWith())
    for (const outcome of Object.values(Outcome)) runRequest(bench.lane, { outcome })
    finished(bench, 1000)
    expect(bench.rows.get(0)?.statuses).toEqual([
      [LIST, 200, 1],
      [LIST, 503, 1]
    ])
    expect(bench.rows.get(0)?.errors).toEqual([
      [LIST, 'connect_refused', 1],
      [LIST, 'response_timeout', 1]
    ])
  })

  it('counts retries and bytes of every ended request, the interrupted ones too', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { outcome: Outcome.interrupted, retries: 1 })
    finished(bench, 1000)
    expect(fieldOf(bench.rows.get(0), LIST, 'retried')).toBe(1)
    expect(fieldOf(bench.rows.get(0), LIST, 'bytesSent')).toBe(100)
    expect(fieldOf(bench.rows.get(0), LIST, 'bytesReceived')).toBe(1000)
  })

  it('counts iterations by scenario and time', () => {
    const bench = new Bench(planWith())
    bench.lane.planned(0, 100)
    bench.lane.planned(0, 200)
    bench.lane.dropped(0, 200)
    bench.lane.started(0, 100)
    bench.lane.completed(0, 1200)
    bench.lane.started(1, 300)
    bench.lane.interrupted(1, 1300)
    finished(bench, 2000)
    expect(bench.rows.get(0)?.run).toMatchObject({
      // Two of the open scenario's schedule, one that the closed one started.
      iterationsPlanned: 3,
      iterationsStarted: 2,
      iterationsDropped: 1,
      iterationsCompleted: 0
    })
    expect(bench.rows.get(1)?.run).toMatchObject({ iterationsCompleted: 1, iterationsInterrupted: 1 })
  })

  it('counts checks', () => {
    const bench = new Bench(planWith())
    bench.lane.checkEnded(0, true, 0)
    bench.lane.checkEnded(1, true, 0)
    bench.lane.checkEnded(1, false, 0)
    finished(bench, 1000)
    expect(bench.rows.get(0)?.run).toMatchObject({ checksPassed: 2, checksFailed: 1 })
    expect(bench.accumulator.checks('whole', 1)).toEqual({ passed: 1, failed: 1 })
  })

  it('puts a time before the start of the run into its first second', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { intendedMs: -5, waitingMs: 1 })
    finished(bench, 1000)
    expect(fieldOf(bench.rows.get(0), LIST, 'started')).toBe(1)
  })

  it('refuses a slot, a check and a scenario that the plan does not have', () => {
    const { lane } = new Bench(planWith())
    expect(() => lane.requestDispatched(recordOf({ slot: 3 }))).toThrow(RangeError)
    expect(() => lane.checkEnded(2, true, 0)).toThrow(RangeError)
    expect(() => lane.started(2, 0)).toThrow(RangeError)
  })

  it('gives no frame before the first second has ended', () => {
    const plan = planWith()
    const lane = new LaneMetrics({ lane: 0, tables: plan.slots, scenarioCount: 2 })
    runRequest(lane, {})
    const take = { closedBeforeMs: 999, gauges: noGauges(), last: false }
    expect(lane.takeFrames(take, (bytes) => new SharedArrayBuffer(bytes))).toEqual([])
  })

  it('gives one frame for an idle second and one for a held-up lane with nothing to tell', () => {
    const plan = planWith()
    const lane = new LaneMetrics({ lane: 0, tables: plan.slots, scenarioCount: 2 })
    const framesAt = (closedBeforeMs: number): number =>
      lane.takeFrames(
        { closedBeforeMs, gauges: noGauges(), last: false },
        (bytes) => new SharedArrayBuffer(bytes)
      ).length
    expect(framesAt(1000)).toBe(1)
    expect(framesAt(1900)).toBe(0)
    expect(framesAt(9000)).toBe(1)
  })

  it('tells its counts since the start, sent or not', () => {
    const bench = new Bench(planWith())
    for (const outcome of Object.values(Outcome)) runRequest(bench.lane, { outcome })
    bench.lane.completed(0, 0)
    const counters = {
      requestsStarted: 5,
      requestsCompleted: 2,
      requestsFailed: 3,
      iterationsCompleted: 1,
      iterationsDropped: 0
    }
    expect(bench.lane.readCounters()).toEqual(counters)
    bench.tick(0, 1000)
    expect(bench.lane.readCounters()).toEqual(counters)
    bench.lane.dropped(0, 1500)
    expect(bench.lane.readCounters()).toEqual({ ...counters, iterationsDropped: 1 })
  })

  it('uses the same buffers again for every second of the same size', () => {
    const bench = new Bench(planWith())
    const seen = new Set<SharedArrayBuffer>()
    for (let second = 0; second < 50; second++) {
      for (let request = 0; request < 20; request++) {
        runRequest(bench.lane, { intendedMs: second * 1000, waitingMs: request })
      }
      const take = { closedBeforeMs: (second + 1) * 1000, gauges: noGauges(), last: false }
      const frames = bench.lane.takeFrames(take, (bytes) => bench.buffers.obtain(bytes))
      for (const frame of frames) {
        seen.add(frame)
        bench.buffers.putBack(frame)
      }
    }
    expect(seen.size).toBe(1)
  })
})
