import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addFrame,
  encodeFrame,
  frameSizeBound,
  readFrameHead
} from '../../../../src/main/engine/metrics/frame-codec.ts'
import { FrameError, noGauges } from '../../../../src/main/engine/metrics/index.ts'
import { shapeOf } from '../../../../src/main/engine/metrics/metrics-shape.ts'
import { SecondPool } from '../../../../src/main/engine/metrics/second-metrics.ts'
import type { SecondMetrics } from '../../../../src/main/engine/metrics/second-metrics.ts'
import { Bench, laneEvent, LIST, planWith, runRequest } from './metrics-fixture.ts'
import type { LaneEvent } from './metrics-fixture.ts'

const plan = planWith()
const pool = new SecondPool(shapeOf(plan.slots, plan.scenarios.length))
const header = { lane: 1, late: true, last: false }

/** What the events add up to, whatever their times. */
function metricsOf(events: readonly LaneEvent[]): SecondMetrics {
  const bench = new Bench(plan)
  for (const event of events) event(bench.lane)
  const metrics = pool.take(7)
  const take = { closedBeforeMs: 0, gauges: noGauges(), last: true }
  for (const frame of bench.lane.takeFrames(take, (bytes) => new SharedArrayBuffer(bytes)))
    addFrame(frame, metrics)
  return metrics
}

function encoded(metrics: SecondMetrics): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(frameSizeBound(metrics))
  encodeFrame(metrics, header, noGauges(), buffer)
  return buffer
}

function frameOfOneRequest(): SharedArrayBuffer {
  return encoded(metricsOf([(lane) => runRequest(lane, { waitingMs: 12 })]))
}

/** Whatever the bytes are, they are read or refused with a FrameError. */
function readOrRefuse(buffer: ArrayBufferLike): 'read' | 'refused' {
  try {
    readFrameHead(buffer)
    addFrame(buffer, pool.take(0))
    return 'read'
  } catch (error) {
    if (error instanceof FrameError) return 'refused'
    throw error
  }
}

describe('the frame codec', () => {
  it('gives back the head and the gauges', () => {
    const buffer = new SharedArrayBuffer(4096)
    const gauges = {
      activeVus: 1,
      requestsInFlight: 2,
      openConnections: 3,
      unexpectedData: 4,
      laneBusy: 0.4,
      loopDelayP99Ms: 0.5,
      loopDelayMaxMs: 6.25,
      gcMs: 7
    }
    encodeFrame(pool.take(42), { lane: 3, late: false, last: true }, gauges, buffer)
    expect(readFrameHead(buffer)).toMatchObject({ lane: 3, late: false, last: true, second: 42, gauges })
  })

  it('encodes and adds so that lanes merged are the same as everything recorded into one', () => {
    fc.assert(
      fc.property(fc.array(fc.array(laneEvent, { maxLength: 15 }), { maxLength: 4 }), (lanes) => {
        const expected = metricsOf(lanes.flat())
        const merged = pool.take(7)
        for (const events of lanes) addFrame(encoded(metricsOf(events)), merged)
        expect(merged.iterations).toEqual(expected.iterations)
        expect(merged.checks).toEqual(expected.checks)
        expect([...merged.usedSlots].sort()).toEqual([...expected.usedSlots].sort())
        for (const index of expected.usedSlots) {
          const slot = merged.slot(index)
          expect(slot.counts).toEqual(expected.slot(index).counts)
          for (const counter of ['statuses', 'errors'] as const) {
            const keys = expected.slot(index)[counter].sortedKeys()
            expect(slot[counter].sortedKeys()).toEqual(keys)
            for (const key of keys)
              expect(slot[counter].countOf(key)).toBe(expected.slot(index)[counter].countOf(key))
          }
          for (const [kind, histogram] of slot.histograms.entries()) {
            expect(histogram.equals(expected.slot(index).histograms[kind]!)).toBe(true)
          }
        }
      }),
      { numRuns: 60 }
    )
  })

  it('fits into a buffer that has room for more and still holds an older frame', () => {
    const big = new SharedArrayBuffer(1 << 16)
    new Uint8Array(big).fill(0xff)
    const metrics = metricsOf([(lane) => runRequest(lane, { waitingMs: 12 })])
    encodeFrame(metrics, header, noGauges(), big)
    const target = pool.take(0)
    addFrame(big, target)
    expect(target.slot(LIST).counts).toEqual(metrics.slot(LIST).counts)
  })

  it('refuses to write into a buffer that is too small', () => {
    const metrics = metricsOf([(lane) => runRequest(lane, {})])
    const needed = new DataView(encoded(metrics)).getUint32(4, true)
    for (const size of [0, 39, 100, needed - 1]) {
      expect(() => encodeFrame(metrics, header, noGauges(), new SharedArrayBuffer(size))).toThrow(RangeError)
    }
  })

  it('refuses bytes that are no frame', () => {
    const buffer = frameOfOneRequest()
    new DataView(buffer).setUint8(0, 0x4d)
    expect(() => readFrameHead(buffer)).toThrow('the bytes are no frame of this version')
    expect(() => readFrameHead(new SharedArrayBuffer(2))).toThrow(FrameError)
  })

  it('refuses a frame that was cut off anywhere', () => {
    const buffer = frameOfOneRequest()
    const length = new DataView(buffer).getUint32(4, true)
    for (let size = 0; size < length; size++) expect(readOrRefuse(buffer.slice(0, size))).toBe('refused')
    expect(readOrRefuse(buffer.slice(0, length))).toBe('read')
  })

  it('refuses a frame whose own length ends in the middle of it', () => {
    const buffer = frameOfOneRequest()
    const view = new DataView(buffer)
    const length = view.getUint32(4, true)
    for (let shorter = 0; shorter < length; shorter++) {
      view.setUint32(4, shorter, true)
      expect(readOrRefuse(buffer)).toBe('refused')
    }
  })

  it('refuses a frame of another plan', () => {
    const buffer = frameOfOneRequest()
    const other = new SecondPool({ scenarios: 3, checks: 2, requests: 3 })
    expect(() => addFrame(buffer, other.take(0))).toThrow('other scenarios or checks')
    const fewer = new SecondPool({ scenarios: 2, checks: 2, requests: 0 })
    expect(() => addFrame(buffer, fewer.take(0))).toThrow('the plan has no request slot 0')
  })

  it.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])('refuses the count %d', (count) => {
    const buffer = frameOfOneRequest()
    new DataView(buffer).setFloat64(104, count, true)
    expect(() => addFrame(buffer, pool.take(0))).toThrow(`the frame holds the count ${count}`)
  })

  it('reads or refuses garbled bytes, and fails in no other way', () => {
    const original = new Uint8Array(frameOfOneRequest())
    const change = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const garbled = original.slice()
        for (const { at, byte } of changes) garbled[at] = byte
        expect(['read', 'refused']).toContain(readOrRefuse(garbled.buffer))
      }),
      { numRuns: 500 }
    )
  })
})
