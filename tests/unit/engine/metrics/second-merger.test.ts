import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameError, noGauges } from '../../../../src/main/engine/metrics/index.ts'
import type { HdrHistogram } from '../../../../src/shared/metrics/histogram/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { ALL_SLOTS, SERIES_FIELDS } from '../../../../src/shared/metrics/series.ts'
import { Bench, fieldOf, ITEM, laneEvent, LIST, planWith, runRequest } from './metrics-fixture.ts'
import type { LaneEvent } from './metrics-fixture.ts'

function sameHistograms(a: readonly HdrHistogram[], b: readonly HdrHistogram[]): boolean {
  return a.every((histogram, index) => histogram.equals(b[index]!))
}

/** The run that one lane would have recorded and sent in one go at the end. */
function recordedAtOnce(events: readonly LaneEvent[], warmUpMs = 0): Bench {
  const bench = new Bench(planWith({ warmUpMs }))
  for (const event of events) event(bench.lane)
  bench.tickAll(60_000, true)
  bench.close()
  return bench
}

describe('SecondMerger', () => {
  it('closes a second when every lane has passed it', () => {
    const bench = new Bench(planWith(), 2)
    runRequest(bench.lanes[0]!, { waitingMs: 10 })
    runRequest(bench.lanes[1]!, { waitingMs: 30 })
    bench.tick(0, 2000)
    expect(bench.close()).toEqual([])
    bench.tick(1, 1000)
    const [update, ...more] = bench.close()
    expect(more).toEqual([])
    expect(update?.slots).toEqual([ALL_SLOTS, LIST])
    expect(update?.values).toHaveLength(2 * SERIES_FIELDS.length)
    expect(fieldOf(update, ALL_SLOTS, 'ok')).toBe(2)
    expect(fieldOf(update, LIST, 'response_mean')).toBe(20)
  })

  it('takes percentiles from the merged histogram, not from the lanes', () => {
    const bench = new Bench(planWith(), 2)
    for (let request = 0; request < 99; request++) runRequest(bench.lanes[0]!, { waitingMs: 1 })
    runRequest(bench.lanes[1]!, { waitingMs: 100 })
    bench.tickAll(1000)
    const [update] = bench.close()
    // The mean of the lanes' p50 would be 50.5.
    expect(fieldOf(update, ALL_SLOTS, 'response_p50')).toBe(1)
    expect(fieldOf(update, ALL_SLOTS, 'response_p99')).toBe(1)
    expect(fieldOf(update, ALL_SLOTS, 'response_max')).toBe(100)
  })

  it('gives rows of the whole run first and then of each slot with traffic, without samples as NaN', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { slot: ITEM, outcome: Outcome.transportError })
    bench.tickAll(2000)
    const [first, second] = bench.close()
    expect(first?.slots).toEqual([ALL_SLOTS, ITEM])
    expect(fieldOf(first, ITEM, 'service_p99')).toBeNaN()
    expect(fieldOf(first, ITEM, 'sendingMean')).toBeNaN()
    expect(fieldOf(first, ITEM, 'startLag_p99')).toBe(0)
    expect(second?.slots).toEqual([ALL_SLOTS])
    expect(fieldOf(second, ALL_SLOTS, 'started')).toBe(0)
  })

  it('gives a percentile that never exceeds the maximum', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { waitingMs: 4001.001 })
    bench.tickAll(5000)
    const update = bench.close().at(-1)
    expect(fieldOf(update, ALL_SLOTS, 'response_p999')).toBe(4001.001)
  })

  it('gives a second again, corrected, when a late entry for it comes', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { intendedMs: 100, waitingMs: 10 })
    bench.tickAll(1000)
    expect(bench.close()).toHaveLength(1)
    runRequest(bench.lane, { intendedMs: 200, lagMs: 1000, waitingMs: 10 })
    bench.lane.planned(0, 300)
    bench.lane.dropped(0, 300)
    bench.tickAll(2000)
    const [corrected, next] = bench.close()
    expect(bench.corrected).toEqual([0])
    expect(corrected?.run).toMatchObject({ second: 0, iterationsPlanned: 1, iterationsDropped: 1 })
    expect(fieldOf(corrected, LIST, 'started')).toBe(2)
    expect(fieldOf(corrected, LIST, 'ok')).toBe(1)
    expect(fieldOf(corrected, LIST, 'startLag_max')).toBe(1000)
    expect(next?.run.second).toBe(1)
    expect(fieldOf(next, LIST, 'started')).toBe(0)
    expect(bench.accumulator.measured.all.counts[0]).toBe(2)
  })

  it('judges a corrected second again, so that a stall makes it suspect afterwards', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { waitingMs: 10 })
    bench.tickAll(1000)
    expect(bench.close()[0]?.run.generator.suspect).toBe(false)
    runRequest(bench.lane, { intendedMs: 500, lagMs: 700, waitingMs: 10 })
    bench.tickAll(2000)
    const [corrected] = bench.close()
    expect(corrected?.run.generator).toMatchObject({ suspect: true, startLagP99Ms: 700 })
    expect(bench.accumulator.generator).toMatchObject({ seconds: 2, suspectSeconds: 1 })
  })

  it('files what is later than it can reach back under the earliest second it has, and loses nothing', () => {
    const bench = new Bench(planWith())
    for (let second = 1; second <= 200; second++) {
      bench.tickAll(second * 1000)
      bench.close()
    }
    runRequest(bench.lane, { intendedMs: 0, lagMs: 200_000 })
    bench.tickAll(201_000)
    bench.close()
    expect(bench.corrected).toEqual([80])
    expect(bench.accumulator.measured.all.counts[0]).toBe(1)
  })

  it('adds up the lanes state and takes the worst of what they measured of themselves', () => {
    const bench = new Bench(planWith(), 2)
    const gauges = { ...noGauges(), activeVus: 3, requestsInFlight: 2, openConnections: 5 }
    bench.tick(0, 1000, {
      gauges: { ...gauges, laneBusy: 0.3, loopDelayP99Ms: 0.5, loopDelayMaxMs: 9, gcMs: 1 }
    })
    bench.tick(1, 1000, {
      gauges: { ...gauges, laneBusy: 0.6, loopDelayP99Ms: 0.2, loopDelayMaxMs: 4, gcMs: 2 }
    })
    const [update] = bench.close()
    expect(update?.run).toMatchObject({ activeVus: 6, requestsInFlight: 4, openConnections: 10 })
    expect(update?.run.generator).toEqual({
      laneBusy: 0.6,
      loopDelayP99Ms: 0.5,
      loopDelayMaxMs: 9,
      gcMs: 2,
      processCpu: 0.25,
      machineCpu: 0.5,
      steal: 0.01,
      residentBytes: 1000,
      openDescriptors: 30,
      localPorts: 13,
      startLagP99Ms: Number.NaN,
      suspect: false,
      saturated: false,
      reason: ''
    })
  })

  it('keeps the last known state of a lane for the seconds that it was held up in', () => {
    const bench = new Bench(planWith())
    bench.tick(0, 1000, { gauges: { ...noGauges(), activeVus: 7 } })
    bench.tick(0, 3000, { gauges: { ...noGauges(), activeVus: 4 } })
    expect(bench.close().map(({ run }) => run.activeVus)).toEqual([7, 7, 4])
  })

  it('closes the unfinished last second, and none after it', () => {
    const bench = new Bench(planWith(), 2)
    runRequest(bench.lanes[0]!, { intendedMs: 1200, waitingMs: 10 })
    bench.tick(0, 1500, { last: true })
    bench.tick(1, 2000)
    bench.tick(1, 2000, { last: true })
    expect(bench.close().map(({ run }) => run.second)).toEqual([0, 1])
    expect(bench.close()).toEqual([])
  })

  it('waits no more for a lane that is gone', () => {
    const bench = new Bench(planWith(), 2)
    runRequest(bench.lanes[0]!, {})
    bench.tick(0, 1000)
    bench.merger.endLane(1)
    expect(bench.close()).toHaveLength(1)
  })

  it('adds up what the lanes say of unexpected data, also in a last frame that makes no second', () => {
    const bench = new Bench(planWith(), 2)
    runRequest(bench.lanes[0]!, {})
    bench.tick(0, 1000, { gauges: { ...noGauges(), unexpectedData: 2 } })
    bench.tick(1, 1000, { gauges: { ...noGauges(), unexpectedData: 1 } })
    expect(bench.close()).toHaveLength(1)
    expect(bench.accumulator.unexpectedData).toBe(3)
    bench.tick(0, 1000, { last: true, gauges: { ...noGauges(), unexpectedData: 5 } })
    bench.tick(1, 1000, { last: true, gauges: { ...noGauges(), unexpectedData: 1 } })
    expect(bench.close()).toHaveLength(0)
    expect(bench.accumulator.unexpectedData).toBe(6)
  })

  it('refuses frames of an unknown lane, out of order, and after the last', () => {
    const sender = new Bench(planWith(), 3)
    const receiver = new Bench(planWith(), 2)
    const frameOf = (lane: number, closedBeforeMs: number, last = false): SharedArrayBuffer =>
      sender.lanes[lane]!.takeFrames(
        { closedBeforeMs, gauges: noGauges(), last },
        (size) => new SharedArrayBuffer(size)
      )[0]!
    const first = frameOf(0, 1000)
    receiver.merger.addFrame(first)
    expect(() => receiver.merger.addFrame(first)).toThrow(FrameError)
    expect(() => receiver.merger.addFrame(frameOf(2, 1000))).toThrow('the run has no lane 2')
    receiver.merger.addFrame(frameOf(1, 1000, true))
    expect(() => receiver.merger.addFrame(frameOf(1, 5000))).toThrow('lane 1 sent second')
  })

  it('lends every histogram of the second that has samples, by slot and kind', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { waitingMs: 1 })
    runRequest(bench.lane, { waitingMs: 2, outcome: Outcome.timeout })
    runRequest(bench.lane, { slot: ITEM, outcome: Outcome.transportError })
    bench.tickAll(1000)
    const lent: (readonly [number, string, number])[] = []
    bench.close(({ histograms }) => {
      for (const { slot, kind, histogram } of histograms) lent.push([slot, kind, histogram.count])
    })
    expect(lent).toEqual([
      [LIST, 'responseOk', 1],
      [LIST, 'responseNotOk', 1],
      [LIST, 'service', 2],
      [LIST, 'startLag', 2],
      [LIST, 'setup', 2],
      [LIST, 'waiting', 2],
      [LIST, 'receiving', 2],
      [ITEM, 'startLag', 1]
    ])
  })

  it('gives the same rows and totals for any spread over lanes and any times of sending', () => {
    const event = fc.record({ event: laneEvent, lane: fc.nat(2), tick: fc.option(fc.nat(20_000)) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.constantFrom(1, 2, 3), (events, lanes) => {
        const expected = recordedAtOnce(events.map(({ event }) => event))
        const bench = new Bench(planWith(), lanes)
        let nowMs = 0
        for (const { event, lane, tick } of events) {
          event(bench.lanes[lane % lanes]!)
          if (tick === null) continue
          nowMs = Math.max(nowMs, tick)
          bench.tick(lane % lanes, nowMs)
          bench.close()
        }
        bench.tickAll(60_000, true)
        bench.close()
        const { measured } = bench.accumulator
        expect(measured.all.counts).toEqual(expected.accumulator.measured.all.counts)
        expect(sameHistograms(measured.all.histograms, expected.accumulator.measured.all.histograms)).toBe(
          true
        )
        expect(measured.metrics.iterations).toEqual(expected.accumulator.measured.metrics.iterations)
        expect(measured.metrics.checks).toEqual(expected.accumulator.measured.metrics.checks)
        for (const [second, row] of expected.rows) {
          // The watch is judged by the median of the time, which depends on when a second was closed.
          const { generator } = bench.rows.get(second)!.run
          expect(bench.rows.get(second)).toEqual({ ...row, run: { ...row.run, generator } })
        }
      }),
      { numRuns: 60 }
    )
  })

  it('keeps the warm-up apart and loses nothing of it', () => {
    fc.assert(
      fc.property(fc.array(laneEvent, { maxLength: 40 }), fc.nat(12_000), (events, warmUpMs) => {
        const whole = recordedAtOnce(events).accumulator.measured.all
        const { warmUp, measured } = recordedAtOnce(events, warmUpMs).accumulator
        expect(warmUp.all.counts.map((count, index) => count + measured.all.counts[index]!)).toEqual(
          whole.counts
        )
        for (const [index, histogram] of warmUp.all.histograms.entries())
          histogram.add(measured.all.histograms[index]!)
        expect(sameHistograms(warmUp.all.histograms, whole.histograms)).toBe(true)
      }),
      { numRuns: 40 }
    )
  })
})
