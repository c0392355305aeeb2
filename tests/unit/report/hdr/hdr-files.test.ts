import fc from 'fast-check'
import {
  build,
  decodeFromCompressedBase64,
  HistogramLogReader,
  type Histogram as ReferenceHistogram
} from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { decodeHistogram, encodeHistogram } from '../../../../src/main/engine/metrics/index.ts'
import { histogramLog } from '../../../../src/main/report/hdr/histogram-log.ts'
import {
  slotsNamed,
  type HistogramChoice,
  type HistogramSource
} from '../../../../src/main/report/hdr/histogram-source.ts'
import {
  percentileDistribution,
  runDistribution
} from '../../../../src/main/report/hdr/percentile-distribution.ts'
import { HdrHistogram } from '../../../../src/shared/metrics/histogram/index.ts'
import { ALL_SLOTS } from '../../../../src/shared/metrics/series.ts'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { readHlog } from '../../../support/hlog.ts'
import { histogramOf, latencyLists } from '../../shared/metrics/histogram/value-lists.ts'

const START = '2025-03-01T10:00:00.250Z'
const RESPONSE: HistogramChoice = { latency: 'response', requestName: null }
const PERCENTILES = [0, 10, 50, 90, 99, 99.9, 100]

type Stored = readonly (readonly [second: number, slot: number, kind: string, values: readonly number[]])[]

function planWith(...names: readonly string[]): HistogramSource['plan'] {
  const flow = names.map((name) => ({ request: { name, url: '/' } }))
  const scenario = { executor: 'constant-vus', duration: '1s', flow }
  const parsed = parsePlan({
    version: 1,
    target: 'http://127.0.0.1',
    scenarios: { a: scenario, b: scenario }
  })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

/** A stored run, slot by slot as the store gives it, that writes down what is asked for. */
class StoredRun implements HistogramSource {
  readonly startedAt = START
  readonly durationMs = 70_400
  readonly plan: HistogramSource['plan']
  readonly lastSecond: number
  readonly asked: string[] = []
  readonly #stored: Stored

  constructor(names: readonly string[], stored: Stored) {
    this.plan = planWith(...names)
    this.lastSecond = Math.max(-1, ...stored.map(([second]) => second))
    this.#stored = stored
  }

  readonly secondsOf: HistogramSource['secondsOf'] = ({ fromSecond, toSecond, slots, kind }) => {
    this.asked.push(`${fromSecond}-${toSecond} ${kind}`)
    return this.#stored
      .filter(([second, slot, stored]) => {
        return (
          second >= fromSecond && second <= toSecond && stored === kind && (slots?.includes(slot) ?? true)
        )
      })
      .toSorted(([, a], [, b]) => b - a)
      .map(([second, slot, , values]) => ({ second, slot, bytes: encodeHistogram(histogramOf(values)) }))
  }

  readonly totalOf: HistogramSource['totalOf'] = (slot, kind) => {
    const parts = this.#stored.filter(
      ([, other, stored]) => stored === kind && (slot === ALL_SLOTS || other === slot)
    )
    if (parts.length === 0) return null
    return encodeHistogram(histogramOf(parts.flatMap(([, , , values]) => values)))
  }
}

const RUN = new StoredRun(
  ['list', 'GET /a, b%\n'],
  [
    [0, 0, 'responseOk', [1000, 2000, 3_000_000]],
    [0, 0, 'responseNotOk', [9000]],
    [0, 1, 'responseOk', [500]],
    [31, 0, 'responseOk', [1500]],
    [31, 2, 'responseOk', [7000, 7000]],
    [70, 1, 'responseOk', [40]],
    [70, 1, 'service', [30, 35]]
  ]
)

function logOf(run: HistogramSource, choice: HistogramChoice): string {
  return [...histogramLog(run, choice)].join('')
}

/** All histograms of a log as the reference library for JavaScript reads them. */
function readByReference(text: string): ReferenceHistogram[] {
  const reader = new HistogramLogReader(text)
  const histograms: ReferenceHistogram[] = []
  for (;;) {
    const histogram = reader.nextIntervalHistogram()
    if (histogram === null) return histograms
    histograms.push(histogram as ReferenceHistogram)
  }
}

describe('a histogram log', () => {
  it('has a line without a tag for all requests, then one for each name over all scenarios, in ascending seconds', () => {
    const { startSeconds, intervals } = readHlog(logOf(RUN, RESPONSE))
    expect(startSeconds).toBe(Date.parse(START) / 1000)
    expect(
      intervals.map(({ tag, startSeconds: start, lengthSeconds, histogram }) => {
        return [tag, start, lengthSeconds, histogram.count]
      })
    ).toEqual([
      [undefined, 0, 1, 5],
      ['list', 0, 1, 4],
      ['GET%20/a%2C%20b%25%0A', 0, 1, 1],
      [undefined, 31, 1, 3],
      ['list', 31, 1, 3],
      [undefined, 70, 0.4, 1],
      ['GET%20/a%2C%20b%25%0A', 70, 0.4, 1]
    ])
  })

  it('shows the maximum of each line in milliseconds, as the end of its bucket', () => {
    const lines = logOf(RUN, RESPONSE).split('\n')
    expect(lines.find((text) => text.startsWith('Tag=list,0.000'))).toMatch(
      /^Tag=list,0\.000,1\.000,3000\.319,HISTFAAAA/
    )
    expect(new HdrHistogram().layout.highestAt(new HdrHistogram().layout.indexOf(3_000_000))).toBe(3_000_319)
  })

  it('is read back by hdr-histogram-js with equal counts and percentiles', () => {
    const text = logOf(RUN, RESPONSE)
    const theirs = readByReference(text)
    const ours = readHlog(text).intervals
    expect(theirs).toHaveLength(ours.length)
    theirs.forEach((histogram, index) => {
      expect(histogram.totalCount).toBe(ours[index]?.histogram.count)
      for (const percentile of PERCENTILES) {
        const value = ours[index]?.histogram.valueAtPercentile(percentile)
        expect(histogram.getValueAtPercentile(percentile)).toBe(value)
      }
    })
    expect(theirs.map(({ tag }) => tag).slice(0, 2)).toEqual(['NO TAG', 'list'])
    expect(theirs[0]?.startTimeStampMsec).toBe(Date.parse(START))
  })

  it('holds one request name alone without a tag, whichever scenario it is in', () => {
    const { intervals } = readHlog(logOf(RUN, { latency: 'response', requestName: 'list' }))
    expect(intervals.map(({ tag, startSeconds, histogram }) => [tag, startSeconds, histogram.count])).toEqual(
      [
        [undefined, 0, 4],
        [undefined, 31, 3]
      ]
    )
  })

  it('holds another latency when asked', () => {
    const { intervals } = readHlog(logOf(RUN, { latency: 'service', requestName: null }))
    expect(intervals.map(({ startSeconds, histogram }) => [startSeconds, histogram.count])).toEqual([
      [70, 2],
      [70, 2]
    ])
  })

  it('reads a part of the run at a time, a piece for each second', () => {
    const run = new StoredRun(
      ['list'],
      [
        [0, 0, 'service', [1]],
        [1, 0, 'service', [1]],
        [70, 0, 'service', [1]]
      ]
    )
    const pieces = histogramLog(run, { latency: 'service', requestName: null })
    pieces.next()
    expect(run.asked).toEqual([])
    expect(pieces.next().value).toMatch(/^0\.000,/)
    expect(pieces.next().value).toMatch(/^1\.000,/)
    expect(run.asked).toEqual(['0-29 service'])
    expect([...pieces]).toHaveLength(1)
    expect(run.asked).toEqual(['0-29 service', '30-59 service', '60-70 service'])
  })

  it('of a run without requests is its header alone', () => {
    const text = logOf(new StoredRun(['list'], []), RESPONSE)
    expect(readByReference(text)).toEqual([])
    expect(text.split('\n').filter((line) => !/^[#"]/.test(line))).toEqual([''])
  })
})

/** The reference's histogram of ours, with the range and the digits of ours. */
function referenceOf(histogram: HdrHistogram): ReferenceHistogram {
  const bytes = Buffer.from(encodeHistogram(histogram)).toString('base64')
  return decodeFromCompressedBase64(bytes, 64) as ReferenceHistogram
}

describe('a percentile distribution', () => {
  it('is to the letter what hdr-histogram-js prints of the same histogram', () => {
    fc.assert(
      fc.property(latencyLists, (values) => {
        const histogram = decodeHistogram(encodeHistogram(histogramOf(values)))
        const reference = referenceOf(histogram)
        expect(percentileDistribution(histogram, 1000)).toBe(reference.outputPercentileDistribution(5, 1000))
      }),
      // A mean of just half a thousandth.
      { examples: [[[0, 2358]]] }
    )
  })

  it('of no value at all is what hdr-histogram-js prints of an empty one', () => {
    const empty = build({ bitBucketSize: 64, autoResize: false, highestTrackableValue: 3_600_000_000 })
    expect(percentileDistribution(new HdrHistogram(), 1000)).toBe(empty.outputPercentileDistribution(5, 1000))
  })

  it('holds ok and not ok responses of the whole run, or of one name over all scenarios', () => {
    const countIn = (choice: HistogramChoice): number =>
      Number(/Total count {4}= +(\d+)/.exec(runDistribution(RUN, choice))?.[1])
    expect(countIn(RESPONSE)).toBe(9)
    expect(countIn({ latency: 'response', requestName: 'list' })).toBe(7)
    expect(countIn({ latency: 'service', requestName: null })).toBe(2)
    expect(slotsNamed(RUN.plan, 'list')).toEqual([0, 2])
  })
})
