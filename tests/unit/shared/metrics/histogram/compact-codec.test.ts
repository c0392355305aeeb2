import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCompact,
  compactSizeBound,
  HdrHistogram,
  HistogramError,
  HistogramLayout,
  writeCompact
} from '../../../../../src/shared/metrics/histogram/index.ts'
import { histogramOf, latencyLists } from './value-lists.ts'

function compactOf(histogram: HdrHistogram): Uint8Array {
  const target = new Uint8Array(compactSizeBound(histogram))
  return target.subarray(0, writeCompact(histogram, target, 0))
}

describe('the compact form', () => {
  it('adds exactly what was written, wherever in the buffer it stands', () => {
    fc.assert(
      fc.property(latencyLists, latencyLists, fc.nat(20), (sent, there, offset) => {
        const histogram = histogramOf(sent)
        const target = new Uint8Array(offset + compactSizeBound(histogram)).fill(0xff)
        const end = writeCompact(histogram, target, offset)
        const into = histogramOf(there)
        expect(addCompact(into, target, offset)).toBe(end)
        expect(into.equals(histogramOf([...there, ...sent]))).toBe(true)
      })
    )
  })

  it('carries several histograms one behind the other', () => {
    const [first, second] = [histogramOf([1, 2, 3]), histogramOf([100_000, 2 ** 40])]
    const target = new Uint8Array(compactSizeBound(first) + compactSizeBound(second))
    const end = writeCompact(second, target, writeCompact(first, target, 0))
    const [firstRead, secondRead] = [new HdrHistogram(), new HdrHistogram()]
    expect(addCompact(secondRead, target, addCompact(firstRead, target, 0))).toBe(end)
    expect(firstRead.equals(first)).toBe(true)
    expect(secondRead.equals(second)).toBe(true)
  })

  it('carries counts of more than 32 bits', () => {
    const histogram = histogramOf([5])
    histogram.recordWithCount(77, 2 ** 45)
    const into = new HdrHistogram()
    addCompact(into, compactOf(histogram), 0)
    expect(into.equals(histogram)).toBe(true)
  })

  it('answers -1 when the target is too small, by even one byte', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = histogramOf(values)
        const size = compactOf(histogram).length
        expect(writeCompact(histogram, new Uint8Array(size), 0)).toBe(size)
        expect(writeCompact(histogram, new Uint8Array(size - 1), 0)).toBe(-1)
      })
    )
  })

  it('costs about two bytes for each used bucket', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => 2000 + 7 * i))
    expect(compactOf(histogram).length).toBeLessThan(2100)
  })

  it('is refused when it is cut off or spoilt, or else holds something that can be counted', () => {
    const bytes = compactOf(histogramOf([1, 5, 5, 3000, 70_000]))
    for (let length = 0; length < bytes.length; length++) {
      expect(() => addCompact(new HdrHistogram(), bytes.subarray(0, length), 0)).toThrow(HistogramError)
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (position, value) => {
        const spoilt = bytes.slice()
        spoilt[position] = value
        const into = new HdrHistogram()
        try {
          addCompact(into, spoilt, 0)
        } catch (error) {
          expect(error).toBeInstanceOf(HistogramError)
          return
        }
        expect(into.min).toBeLessThanOrEqual(into.max)
      })
    )
  })

  it('is refused by another layout', () => {
    const coarse = new HdrHistogram(new HistogramLayout(1, 3_600_000_000, 2))
    expect(() => addCompact(coarse, compactOf(histogramOf([1])), 0)).toThrow(
      expect.objectContaining({ code: 'histogram_layout_mismatch' })
    )
  })
})
