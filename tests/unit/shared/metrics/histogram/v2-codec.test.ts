import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { doDecode } from 'hdr-histogram-js/dist/JsHistogram.encoding.js'
import type { Histogram } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import {
  addV2,
  addV2Compressed,
  decodeV2,
  decodeV2Compressed,
  encodeV2,
  encodeV2Compressed,
  HdrHistogram,
  HistogramError,
  HistogramLayout,
  LATENCY_LAYOUT
} from '../../../../../src/shared/metrics/histogram/index.ts'
import { inflateBounded } from '../../../../support/hlog.ts'
import { bucketsOf, histogramOf, latencyLists } from './value-lists.ts'

const PERCENTILES = [0, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100]

function referenceOf(values: readonly number[]): Histogram {
  const reference = build({
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: LATENCY_LAYOUT.lowestDiscernible,
    highestTrackableValue: LATENCY_LAYOUT.highestTrackable,
    numberOfSignificantValueDigits: 3
  })
  for (const value of values) reference.recordValue(value)
  return reference
}

function expectSame(reference: Histogram, histogram: HdrHistogram): void {
  expect(reference.totalCount).toBe(histogram.count)
  for (const percentile of PERCENTILES) {
    expect(reference.getValueAtPercentile(percentile)).toBe(histogram.valueAtPercentile(percentile))
  }
}

/** A V2 header, sound but for the fields given, followed by the payload. */
function v2Bytes(payload: readonly number[], fields: { [offset: number]: number } = {}): Uint8Array {
  const bytes = new Uint8Array(40 + payload.length)
  bytes.set(encodeV2(new HdrHistogram()).subarray(0, 40))
  bytes.set(payload, 40)
  const header = new DataView(bytes.buffer)
  header.setInt32(4, payload.length)
  for (const [offset, value] of Object.entries(fields)) header.setInt32(Number(offset), value)
  return bytes
}

describe('V2', () => {
  it('brings every count back, and the summary too where it is given', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = histogramOf(values)
        const decoded = decodeV2(encodeV2(histogram))
        expect(bucketsOf(decoded)).toEqual(bucketsOf(histogram))
        expect(decoded.count).toBe(histogram.count)
        expect(decoded.layout).toEqual(histogram.layout)
        expect(decodeV2(encodeV2(histogram), histogram.exactSummary()).equals(histogram)).toBe(true)
      })
    )
  })

  it('brings the mean back within one part in 1000', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = histogramOf(values)
        const error = Math.abs(decodeV2(encodeV2(histogram)).mean - histogram.mean)
        expect(error).toBeLessThanOrEqual(histogram.mean / 1000)
      })
    )
  })

  it('adds to what is there', () => {
    fc.assert(
      fc.property(latencyLists, latencyLists, (there, added) => {
        const into = histogramOf(there)
        const histogram = histogramOf(added)
        addV2(into, encodeV2(histogram), histogram.exactSummary())
        expect(into.equals(histogramOf([...there, ...added]))).toBe(true)
        const compressedInto = histogramOf(there)
        const compressed = encodeV2Compressed(histogram, deflateSync)
        addV2Compressed(compressedInto, compressed, inflateBounded, histogram.exactSummary())
        expect(compressedInto.equals(into)).toBe(true)
      })
    )
  })

  it('carries counts of more than 32 bits and any layout', () => {
    const histogram = new HdrHistogram(new HistogramLayout(1000, 3_600_000_000_000, 5))
    histogram.recordWithCount(123_456_789, 2 ** 51)
    histogram.record(5)
    expect(decodeV2(encodeV2(histogram), histogram.exactSummary()).equals(histogram)).toBe(true)
  })

  it('has the documented bytes', () => {
    expect(Buffer.from(encodeV2(histogramOf([0, 2, 2, 300]))).toString('hex')).toBe(
      '1c849313' + // cookie
        '00000006' + // payload length
        '00000000' + // normalising index offset
        '00000003' + // significant digits
        '0000000000000001' +
        '00000000d693a400' + // one hour in microseconds
        '3ff0000000000000' + // ratio 1
        '02' + // one 0
        '00' + // no 1
        '04' + // two 2s
        'd104' + // 297 empty buckets
        '02' // one 300
    )
  })
})

describe('together with hdr-histogram-js', () => {
  it('it reads what we write, plain and compressed', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = histogramOf(values)
        expectSame(doDecode(encodeV2(histogram), 64), histogram)
        const base64 = Buffer.from(encodeV2Compressed(histogram, deflateSync)).toString('base64')
        expectSame(decodeFromCompressedBase64(base64, 64), histogram)
      }),
      { numRuns: 50 }
    )
  })

  it('we read what it writes, plain and compressed', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const reference = referenceOf(values)
        const compressed = Buffer.from(encodeIntoCompressedBase64(reference), 'base64')
        const histogram = histogramOf(values)
        const decoded = decodeV2Compressed(compressed, inflateBounded)
        expectSame(reference, decoded)
        expect(bucketsOf(decoded)).toEqual(bucketsOf(histogram))
        expect(bucketsOf(decodeV2(inflateBounded(compressed.subarray(8), 2 ** 20)))).toEqual(
          bucketsOf(histogram)
        )
      }),
      { numRuns: 50 }
    )
  })
})

describe('bad V2 bytes', () => {
  it.each<[string, string, Uint8Array]>([
    ['nothing', 'histogram_truncated', new Uint8Array(0)],
    ['half a header', 'histogram_truncated', v2Bytes([]).subarray(0, 39)],
    ['a V1 cookie', 'histogram_unsupported', v2Bytes([2], { 0: 0x1c849301 })],
    ['a compressed cookie', 'histogram_unsupported', v2Bytes([2], { 0: 0x1c849314 })],
    ['a ratio of 2', 'histogram_unsupported', v2Bytes([2], { 32: 0x40000000 })],
    ['a payload longer than the bytes', 'histogram_truncated', v2Bytes([2], { 4: 2 })],
    ['a negative payload length', 'histogram_corrupt', v2Bytes([2], { 4: -1 })],
    ['six significant digits', 'histogram_layout_invalid', v2Bytes([2], { 12: 6 })],
    ['a lowest value of 0', 'histogram_layout_invalid', v2Bytes([2], { 20: 0 })],
    ['a range beyond 2^53', 'histogram_layout_invalid', v2Bytes([2], { 24: 0x7fffffff })],
    ['other bucket boundaries', 'histogram_layout_mismatch', v2Bytes([2], { 12: 2 })],
    ['a number that is cut off', 'histogram_truncated', v2Bytes([2, 0x80])],
    ['a number of nine bytes', 'histogram_too_large', v2Bytes([...new Array<number>(8).fill(0x80), 1])],
    ['a number over 2^53', 'histogram_too_large', v2Bytes([...new Array<number>(7).fill(0xff), 0x7f])],
    ['a run of empty buckets past the range', 'histogram_corrupt', v2Bytes([0xff, 0xff, 0x7f])],
    ['a count past the range', 'histogram_corrupt', v2Bytes([0xff, 0xef, 2, 2])],
    [
      'counts past 2^53',
      'histogram_too_large',
      v2Bytes([254, 255, 255, 255, 255, 255, 255, 15, 254, 255, 255, 255, 255, 255, 255, 15, 4, 4])
    ]
  ])('%s: %s', (_what, code, bytes) => {
    const into = histogramOf([1, 2, 3])
    expect(() => addV2(into, bytes)).toThrow(expect.objectContaining({ name: 'HistogramError', code }))
    expect(into.equals(histogramOf([1, 2, 3]))).toBe(true)
  })

  it.each<[string, string, Uint8Array]>([
    ['nothing', 'histogram_truncated', new Uint8Array(7)],
    ['a plain histogram', 'histogram_unsupported', encodeV2(histogramOf([1]))],
    ['a length past the end', 'histogram_truncated', Uint8Array.of(0x1c, 0x84, 0x93, 0x14, 0, 0, 0, 9, 1)],
    ['a negative length', 'histogram_corrupt', Uint8Array.of(0x1c, 0x84, 0x93, 0x14, 255, 0, 0, 9, 1)],
    ['what is not deflated', 'histogram_corrupt', Uint8Array.of(0x1c, 0x84, 0x93, 0x14, 0, 0, 0, 1, 1)],
    ['a zip bomb', 'histogram_corrupt', compressedZeros(16 * 2 ** 20)]
  ])('compressed, %s: %s', (_what, code, bytes) => {
    const attempt = (): HdrHistogram => decodeV2Compressed(bytes, inflateBounded)
    expect(attempt).toThrow(expect.objectContaining({ name: 'HistogramError', code }))
  })

  it('of any kind give a histogram error or a histogram, never another error', () => {
    const sound = encodeV2(histogramOf([0, 1, 5, 5, 3000, 70_000]))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(sound.length),
        (changes, length) => {
          const bytes = sound.slice(0, length)
          for (const [position, value] of changes) bytes[position] = value
          try {
            decodeV2(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(HistogramError)
            return
          }
          expect(length).toBeGreaterThanOrEqual(40)
        }
      )
    )
  })
})

function compressedZeros(length: number): Uint8Array {
  const deflated = deflateSync(new Uint8Array(length))
  const bytes = Buffer.alloc(8 + deflated.length)
  bytes.writeInt32BE(0x1c849314, 0)
  bytes.writeInt32BE(deflated.length, 4)
  bytes.set(deflated, 8)
  return bytes
}
