import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, HistogramLogWriter } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { encodeV2, HdrHistogram, HistogramLayout } from '../../src/shared/metrics/histogram/index.ts'
import { inflateBounded, readHlog } from '../support/hlog.ts'
import type { Hlog } from '../support/hlog.ts'

const cases = process.env['LOADGALE_CASES']
/**
 * Everything that a log holds as the reference's own tests add it up: in a histogram of three digits, finer than those of
 * the log, that takes each bucket's lowest value.
 */
function totalOf(intervals: Hlog['intervals']): HdrHistogram {
  const total = new HdrHistogram(new HistogramLayout(1, Number.MAX_SAFE_INTEGER, 3))
  for (const { histogram } of intervals) {
    histogram.forEachUsed((index, count) => total.recordWithCount(histogram.layout.lowestAt(index), count))
  }
  return total
}

/** The same in the log's own layout: an exact merge. */
function mergeOf(intervals: Hlog['intervals']): HdrHistogram {
  const merged = new HdrHistogram(intervals[0]!.histogram.layout)
  for (const { histogram } of intervals) merged.add(histogram)
  return merged
}

describe('a log that hdr-histogram-js writes', () => {
  it('is read with its start time, tags, intervals and counts', () => {
    let text = ''
    const writer = new HistogramLogWriter((line) => {
      text += line
    })
    writer.outputLogFormatVersion()
    writer.outputStartTime(1_700_000_000_250)
    writer.outputLegend()
    const written = ['', 'A'].map((tag, second) => {
      const histogram = build({ bitBucketSize: 64, highestTrackableValue: 3_600_000_000, autoResize: false })
      histogram.tag = tag
      for (let value = 1; value < 2_000_000_000; value = value * 3 + second) histogram.recordValue(value)
      writer.outputIntervalHistogram(histogram, second, second + 1, 1)
      return histogram
    })
    const log = readHlog(text)
    expect(log.startSeconds).toBe(1_700_000_000.25)
    expect(log.intervals.map(({ tag }) => tag)).toEqual([undefined, 'A'])
    expect(log.intervals.map(({ startSeconds }) => startSeconds)).toEqual([0, 1])
    log.intervals.forEach(({ histogram, lengthSeconds }, i) => {
      expect(lengthSeconds).toBe(1)
      expect(histogram.count).toBe(written[i]!.totalCount)
      for (const percentile of [0, 10, 50, 90, 99, 100]) {
        expect(histogram.valueAtPercentile(percentile)).toBe(written[i]!.getValueAtPercentile(percentile))
      }
    })
  })
})

if (cases === undefined) {
  console.warn(
    'LOADGALE_CASES is not set: the logs of the reference library (hdr/*.hlog) are not tested against'
  )
} else {
  describe("the reference library's own logs", () => testReferenceLogs(cases))
}

function testReferenceLogs(folder: string): void {
  const read = (name: string): Hlog => readHlog(readFileSync(join(folder, 'hdr', name), 'utf8'))

  it('jHiccup-2.0.7S.logV2.hlog holds what its own tests state', () => {
    const log = read('jHiccup-2.0.7S.logV2.hlog')
    const total = totalOf(log.intervals)
    expect(log.startSeconds).toBe(1_441_812_279.474)
    expect(log.intervals).toHaveLength(62)
    expect(total.count).toBe(48_761)
    expect(total.valueAtPercentile(99.9)).toBe(1_745_879_039)
    expect(total.valueAtPercentile(100)).toBe(1_796_210_687)
    expect(total.overflowCount).toBe(0)
    expect(mergeOf(log.intervals).count).toBe(48_761)
  })

  it('tagged-Log.logV2.hlog holds as much under the tag A as without a tag', () => {
    const { intervals } = read('tagged-Log.logV2.hlog')
    const untagged = mergeOf(intervals.filter(({ tag }) => tag === undefined))
    const tagged = mergeOf(intervals.filter(({ tag }) => tag === 'A'))
    expect(mergeOf(intervals).count).toBe(32_290)
    expect(tagged.count).toBe(16_145)
    expect(tagged.equals(untagged)).toBe(true)
  })

  it.each(['jHiccup-2.0.7S.logV2.hlog', 'tagged-Log.logV2.hlog'])(
    '%s comes out of our encoder byte for byte',
    (name) => {
      for (const { encoded, histogram } of read(name).intervals) {
        expect(Buffer.from(encodeV2(histogram))).toEqual(
          Buffer.from(inflateBounded(encoded.subarray(8), 2 ** 20))
        )
      }
    }
  )
}
