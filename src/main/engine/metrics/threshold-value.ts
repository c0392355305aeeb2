import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import type {
  CheckSlot,
  RequestSlot,
  ScenarioPlan,
  ThresholdFilter,
  ThresholdMetric,
  ThresholdPlan
} from '../../../shared/plan/plan.ts'
import { latencyStatisticMs, percentileMs } from './latency-statistics.ts'
import type { LatencyMerger } from './merged-latency.ts'
import type { CheckCounts, RunAccumulator } from './run-accumulator.ts'
import { SlotCount } from './slot-metrics.ts'
import type { Latency, SlotMetrics } from './slot-metrics.ts'

const TRENDS: Readonly<Partial<Record<ThresholdMetric, Latency>>> = {
  http_req_response: 'response',
  http_req_duration: 'service',
  http_req_start_lag: 'startLag',
  http_req_setup: 'setup',
  http_req_waiting: 'waiting',
  http_req_receiving: 'receiving'
}

/** What a threshold is judged by; the merger lends what it needs until the caller releases it. */
export interface Judged {
  readonly accumulator: RunAccumulator
  readonly merger: LatencyMerger
  /** The measured time so far, what the rate of a counter is divided by. */
  readonly measuredMs: number
}

/**
 * The value of a threshold's aggregate over everything after the warm-up: milliseconds, a share, a count or a count for
 * each second. Null without samples. A counter that never counted is 0, not without samples: `dropped_iterations`
 * with `count<1` must pass where nothing was dropped. While the warm-up lasts there is nothing to count in.
 */
export function thresholdValue(threshold: ThresholdPlan, judged: Judged): number | null {
  if (TRENDS[threshold.metric] !== undefined) return trendValue(threshold, judged)
  switch (threshold.metric) {
    case 'http_req_failed':
    case 'checks': {
      const counts = countedShare(threshold, judged)
      return counts === null ? null : counts.hits / counts.all
    }
    case 'iterations':
    case 'dropped_iterations':
      return counterValue(threshold, iterationCount(threshold, judged), judged)
    default:
      return counterValue(threshold, requestCount(threshold, judged), judged)
  }
}

/** The samples of a latency, in microseconds; null where there are none, or for a metric that is no latency. */
export function trendHistogram({ metric, filter }: ThresholdPlan, judged: Judged): HdrHistogram | null {
  const latency = TRENDS[metric]
  if (latency === undefined) return null
  const byOutcome = filter.expectedResponse !== undefined && latency !== 'response'
  if (byOutcome && !judged.accumulator.known.phasesByOutcome) return null
  const slots = matchingSlots(filter, judged)
  const histogram = judged.merger.merge(slots, latency, filter.expectedResponse)
  return histogram.count === 0 ? null : histogram
}

/** What a share is of, and how many of them count; null where there are none, or for a metric that is no share. */
export function countedShare(threshold: ThresholdPlan, judged: Judged): ShareCounts | null {
  const { metric, filter } = threshold
  if (metric !== 'http_req_failed' && metric !== 'checks') return null
  const counts =
    metric === 'checks' ? passedChecks(filter, judged) : failedRequests(matchingSlots(filter, judged))
  return counts === null || counts.all === 0 ? null : counts
}

interface ShareCounts {
  readonly hits: number
  readonly all: number
}

function trendValue(threshold: ThresholdPlan, judged: Judged): number | null {
  const { aggregate } = threshold
  const histogram = trendHistogram(threshold, judged)
  if (histogram === null) return null
  switch (aggregate.kind) {
    case 'percentile':
      return percentileMs(histogram, aggregate.percentile)
    case 'med':
      return percentileMs(histogram, 50)
    case 'avg':
      return latencyStatisticMs(histogram, 'mean')
    case 'min':
    case 'max':
      return latencyStatisticMs(histogram, aggregate.kind)
    default:
      throw new RangeError(`${threshold.metric} has no aggregate ${aggregate.kind}`)
  }
}

function failedRequests(slots: readonly SlotMetrics[]): ShareCounts {
  const hits =
    total(slots, SlotCount.httpErrors) +
    total(slots, SlotCount.timeouts) +
    total(slots, SlotCount.transportErrors)
  return { hits, all: total(slots, SlotCount.ok) + hits }
}

function passedChecks(filter: ThresholdFilter, { accumulator }: Judged): ShareCounts | null {
  if (isEmpty(filter)) return shareOf(accumulator.checks('measured', 'all'))
  if (!accumulator.known.checksByName) return null
  const { slots, scenarios } = accumulator.plan
  const counts = { passed: 0, failed: 0 }
  for (const [index, slot] of slots.checks.entries()) {
    if (!matches(slot, filter, scenarios)) continue
    const { passed, failed } = accumulator.checks('measured', index)
    counts.passed += passed
    counts.failed += failed
  }
  return shareOf(counts)
}

function shareOf({ passed, failed }: CheckCounts): ShareCounts {
  return { hits: passed, all: passed + failed }
}

function iterationCount(threshold: ThresholdPlan, { accumulator }: Judged): number | null {
  const { scenario } = threshold.filter
  if (scenario !== undefined && !accumulator.known.iterationsByScenario) return null
  const index =
    scenario === undefined ? 'all' : accumulator.plan.scenarios.findIndex(({ name }) => name === scenario)
  const counts = accumulator.iterations('measured', index)
  return threshold.metric === 'iterations' ? counts.completed : counts.dropped
}

function requestCount(threshold: ThresholdPlan, judged: Judged): number {
  const slots = matchingSlots(threshold.filter, judged)
  switch (threshold.metric) {
    case 'data_received':
      return total(slots, SlotCount.bytesReceived)
    case 'data_sent':
      return total(slots, SlotCount.bytesSent)
    default:
      return (
        total(slots, SlotCount.ok) +
        total(slots, SlotCount.httpErrors) +
        total(slots, SlotCount.timeouts) +
        total(slots, SlotCount.transportErrors)
      )
  }
}

function counterValue(threshold: ThresholdPlan, count: number | null, judged: Judged): number | null {
  if (count === null || judged.measuredMs === 0) return null
  return threshold.aggregate.kind === 'count' ? count : (count / judged.measuredMs) * 1000
}

function matchingSlots(filter: ThresholdFilter, { accumulator }: Judged): readonly SlotMetrics[] {
  const { measured, plan } = accumulator
  if (filter.name === undefined && filter.scenario === undefined) return [measured.all]
  return measured.metrics.usedSlots
    .filter((index) => {
      const slot = plan.slots.requests[index]
      return slot !== undefined && matches(slot, filter, plan.scenarios)
    })
    .map((index) => measured.metrics.slot(index))
}

function matches(
  slot: RequestSlot | CheckSlot,
  filter: ThresholdFilter,
  scenarios: readonly ScenarioPlan[]
): boolean {
  if (filter.name !== undefined && filter.name !== slot.name) return false
  return filter.scenario === undefined || filter.scenario === scenarios[slot.scenario]?.name
}

function isEmpty(filter: ThresholdFilter): boolean {
  return filter.name === undefined && filter.scenario === undefined
}

function total(slots: readonly SlotMetrics[], count: number): number {
  return slots.reduce((sum, slot) => sum + slot.counts[count]!, 0)
}
