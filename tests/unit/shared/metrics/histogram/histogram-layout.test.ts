import fc from 'fast-check'
import { PackedHistogram } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import {
  HistogramError,
  HistogramLayout,
  LATENCY_LAYOUT
} from '../../../../../src/shared/metrics/histogram/index.ts'

describe('the layout of latencies', () => {
  it.each([
    // value, index, lowest and highest equivalent value
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [1023, 1023, 1023, 1023],
    [2047, 2047, 2047, 2047],
    [2048, 2048, 2048, 2049],
    [2049, 2048, 2048, 2049],
    [2050, 2049, 2050, 2051],
    [4095, 3071, 4094, 4095],
    [4096, 3072, 4096, 4099],
    [100_000, 7706, 99_968, 100_031],
    [1_000_000, 11_169, 999_936, 1_000_447],
    [3_600_000_000, 23_220, 3_598_712_832, 3_600_809_983]
  ])('counts %i at index %i, together with %i to %i', (value, index, lowest, highest) => {
    expect(LATENCY_LAYOUT.indexOf(value)).toBe(index)
    expect(LATENCY_LAYOUT.lowestAt(index)).toBe(lowest)
    expect(LATENCY_LAYOUT.highestAt(index)).toBe(highest)
    expect(LATENCY_LAYOUT.widthAt(index)).toBe(highest - lowest + 1)
  })

  it('has as many indices as the reference', () => {
    expect(LATENCY_LAYOUT.countsLength).toBe(23_552)
  })
})

const layouts = fc
  .record({
    lowest: fc.integer({ min: 1, max: 100_000 }),
    factor: fc.integer({ min: 2, max: 2 ** 31 }),
    digits: fc.integer({ min: 0, max: 5 })
  })
  .map(({ lowest, factor, digits }) => new HistogramLayout(lowest, lowest * factor, digits))

describe('any layout', () => {
  it('gives every value an index whose bounds hold it, within the promised precision', () => {
    fc.assert(
      fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), (layout, part) => {
        const value = Math.floor(layout.highestTrackable * part)
        const index = layout.indexOf(value)
        expect(index).toBeLessThan(layout.countsLength)
        expect(layout.lowestAt(index)).toBeLessThanOrEqual(value)
        expect(layout.highestAt(index)).toBeGreaterThanOrEqual(value)
        expect(layout.indexOf(layout.lowestAt(index))).toBe(index)
        expect(layout.indexOf(layout.highestAt(index))).toBe(index)
        const error = layout.widthAt(index) - 2 ** layout.unitMagnitude
        expect(error).toBeLessThanOrEqual(value / 10 ** layout.significantDigits)
      })
    )
  })

  it('has neighbouring buckets that touch', () => {
    fc.assert(
      fc.property(layouts, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (layout, part) => {
        const index = Math.floor((layout.countsLength - 1) * part)
        expect(layout.lowestAt(index + 1)).toBe(layout.highestAt(index) + 1)
      })
    )
  })

  it('has the bounds of the installed reference implementation', () => {
    fc.assert(
      fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), (layout, part) => {
        const value = Math.floor(layout.highestTrackable * part)
        const { lowestDiscernible, highestTrackable, significantDigits } = layout
        const reference = new PackedHistogram(lowestDiscernible, highestTrackable, significantDigits)
        reference.recordValue(value)
        expect(reference.getValueAtPercentile(100)).toBe(layout.highestAt(layout.indexOf(value)))
      })
    )
  })

  it.each([
    [0, 100, 3],
    [1.5, 100, 3],
    [10, 19, 3],
    [1, 2 ** 53, 3],
    [1, Infinity, 3],
    [1, 100, -1],
    [1, 100, 6],
    [1, 100, 2.5],
    [2 ** 40, 2 ** 50, 5]
  ])('refuses lowest %d, highest %d, %d digits', (lowest, highest, digits) => {
    const attempt = (): HistogramLayout => new HistogramLayout(lowest, highest, digits)
    expect(attempt).toThrow(HistogramError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'histogram_layout_invalid' }))
  })
})
