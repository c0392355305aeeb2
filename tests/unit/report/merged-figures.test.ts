import { describe, expect, it } from 'vitest'
import { mergedFigures, type SecondFigures } from '../../../src/main/report/compare/merged-figures.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import type { SeriesField } from '../../../src/shared/metrics/series.ts'

function figures(of: Partial<Record<SeriesField, number>>): SecondFigures {
  return (field) => of[field] ?? NaN
}

function histogramOf(...valuesUs: number[]): HdrHistogram {
  const histogram = new HdrHistogram()
  for (const value of valuesUs) histogram.record(value)
  return histogram
}

const counts = { httpErrors: 0, timeouts: 0, transportErrors: 0 } as const

describe('mergedFigures', () => {
  it('adds counts up, and weighs means by the requests that have a latency', () => {
    const read = mergedFigures(
      [
        figures({ ...counts, ok: 8, httpErrors: 1, timeouts: 1, transportErrors: 90, waitingMean: 2 }),
        figures({ ...counts, ok: 30, waitingMean: 10 }),
        figures({ ...counts, ok: 0, transportErrors: 5 })
      ],
      () => histogramOf()
    )
    expect([read('ok'), read('httpErrors'), read('transportErrors')]).toEqual([38, 1, 95])
    expect(read('waitingMean')).toBeCloseTo(8, 12)
  })

  it('takes a latency from the merged histogram, which it reads once', () => {
    const read: string[] = []
    const merged = mergedFigures(
      [figures({ response_p50: 1, response_p99: 1 }), figures({ response_p50: 9, response_p99: 9 })],
      (latency) => {
        read.push(latency)
        return histogramOf(1000, 1000, 1000, 9000)
      }
    )
    expect([merged('response_p50'), merged('response_p99'), merged('response_mean')]).toEqual([1, 9, 3])
    expect(read).toEqual(['response'])
  })

  it('leaves the figures of a single slot as they are', () => {
    const only = figures({ response_p50: 4 })
    expect(mergedFigures([only], () => histogramOf(9000))('response_p50')).toBe(4)
  })

  it('has no figure where there is no sample', () => {
    const none = mergedFigures([figures({ ...counts, ok: 0 }), figures({ ...counts, ok: 0 })], () =>
      histogramOf()
    )
    expect([none('response_p50'), none('waitingMean')]).toEqual([NaN, NaN])
  })
})
