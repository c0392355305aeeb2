import { describe, expect, it } from 'vitest'
import { histogramShift } from '../../../src/main/report/index.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'

function histogramOf(valuesUs: number[]): HdrHistogram {
  const histogram = new HdrHistogram()
  for (const value of valuesUs) histogram.record(value)
  return histogram
}

describe('histogramShift', () => {
  it('gives both sides in milliseconds at each percentile', () => {
    const thousand = Array.from({ length: 1000 }, (_, index) => (index + 1) * 1000)
    const { points } = histogramShift(histogramOf(thousand), histogramOf(thousand.map((value) => value * 2)))
    const median = points.find(([percentile]) => percentile === 50)
    expect(median?.[1]).toBeCloseTo(500, -1)
    expect(median?.[2]).toBeCloseTo(1000, -1)
    expect(points.every(([, base, other]) => other > base)).toBe(true)
  })

  it('leaves out percentiles that lie beyond what the smaller side can tell', () => {
    const few = histogramOf(Array.from({ length: 20 }, (_, index) => index * 100))
    const { points } = histogramShift(few, few)
    expect(Math.max(...points.map(([percentile]) => percentile))).toBe(95)
  })

  it('is empty when a side has no samples', () => {
    expect(histogramShift(new HdrHistogram(), histogramOf([5])).points).toEqual([])
  })
})
