import { requestErrorNumber, REQUEST_ERRORS } from '../../../shared/error-codes.ts'
import type { RequestErrorCode } from '../../../shared/error-codes.ts'
import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../shared/metrics/series.ts'
import type { SecondUpdate, SeriesField } from '../../../shared/metrics/series.ts'
import { ITERATION_COUNT_LENGTH, IterationCount } from './second-metrics.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { HistogramIndex, SlotCount } from './slot-metrics.ts'
import type { SlotMetrics } from './slot-metrics.ts'

/** The histograms that are stored for each second and slot; response is the sum of its two. */
export const HISTOGRAM_KINDS = [
  'responseOk',
  'responseNotOk',
  'service',
  'startLag',
  'setup',
  'waiting',
  'receiving'
] as const
export type HistogramKind = (typeof HISTOGRAM_KINDS)[number]

export interface SlotHistogram {
  readonly slot: number
  readonly kind: HistogramKind
  /** Microseconds. */
  readonly histogram: HdrHistogram
}

/** One second as the store gives it back. */
export interface StoredSecond {
  readonly update: SecondUpdate
  readonly histograms: readonly SlotHistogram[]
}

/** Row count fields and where they go. */
const STORED_COUNTS = [
  ['started', SlotCount.started],
  ['ok', SlotCount.ok],
  ['httpErrors', SlotCount.httpErrors],
  ['timeouts', SlotCount.timeouts],
  ['transportErrors', SlotCount.transportErrors],
  ['retried', SlotCount.retried],
  ['bytesSent', SlotCount.bytesSent],
  ['bytesReceived', SlotCount.bytesReceived]
] as const satisfies readonly (readonly [SeriesField, number])[]

const codes = new Set<string>(REQUEST_ERRORS.map(([code]) => code))

/**
 * Puts a stored second into empty metrics. What the store does not keep stays unknown: which scenario's iterations and
 * which checks they were (filed under the given entries), how many requests were interrupted, and which part of a
 * phase belongs to ok requests where a slot's second had other outcomes too.
 *
 * @returns false where that last part was lost
 * @throws RangeError where the second has a slot, status or error code that there is not
 */
export function fillFromStored(
  metrics: SecondMetrics,
  stored: StoredSecond,
  attributed: { readonly scenario: number; readonly check: number }
): boolean {
  const { update } = stored
  for (const [row, slot] of update.slots.entries()) {
    if (slot !== ALL_SLOTS) fillCounts(metrics.slot(slot), update.values, row * SERIES_FIELDS.length)
  }
  for (const [slot, status, count] of update.statuses) metrics.slot(slot).statuses.add(status, count)
  for (const [slot, code, count] of update.errors) metrics.slot(slot).errors.add(errorNumber(code), count)
  fillRunCounts(metrics, update, attributed)
  let known = true
  for (const { slot, kind, histogram } of stored.histograms) {
    if (!addHistogram(metrics.slot(slot), kind, histogram)) known = false
  }
  return known
}

function fillCounts(slot: SlotMetrics, values: Float64Array, offset: number): void {
  const field = (name: SeriesField): number => values[offset + seriesFieldIndex(name)] ?? 0
  for (const [name, count] of STORED_COUNTS) slot.counts[count] = field(name)
  const withLatency = field('ok') + field('httpErrors') + field('timeouts')
  const sendingMeanMs = field('sendingMean')
  if (withLatency > 0) slot.counts[SlotCount.sendingUs] = Math.round(sendingMeanMs * 1000 * withLatency)
}

function fillRunCounts(
  metrics: SecondMetrics,
  { run }: SecondUpdate,
  attributed: { readonly scenario: number; readonly check: number }
): void {
  const first = attributed.scenario * ITERATION_COUNT_LENGTH
  metrics.iterations[first + IterationCount.planned] = run.iterationsPlanned
  metrics.iterations[first + IterationCount.started] = run.iterationsStarted
  metrics.iterations[first + IterationCount.completed] = run.iterationsCompleted
  metrics.iterations[first + IterationCount.interrupted] = run.iterationsInterrupted
  metrics.iterations[first + IterationCount.dropped] = run.iterationsDropped
  metrics.checks[2 * attributed.check] = run.checksPassed
  metrics.checks[2 * attributed.check + 1] = run.checksFailed
}

/** Returns false where the histogram mixes outcomes that are kept apart otherwise. */
function addHistogram(slot: SlotMetrics, kind: HistogramKind, histogram: HdrHistogram): boolean {
  if (kind === 'responseOk' || kind === 'responseNotOk' || kind === 'startLag') {
    slot.histograms[HistogramIndex[kind]]!.add(histogram)
    return true
  }
  const okCount = slot.counts[SlotCount.ok]!
  const otherCount = slot.counts[SlotCount.httpErrors]! + slot.counts[SlotCount.timeouts]!
  const index = otherCount === 0 ? HistogramIndex[`${kind}Ok`] : HistogramIndex[`${kind}NotOk`]
  slot.histograms[index]!.add(histogram)
  return okCount === 0 || otherCount === 0
}

function errorNumber(code: string): number {
  if (!isRequestError(code)) throw new RangeError(`unknown request error code ${code}`)
  return requestErrorNumber(code)
}

function isRequestError(code: string): code is RequestErrorCode {
  return codes.has(code)
}
