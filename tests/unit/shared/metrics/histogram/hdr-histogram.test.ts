import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  HdrHistogram,
  HistogramLayout,
  LATENCY_LAYOUT
} from '../../../../../src/shared/metrics/histogram/index.ts'
import { bucketsOf, histogramOf, latencyLists, mergeOf } from './value-lists.ts'

const HOUR_US = 3_600_000_000

describe('recording', () => {
  it('keeps count, sum, mean, min and max exactly', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = histogramOf(values)
        const sum = values.reduce((total, value) => total + value, 0)
        expect(histogram.count).toBe(values.length)
        expect(histogram.sum).toBe(sum)
        expect(histogram.mean).toBe(values.length === 0 ? 0 : sum / values.length)
        expect(histogram.min).toBe(values.length === 0 ? 0 : Math.min(...values))
        expect(histogram.max).toBe(Math.max(0, ...values))
        expect(histogram.overflowCount).toBe(0)
      })
    )
  })

  it('counts each value in the bucket that the layout names', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const expected = new Map<number, number>()
        for (const value of values) {
          const index = LATENCY_LAYOUT.indexOf(value)
          expected.set(index, (expected.get(index) ?? 0) + 1)
        }
        expect(bucketsOf(histogramOf(values))).toEqual([...expected].sort(([a], [b]) => a - b))
      })
    )
  })

  it('of a value n times is recording it n times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HOUR_US }), fc.integer({ min: 0, max: 50 }), (value, times) => {
        const atOnce = new HdrHistogram()
        atOnce.recordWithCount(value, times)
        expect(atOnce.equals(histogramOf(new Array<number>(times).fill(value)))).toBe(true)
      })
    )
  })

  it('cuts fractions off and counts negative values as 0', () => {
    const histogram = histogramOf([1.9, 2047.99, -5, -0.5])
    expect(bucketsOf(histogram)).toEqual([
      [0, 2],
      [1, 1],
      [2047, 1]
    ])
    expect(histogram.sum).toBe(2048)
    expect(histogram.min).toBe(0)
  })

  it('counts values over the maximum at the maximum and says how many they were', () => {
    const histogram = histogramOf([10, HOUR_US, HOUR_US + 1, 2 ** 40, Infinity])
    expect(histogram.count).toBe(5)
    expect(histogram.overflowCount).toBe(3)
    expect(histogram.max).toBe(HOUR_US)
    expect(histogram.countAtIndex(LATENCY_LAYOUT.indexOf(HOUR_US))).toBe(4)
  })

  it('refuses what is no number and what is no count', () => {
    const histogram = new HdrHistogram()
    expect(() => histogram.record(NaN)).toThrow(RangeError)
    expect(() => histogram.recordWithCount(1, -1)).toThrow(RangeError)
    expect(() => histogram.recordWithCount(1, 0.5)).toThrow(RangeError)
    expect(histogram.count).toBe(0)
  })

  it('counts more than 32 bits hold', () => {
    const histogram = histogramOf([7, 9])
    histogram.recordWithCount(5, 2 ** 32 - 1)
    histogram.record(5)
    histogram.add(histogram)
    expect(bucketsOf(histogram)).toEqual([
      [5, 2 ** 33],
      [7, 2],
      [9, 2]
    ])
    expect(histogram.count).toBe(2 ** 33 + 4)
    histogram.record(100_000)
    expect(histogram.countAtIndex(5)).toBe(2 ** 33)
  })

  it.each([
    [1, 0],
    [1, 1],
    [1, 2],
    [1, 5],
    [1000, 2],
    [1_000_000, 3]
  ])('finds the buckets of units of %d and %d digits too', (lowest, digits) => {
    const layout = new HistogramLayout(lowest, 3_600_000_000_000, digits)
    fc.assert(
      fc.property(
        fc.array(
          fc.nat(2 ** 31).map((n) => Math.floor((n * n) / 2 ** 20)),
          { minLength: 1 }
        ),
        (values) => {
          const histogram = new HdrHistogram(layout)
          for (const value of values) histogram.record(value)
          const indices = new Set(
            values.map((value) => layout.indexOf(Math.min(value, layout.highestTrackable)))
          )
          expect(bucketsOf(histogram).map(([index]) => index)).toEqual([...indices].sort((a, b) => a - b))
          expect(histogram.valueAtPercentile(100)).toBe(layout.highestAt(Math.max(...indices)))
        }
      ),
      { numRuns: 30 }
    )
  })
})

describe('percentiles', () => {
  it('are the highest value equivalent to that of the sorted list, within one part in 1000', () => {
    const percentiles = fc.oneof(
      fc.constantFrom(50, 90, 95, 99, 99.9, 99.99, 100),
      fc.integer({ min: 1, max: 100 })
    )
    fc.assert(
      fc.property(latencyLists, percentiles, (values, percentile) => {
        fc.pre(values.length > 0)
        const sorted = values.toSorted((a, b) => a - b)
        // In integers, for percentiles of at most two decimals.
        const rank = Math.ceil((Math.round(percentile * 100) * sorted.length) / 10_000)
        const expected = sorted[rank - 1]!
        const actual = histogramOf(values).valueAtPercentile(percentile)
        expect(actual).toBe(LATENCY_LAYOUT.highestAt(LATENCY_LAYOUT.indexOf(expected)))
        expect(actual - expected).toBeLessThanOrEqual(expected / 1000)
      })
    )
  })

  it('0 is the lowest value equivalent to the smallest, and values outside 0 to 100 are clamped', () => {
    const histogram = histogramOf([4099, 5000])
    expect(histogram.valueAtPercentile(0)).toBe(4096)
    expect(histogram.valueAtPercentile(-3)).toBe(4096)
    expect(histogram.valueAtPercentile(200)).toBe(5003)
  })

  it('of nothing are 0', () => {
    const histogram = new HdrHistogram()
    expect([0, 50, 100].map((percentile) => histogram.valueAtPercentile(percentile))).toEqual([0, 0, 0])
  })
})

describe('merging', () => {
  it('is recording everything in one histogram, in any order', () => {
    fc.assert(
      fc.property(latencyLists, latencyLists, latencyLists, (a, b, c) => {
        const all = histogramOf([...a, ...b, ...c])
        const [first, second, third] = [histogramOf(a), histogramOf(b), histogramOf(c)]
        expect(mergeOf(first, second, third).equals(all)).toBe(true)
        expect(mergeOf(third, mergeOf(second, first)).equals(all)).toBe(true)
      })
    )
  })

  it('adds overflow counts', () => {
    expect(mergeOf(histogramOf([2 ** 33]), histogramOf([2 ** 33, 5])).overflowCount).toBe(2)
  })

  it('counts what lies beyond the range of the receiver as overflow', () => {
    const narrow = new HdrHistogram(new HistogramLayout(1, 10_000, 3))
    narrow.add(histogramOf([5, 1_000_000]))
    expect(narrow.count).toBe(2)
    expect(narrow.overflowCount).toBe(1)
    expect(narrow.max).toBe(10_000)
  })

  it('refuses other bucket boundaries', () => {
    const coarse = new HdrHistogram(new HistogramLayout(1, HOUR_US, 2))
    expect(() => coarse.add(histogramOf([1]))).toThrow(
      expect.objectContaining({ code: 'histogram_layout_mismatch' })
    )
  })
})

describe('reset', () => {
  it('leaves a histogram like a new one', () => {
    fc.assert(
      fc.property(latencyLists, latencyLists, (before, after) => {
        const histogram = histogramOf(before)
        histogram.reset()
        expect(histogram.equals(new HdrHistogram())).toBe(true)
        for (const value of after) histogram.record(value)
        expect(histogram.equals(histogramOf(after))).toBe(true)
      })
    )
  })
})

describe('equality', () => {
  it.each([
    [
      [1, 2],
      [1, 3]
    ],
    [
      [1, 2],
      [1, 2, 2]
    ],
    [[], [0]],
    [
      [10, 4096],
      [10, 4097]
    ],
    [
      [1, 5, 9],
      [1, 4, 10]
    ],
    [
      [1, 4, 6, 9],
      [1, 5, 5, 9]
    ]
  ])('tells %j from %j', (a, b) => {
    expect(histogramOf(a).equals(histogramOf(b))).toBe(false)
    expect(histogramOf(a).equals(histogramOf(a.toReversed()))).toBe(true)
  })
})

describe('the exact summary', () => {
  it('takes the place of what was estimated from the buckets', () => {
    const values = [4097, 5001, 100_001]
    const exact = histogramOf(values)
    const estimated = new HdrHistogram()
    exact.forEachUsed((index, count) => estimated.addAtIndex(index, count))
    expect(estimated.equals(exact)).toBe(false)
    estimated.replaceSummary(exact.exactSummary())
    expect(estimated.equals(exact)).toBe(true)
  })

  it.each([
    { min: 3000 },
    { max: 5 },
    { min: 4099, max: 4097 },
    { overflowCount: 2 },
    { overflowCount: -1 },
    { sum: NaN },
    { sum: -1 },
    { min: 4096.5 }
  ])('is refused where it cannot belong to the buckets: %j', (wrong) => {
    const histogram = histogramOf([4098])
    const attempt = (): void => histogram.replaceSummary({ ...histogram.exactSummary(), ...wrong })
    expect(attempt).toThrow(expect.objectContaining({ code: 'histogram_corrupt' }))
    expect(histogram.equals(histogramOf([4098]))).toBe(true)
  })
})
