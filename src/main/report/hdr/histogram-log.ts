import { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { decodeHistogram, encodeHistogram } from '../../engine/metrics/index.ts'
import { secondLength } from '../second-length.ts'
import {
  MICROSECONDS_PER_MS,
  slotsNamed,
  storedKinds,
  type HistogramChoice,
  type HistogramSource
} from './histogram-source.ts'

/** So many seconds are held at a time. */
const SECONDS_AT_A_TIME = 30

/**
 * A histogram log of HdrHistogram, format version 1.3: one line for each second and request name, tagged with the name,
 * and before them a line without a tag for all of them together, which is what readers take unless told otherwise. Of
 * one request name alone there are lines without a tag only. Seconds without samples have no lines; the warm-up has.
 *
 * Values are microseconds; the maximum of a line is shown in milliseconds (a max-value-unit ratio of 1000). Piece by
 * piece, a second each, in ascending order.
 */
export function* histogramLog(
  source: HistogramSource,
  choice: HistogramChoice
): Generator<string, void, undefined> {
  yield header(source, choice)
  const { plan, durationMs, lastSecond } = source
  for (let from = 0; from <= lastSecond; from += SECONDS_AT_A_TIME) {
    const seconds = readSeconds(source, choice, from, Math.min(from + SECONDS_AT_A_TIME - 1, lastSecond))
    for (const second of [...seconds.keys()].sort((a, b) => a - b)) {
      const slots = [...(seconds.get(second) ?? [])].sort(([a], [b]) => a - b)
      const times = `${second.toFixed(3)},${secondLength(second, durationMs).toFixed(3)}`
      const all = new HdrHistogram()
      for (const [, histogram] of slots) all.add(histogram)
      const names = choice.requestName === null ? byName(plan, slots) : []
      yield [
        line('', times, all),
        ...Array.from(names, ([name, histogram]) => line(`Tag=${encodeTag(name)},`, times, histogram))
      ].join('')
    }
  }
}

function header({ startedAt }: HistogramSource, { latency, requestName }: HistogramChoice): string {
  const startMs = Date.parse(startedAt)
  const of = requestName === null ? 'all requests, tagged by name' : encodeTag(requestName)
  return [
    `#[Logged with Loadgale: ${latency} of ${of}; values in us, Interval_Max in ms]`,
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${(startMs / 1000).toFixed(3)} (seconds since epoch), ${new Date(startMs).toUTCString()}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ''
  ].join('\n')
}

type SlotsOfSecond = Map<number, HdrHistogram>

function readSeconds(
  source: HistogramSource,
  { latency, requestName }: HistogramChoice,
  fromSecond: number,
  toSecond: number
): Map<number, SlotsOfSecond> {
  const slots = requestName === null ? null : slotsNamed(source.plan, requestName)
  const seconds = new Map<number, SlotsOfSecond>()
  for (const kind of storedKinds(latency)) {
    for (const { second, slot, bytes } of source.secondsOf({ fromSecond, toSecond, slots, kind })) {
      const histograms = seconds.get(second) ?? new Map<number, HdrHistogram>()
      seconds.set(second, histograms)
      const histogram = decodeHistogram(bytes)
      const known = histograms.get(slot)
      if (known === undefined) histograms.set(slot, histogram)
      else known.add(histogram)
    }
  }
  return seconds
}

function line(tag: string, times: string, histogram: HdrHistogram): string {
  const maxMs = histogram.layout.highestAt(histogram.lastIndex) / MICROSECONDS_PER_MS
  const encoded = Buffer.from(encodeHistogram(histogram)).toString('base64')
  return `${tag}${times},${maxMs.toFixed(3)},${encoded}\n`
}

/** Scenarios that use the same name share its line. */
function byName(plan: Plan, slots: Iterable<[slot: number, HdrHistogram]>): Map<string, HdrHistogram> {
  const names = new Map<string, HdrHistogram>()
  for (const [slot, histogram] of slots) {
    const name = plan.slots.requests[slot]?.name ?? String(slot)
    const known = names.get(name)
    if (known === undefined) names.set(name, histogram)
    else known.add(histogram)
  }
  return names
}

/** A tag may hold no comma, white space or line break; those are percent-encoded, and the per cent sign with them. */
function encodeTag(name: string): string {
  return name.replace(/[%,\s\p{Cc}]/gu, (character) => encodeURIComponent(character))
}
