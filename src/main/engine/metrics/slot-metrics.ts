import { REQUEST_ERRORS } from '../../../shared/error-codes.ts'
import { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import { SparseCounter } from './sparse-counter.ts'

/** Positions in `SlotMetrics.counts`. */
export const SlotCount = {
  started: 0,
  ok: 1,
  httpErrors: 2,
  timeouts: 3,
  transportErrors: 4,
  interrupted: 5,
  retried: 6,
  bytesSent: 7,
  bytesReceived: 8,
  /** Microseconds over the requests that have a latency; sending has no histogram of its own. */
  sendingUs: 9
} as const
export const SLOT_COUNT_LENGTH = 10

/** The latencies that are known when a request has ended, each kept apart for ok and for all other outcomes. */
const ENDED_LATENCIES = ['response', 'service', 'setup', 'waiting', 'receiving'] as const

/** Every latency; start lag is known at dispatch, before there is an outcome, and is kept as one. */
export type Latency = (typeof ENDED_LATENCIES)[number] | 'startLag'

/** Positions in `SlotMetrics.histograms`: ok at 2n, the other outcomes at 2n + 1, start lag behind them all. */
export const HistogramIndex = {
  responseOk: 0,
  responseNotOk: 1,
  serviceOk: 2,
  serviceNotOk: 3,
  setupOk: 4,
  setupNotOk: 5,
  waitingOk: 6,
  waitingNotOk: 7,
  receivingOk: 8,
  receivingNotOk: 9,
  startLag: 10
} as const
export const HISTOGRAM_LENGTH = 11

/** Statuses have three digits (RFC 9110, section 15). */
const STATUS_RANGE = 1000

/**
 * What is known of one request slot over some span of time: one second of a lane, one second of all lanes, or a run.
 * Adding two gives exactly what recording everything into one would have given, so every larger span is a sum.
 *
 * Counts are whole numbers and histograms hold whole microseconds, so sums do not depend on their order.
 */
export class SlotMetrics {
  readonly counts = new Float64Array(SLOT_COUNT_LENGTH)
  /** Of whole valid responses, so that they add up to ok and HTTP errors. */
  readonly statuses = new SparseCounter(STATUS_RANGE)
  /** By error number, of timeouts and transport errors. */
  readonly errors = new SparseCounter(REQUEST_ERRORS.length)
  readonly histograms: readonly HdrHistogram[] = Array.from(
    { length: HISTOGRAM_LENGTH },
    () => new HdrHistogram()
  )

  add(other: SlotMetrics): void {
    for (let index = 0; index < SLOT_COUNT_LENGTH; index++) this.counts[index]! += other.counts[index]!
    this.statuses.addAll(other.statuses)
    this.errors.addAll(other.errors)
    for (let index = 0; index < HISTOGRAM_LENGTH; index++) {
      this.histograms[index]!.add(other.histograms[index]!)
    }
  }

  reset(): void {
    this.counts.fill(0)
    this.statuses.reset()
    this.errors.reset()
    for (const histogram of this.histograms) histogram.reset()
  }
}

/** The histograms, one or two, that hold a latency: all outcomes, ok alone (`true`) or all but ok (`false`). */
export function histogramsOf(
  metrics: SlotMetrics,
  latency: Latency,
  expectedResponse?: boolean
): readonly HdrHistogram[] {
  if (latency === 'startLag') return [metrics.histograms[HistogramIndex.startLag]!]
  const first = 2 * ENDED_LATENCIES.indexOf(latency)
  if (expectedResponse !== undefined) return [metrics.histograms[expectedResponse ? first : first + 1]!]
  return [metrics.histograms[first]!, metrics.histograms[first + 1]!]
}
