import { requestErrorCode } from '../../../shared/error-codes.ts'
import { failedShare } from '../../../shared/metrics/failed-share.ts'
import { SUMMARY_SCHEMA } from '../../../shared/metrics/summary.ts'
import type {
  CheckResult,
  LatencySummaries,
  RequestSummary,
  RequestTotals,
  RunSummary,
  ThresholdResult,
  Verdict
} from '../../../shared/metrics/summary.ts'
import { dialRecord } from '../../../shared/plan/dial-record.ts'
import type { DialEvent } from '../../../shared/plan/dial.ts'
import { plannedDurationMs } from '../../../shared/plan/load-shape.ts'
import { planAsDialled } from '../../../shared/plan/plan-as-dialled.ts'
import { checkConservation } from './conservation.ts'
import { summarizeGenerator } from './generator-summary.ts'
import type { GeneratorFacts } from './generator-summary.ts'
import { iterationTotals } from './iteration-totals.ts'
import { summarizeLatency } from './latency-statistics.ts'
import { LatencyMerger } from './merged-latency.ts'
import { isOpenModel } from './metrics-shape.ts'
import type { RunAccumulator, SpanTotals } from './run-accumulator.ts'
import { SlotCount } from './slot-metrics.ts'
import type { SlotMetrics } from './slot-metrics.ts'

export interface SummaryInput {
  readonly run: RunSummary['run']
  readonly accumulator: RunAccumulator
  readonly thresholds: readonly ThresholdResult[]
  /** What the hand did to the load. */
  readonly dial: readonly DialEvent[]
  /** For each scenario: the count or the schedule's number of iterations; null for a closed model without a count. */
  readonly plannedIterations: readonly (number | null)[]
  /** False while the run goes on, and for one that crashed or was killed: what was under way is not known then. */
  readonly allLanesEnded: boolean
  readonly generator: GeneratorFacts
}

/** The whole run and the part after the warm-up, of the same slots. */
interface SlotGroup {
  readonly whole: readonly SlotMetrics[]
  readonly measured: readonly SlotMetrics[]
}

/**
 * The result of a run, or of a run so far. Counts (`iterations`, `totals`, `statusCodes`, `errors`, `checks`,
 * `generator`) cover the whole run; `rates`, `latency` and the verdict cover the time after the warm-up. Rates are
 * counts of that time divided by its measured length, the drain at the end included; the planned rate is that of the
 * time in which the schedule asked for starts.
 */
export function buildSummary(input: SummaryInput): RunSummary {
  const { accumulator, run, thresholds } = input
  const group: SlotGroup = {
    whole: [accumulator.warmUp.all, accumulator.measured.all],
    measured: [accumulator.measured.all]
  }
  const iterations = iterationTotals(accumulator, input.plannedIterations, run.status)
  const totals = requestTotals(group.whole, input.allLanesEnded)
  const errorCounts = errors(group.whole)
  return {
    schema: SUMMARY_SCHEMA,
    run,
    verdict: verdictOf(thresholds, run.status === 'running'),
    dial: dialRecord(accumulator.plan, input.dial),
    iterations,
    totals,
    rates: rates(input, group),
    latency: latencies(group),
    requests: requestSummaries(input),
    statusCodes: statusCodes(group.whole),
    errors: errorCounts,
    unexpectedData: accumulator.unexpectedData,
    checks: checkResults(accumulator),
    thresholds,
    conservation: checkConservation({ iterations, totals, complete: input.allLanesEnded }),
    generator: summarizeGenerator(input, totals, errorCounts)
  }
}

function verdictOf(thresholds: readonly ThresholdResult[], running: boolean): Verdict {
  // While the run goes on, samples may still come.
  const judged = running ? thresholds.filter(({ result }) => result !== 'no-data') : thresholds
  if (judged.length === 0) return 'none'
  return judged.every(({ result }) => result === 'passed') ? 'passed' : 'failed'
}

function requestTotals(slots: readonly SlotMetrics[], allLanesEnded: boolean): RequestTotals {
  const count = (index: number): number => total(slots, index)
  const started = count(SlotCount.started)
  const httpErrors = count(SlotCount.httpErrors)
  const completed = count(SlotCount.ok) + httpErrors
  const failed = count(SlotCount.transportErrors)
  const timedOut = count(SlotCount.timeouts)
  return {
    started,
    completed,
    failed,
    timedOut,
    // Once all have reported, only the counted ones may be in flight; otherwise the equation would check nothing.
    inFlight: allLanesEnded
      ? count(SlotCount.interrupted)
      : Math.max(0, started - completed - failed - timedOut),
    retried: count(SlotCount.retried),
    httpFailed: httpErrors + failed + timedOut,
    bytesSent: count(SlotCount.bytesSent),
    bytesReceived: count(SlotCount.bytesReceived)
  }
}

function rates(input: SummaryInput, { measured }: SlotGroup): RunSummary['rates'] {
  const { accumulator, run } = input
  const measuredMs = accumulator.measuredMs(run.durationMs)
  const perSecond = (count: number): number => perSecondOf(count, measuredMs)
  const totals = requestTotals(measured, false)
  const iterations = accumulator.iterations('measured', 'all')
  return {
    requestsPerSecond: perSecond(totals.completed),
    iterationsPerSecond: perSecond(iterations.completed),
    plannedIterationsPerSecond: plannedPerSecond(input, iterations.planned),
    reachedOfPlanned: reachedOfPlanned(accumulator),
    bytesReceivedPerSecond: perSecond(totals.bytesReceived),
    bytesSentPerSecond: perSecond(totals.bytesSent),
    failed: failedShare(totals) ?? 0
  }
}

/** Null unless every scenario has a schedule, which asks for nothing while the last responses are awaited. */
function plannedPerSecond({ accumulator, run, dial }: SummaryInput, planned: number): number | null {
  const { plan } = accumulator
  if (!plan.scenarios.every(({ executor }) => isOpenModel(executor))) return null
  const scheduleEndMs = plannedDurationMs(planAsDialled(plan, dial)) ?? run.durationMs
  return perSecondOf(planned, accumulator.measuredMs(Math.min(run.durationMs, scheduleEndMs)))
}

/** Over the scenarios that have a schedule; null where there is none, or where it is not known which they were. */
function reachedOfPlanned(accumulator: RunAccumulator): number | null {
  const { scenarios } = accumulator.plan
  const allOpen = scenarios.every(({ executor }) => isOpenModel(executor))
  const counts =
    allOpen && !accumulator.known.iterationsByScenario
      ? [accumulator.iterations('measured', 'all')]
      : scenarios.flatMap(({ executor }, scenario) =>
          isOpenModel(executor) && accumulator.known.iterationsByScenario
            ? [accumulator.iterations('measured', scenario)]
            : []
        )
  const planned = counts.reduce((sum, count) => sum + count.planned, 0)
  const started = counts.reduce((sum, count) => sum + count.started, 0)
  return planned === 0 ? null : Math.min(1, started / planned)
}

function latencies({ measured }: SlotGroup): LatencySummaries {
  const merger = new LatencyMerger()
  return {
    response: summarizeLatency(merger.merge(measured, 'response')),
    responseOk: summarizeLatency(merger.merge(measured, 'response', true)),
    service: summarizeLatency(merger.merge(measured, 'service')),
    startLag: summarizeLatency(merger.merge(measured, 'startLag')),
    setup: summarizeLatency(merger.merge(measured, 'setup')),
    waiting: summarizeLatency(merger.merge(measured, 'waiting')),
    receiving: summarizeLatency(merger.merge(measured, 'receiving'))
  }
}

/**
 * By name: slots of one name in several scenarios are one entry, which has each of them as well; a name that was never
 * requested has an entry, too.
 */
function requestSummaries({ accumulator, run, allLanesEnded }: SummaryInput): RunSummary['requests'] {
  const { scenarios, slots: tables } = accumulator.plan
  const slotsByName = new Map<string, [scenario: string, slot: number][]>()
  for (const [slot, { scenario, name }] of tables.requests.entries()) {
    const slots = slotsByName.get(name) ?? []
    slots.push([scenarios[scenario]?.name ?? '', slot])
    slotsByName.set(name, slots)
  }
  const measuredMs = accumulator.measuredMs(run.durationMs)
  const summaryOf = (slots: readonly number[]): RequestSummary => {
    const measured = usedOf(accumulator.measured, slots)
    const group = { whole: [...usedOf(accumulator.warmUp, slots), ...measured], measured }
    return requestSummary(group, measuredMs, allLanesEnded)
  }
  const entries = [...slotsByName].map(([name, slots]): [string, RequestSummary] => {
    const together = summaryOf(slots.map(([, slot]) => slot))
    if (slots.length === 1) return [name, together]
    const byScenario = Object.fromEntries(slots.map(([scenario, slot]) => [scenario, summaryOf([slot])]))
    return [name, { ...together, byScenario }]
  })
  return Object.fromEntries(entries)
}

function requestSummary(group: SlotGroup, measuredMs: number, allLanesEnded: boolean): RequestSummary {
  const measured = requestTotals(group.measured, false)
  return {
    totals: requestTotals(group.whole, allLanesEnded),
    requestsPerSecond: perSecondOf(measured.completed, measuredMs),
    failed: failedShare(measured),
    latency: latencies(group),
    statusCodes: statusCodes(group.whole),
    errors: errors(group.whole)
  }
}

function usedOf(span: SpanTotals, slots: readonly number[]): SlotMetrics[] {
  return slots.filter((slot) => span.metrics.isUsed(slot)).map((slot) => span.metrics.slot(slot))
}

function statusCodes(slots: readonly SlotMetrics[]): Record<string, number> {
  const counts = new Map<number, number>()
  for (const { statuses } of slots) {
    for (const status of statuses.sortedKeys()) {
      counts.set(status, (counts.get(status) ?? 0) + statuses.countOf(status))
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b))
}

/** The most frequent first. */
function errors(slots: readonly SlotMetrics[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const slot of slots) {
    for (const number of slot.errors.sortedKeys()) {
      const code = requestErrorCode(number)
      counts.set(code, (counts.get(code) ?? 0) + slot.errors.countOf(number))
    }
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
}

function checkResults(accumulator: RunAccumulator): CheckResult[] {
  const { scenarios, slots } = accumulator.plan
  if (!accumulator.known.checksByName) return []
  return slots.checks.map(({ scenario, name }, slot) => ({
    scenario: scenarios[scenario]?.name ?? '',
    name,
    ...accumulator.checks('whole', slot)
  }))
}

function perSecondOf(count: number, measuredMs: number): number {
  return measuredMs > 0 ? (count / measuredMs) * 1000 : 0
}

function total(slots: readonly SlotMetrics[], count: number): number {
  return slots.reduce((sum, slot) => sum + slot.counts[count]!, 0)
}
