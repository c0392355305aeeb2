import { requestErrorCode } from '../../../shared/error-codes.ts'
import {
  ALL_SLOTS,
  LATENCY_STATISTICS,
  SERIES_FIELDS,
  SERIES_LATENCIES
} from '../../../shared/metrics/series.ts'
import type { GeneratorSecond, RunSecond, SecondUpdate } from '../../../shared/metrics/series.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import type { LaneGauges } from './lane-gauges.ts'
import { latencyStatisticMs } from './latency-statistics.ts'
import { LatencyMerger } from './merged-latency.ts'
import { isOpenModel } from './metrics-shape.ts'
import { ITERATION_COUNT_LENGTH, IterationCount } from './second-metrics.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { HistogramIndex, SlotCount } from './slot-metrics.ts'
import type { Latency, SlotMetrics } from './slot-metrics.ts'
import { HISTOGRAM_KINDS } from './stored-second.ts'
import type { HistogramKind, SlotHistogram } from './stored-second.ts'

/**
 * Makes rows and stored histograms of a merged second. The histograms that it gives are lent: they live until the next
 * second is built.
 */
export class SecondUpdateBuilder {
  readonly #plan: Plan
  readonly #merger = new LatencyMerger()

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** @param all the sum of the second's slots */
  update(
    metrics: SecondMetrics,
    all: SlotMetrics,
    lanes: readonly LaneGauges[],
    generator: GeneratorSecond
  ): SecondUpdate {
    this.#merger.release()
    const used = sorted(metrics.usedSlots)
    const values = new Float64Array((used.length + 1) * SERIES_FIELDS.length)
    this.#fillRow(values, 0, all)
    for (const [row, slot] of used.entries()) this.#fillRow(values, row + 1, metrics.slot(slot))
    const statuses: SecondUpdate['statuses'][number][] = []
    const errors: SecondUpdate['errors'][number][] = []
    for (const slot of used) {
      const counted = metrics.slot(slot)
      for (const key of counted.statuses.sortedKeys())
        statuses.push([slot, key, counted.statuses.countOf(key)])
      for (const key of counted.errors.sortedKeys()) {
        errors.push([slot, requestErrorCode(key), counted.errors.countOf(key)])
      }
    }
    return {
      run: this.#runSecond(metrics, lanes, generator),
      slots: [ALL_SLOTS, ...used],
      values,
      statuses,
      errors
    }
  }

  /** Every histogram of the second that has samples, by slot; those of all slots together are their sum. */
  histograms(metrics: SecondMetrics): SlotHistogram[] {
    return sorted(metrics.usedSlots).flatMap((slot) => this.histogramsOf(slot, metrics.slot(slot)))
  }

  /** Every histogram of one slot, or of a sum of slots, that has samples. */
  histogramsOf(slot: number, metrics: SlotMetrics): SlotHistogram[] {
    return HISTOGRAM_KINDS.map((kind) => ({ slot, kind, histogram: this.#histogram(metrics, kind) })).filter(
      ({ histogram }) => histogram.count > 0
    )
  }

  #histogram(slot: SlotMetrics, kind: HistogramKind): SlotHistogram['histogram'] {
    if (kind === 'responseOk' || kind === 'responseNotOk') return slot.histograms[HistogramIndex[kind]]!
    return this.#merger.merge([slot], kind)
  }

  #fillRow(values: Float64Array, row: number, slot: SlotMetrics): void {
    const { counts } = slot
    let at = row * SERIES_FIELDS.length
    for (const count of ROW_COUNTS) values[at++] = counts[count]!
    const withLatency = counts[SlotCount.ok]! + counts[SlotCount.httpErrors]! + counts[SlotCount.timeouts]!
    values[at++] = this.#meanMs(slot, 'setup')
    values[at++] = withLatency === 0 ? Number.NaN : counts[SlotCount.sendingUs]! / withLatency / 1000
    values[at++] = this.#meanMs(slot, 'waiting')
    values[at++] = this.#meanMs(slot, 'receiving')
    for (const latency of SERIES_LATENCIES) {
      const histogram = this.#merger.merge([slot], latency)
      for (const statistic of LATENCY_STATISTICS) values[at++] = latencyStatisticMs(histogram, statistic)
    }
  }

  #meanMs(slot: SlotMetrics, latency: Latency): number {
    return latencyStatisticMs(this.#merger.merge([slot], latency), 'mean')
  }

  #runSecond(metrics: SecondMetrics, lanes: readonly LaneGauges[], generator: GeneratorSecond): RunSecond {
    const iterations = (count: number): number =>
      sum(
        this.#plan.scenarios.map(
          (_, scenario) => metrics.iterations[scenario * ITERATION_COUNT_LENGTH + count]!
        )
      )
    const planned = this.#plan.scenarios.map(({ executor }, scenario) => {
      const count = isOpenModel(executor) ? IterationCount.planned : IterationCount.started
      return metrics.iterations[scenario * ITERATION_COUNT_LENGTH + count]!
    })
    const { checks } = metrics
    return {
      second: metrics.second,
      iterationsPlanned: sum(planned),
      iterationsStarted: iterations(IterationCount.started),
      iterationsCompleted: iterations(IterationCount.completed),
      iterationsInterrupted: iterations(IterationCount.interrupted),
      iterationsDropped: iterations(IterationCount.dropped),
      activeVus: sum(lanes.map((lane) => lane.activeVus)),
      requestsInFlight: sum(lanes.map((lane) => lane.requestsInFlight)),
      openConnections: sum(lanes.map((lane) => lane.openConnections)),
      checksPassed: sum(checks.filter((_, index) => index % 2 === 0)),
      checksFailed: sum(checks.filter((_, index) => index % 2 === 1)),
      generator
    }
  }
}

/** In the order of COUNT_FIELDS. */
const ROW_COUNTS = [
  SlotCount.started,
  SlotCount.ok,
  SlotCount.httpErrors,
  SlotCount.timeouts,
  SlotCount.transportErrors,
  SlotCount.retried,
  SlotCount.bytesSent,
  SlotCount.bytesReceived
]

function sorted(slots: readonly number[]): number[] {
  return [...slots].sort((a, b) => a - b)
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
