import { compareRuns } from '../../../src/main/report/index.ts'
import type { RunComparison } from '../../../src/shared/compare.ts'
import type { RunDetail, RunListItem, RunSeries } from '../../../src/shared/history.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import {
  SERIES_FIELDS,
  seriesFieldIndex,
  type RunSecond,
  type SeriesField
} from '../../../src/shared/metrics/series.ts'
import type {
  LatencySummaries,
  LatencySummary,
  RequestSummary,
  RequestTotals,
  RunSummary
} from '../../../src/shared/metrics/summary.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

/** Made-up runs for tests of the reports; every part can be replaced. */

export const noLatency: LatencySummary = {
  ...{ count: 0, min: null, mean: null, max: null, p50: null, p75: null },
  ...{ p90: null, p95: null, p99: null, p999: null }
}

export function latency(p50: number, count = 1000): LatencySummary {
  return {
    ...{ count, min: p50 / 2, mean: p50 * 1.1, p50, p75: p50 * 1.2, p90: p50 * 1.5 },
    ...{ p95: p50 * 2, p99: p50 * 4, p999: p50 * 6, max: p50 * 10 }
  }
}

export function latencies(response: LatencySummary): LatencySummaries {
  return {
    ...{ response, responseOk: response, service: response, startLag: response },
    ...{ setup: response, waiting: response, receiving: response }
  }
}

export function totals(changes: Partial<RequestTotals> = {}): RequestTotals {
  return {
    ...{ started: 1000, completed: 1000, failed: 0, timedOut: 0, inFlight: 0, retried: 0 },
    ...{ httpFailed: 0, bytesSent: 50_000, bytesReceived: 200_000 },
    ...changes
  }
}

export function requestSummary(changes: Partial<RequestSummary> = {}): RequestSummary {
  return {
    totals: totals(),
    requestsPerSecond: 50,
    latency: latencies(latency(10)),
    statusCodes: { 200: 1000 },
    errors: {},
    ...changes
  }
}

export function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    schema: 'loadgale.summary/1',
    run: {
      ...{ id: '0abc', name: 'Catalogue', startedAt: '2026-11-23T10:00:00.000Z', durationMs: 20_000 },
      ...{ status: 'finished', target: 'http://127.0.0.1:8080', tags: {}, note: '' },
      environment: {
        ...{ loadgale: '0.1.0', runtime: 'Node 24', os: 'Linux', host: 'box', cpu: 'CPU', cores: 2 },
        ...{ gitCommit: null, targetAddresses: ['127.0.0.1'] }
      }
    },
    verdict: 'none',
    dial: null,
    iterations: {
      ...{ planned: 500, started: 500, completed: 500, interrupted: 0, dropped: 0, notStarted: 0 }
    },
    totals: totals(),
    rates: {
      ...{ requestsPerSecond: 50, iterationsPerSecond: 25, plannedIterationsPerSecond: 25 },
      reachedOfPlanned: 1,
      ...{ bytesReceivedPerSecond: 10_000, bytesSentPerSecond: 2500, failed: 0 }
    },
    latency: latencies(latency(10)),
    requests: { list: requestSummary() },
    statusCodes: { 200: 1000 },
    errors: {},
    checks: [],
    thresholds: [],
    unexpectedData: 0,
    conservation: { balanced: true, problems: [] },
    generator: {
      ...{ suspectSeconds: 0, saturatedSeconds: 0, maxLoopDelayMs: 0.4, laneBusyPercent: 10 },
      ...{ cpuPercent: 12, cpuMicrosecondsPerRequest: 11, peakResidentBytes: 1e8, lanes: 1 },
      state: 'clean',
      limiter: {
        ...{ limiter: 'plan', phase: null, figure: 'rate', value: 25, unit: '/s' },
        text: 'The plan: its rate of 25/s was reached and nothing was at its limit; more load needs a higher rate.'
      },
      ...{ machineCpuPercent: 31, stealPercent: 0, peakDescriptors: 40, descriptorLimit: 1024 },
      ...{ peakLocalPorts: 12, localPortLimit: 28_232, targetOnSameMachine: false }
    },
    ...changes
  }
}

export const listDocument = {
  version: 1,
  name: 'Catalogue',
  target: 'http://127.0.0.1:8080',
  scenarios: {
    browse: {
      executor: 'constant-vus',
      vus: 5,
      duration: '20s',
      flow: [{ request: { name: 'list', url: '/items' } }]
    }
  }
}

export function planOf(document: unknown): Plan {
  const parsed = parsePlan(document)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

export function listItem(of: RunSummary, changes: Partial<RunListItem> = {}): RunListItem {
  const { id, name, target, startedAt, durationMs, status, tags, note } = of.run
  return {
    ...{ id, name, target, startedAt, durationMs, status, tags, note, verdict: of.verdict },
    requestsPerSecond: of.rates.requestsPerSecond,
    requests: of.totals.completed,
    p99Ms: of.latency.response.p99,
    failedShare: of.rates.failed,
    baseline: false,
    sparkline: [],
    ...changes
  }
}

export function runSecond(second: number, changes: Partial<RunSecond['generator']> = {}): RunSecond {
  return {
    second,
    ...{ iterationsPlanned: 25, iterationsStarted: 25, iterationsCompleted: 25, iterationsInterrupted: 0 },
    ...{ iterationsDropped: 0, activeVus: 5, requestsInFlight: 1, openConnections: 5 },
    ...{ checksPassed: 0, checksFailed: 0 },
    generator: {
      ...{ laneBusy: 0.1, loopDelayP99Ms: 0.1, loopDelayMaxMs: 0.4, gcMs: 0, processCpu: 0.1 },
      ...{ startLagP99Ms: 0.1, residentBytes: 1e8, suspect: false, saturated: false, reason: '' },
      ...{ machineCpu: 0.31, steal: 0, openDescriptors: 40, localPorts: 12 },
      ...changes
    }
  }
}

export function detail(changes: Partial<RunDetail> = {}): RunDetail {
  const of = changes.summary ?? summary()
  const document = changes.document ?? listDocument
  return {
    item: listItem(of),
    plan: planOf(document),
    document,
    folder: null,
    summary: of,
    runSeconds: Array.from({ length: 20 }, (_, second) => runSecond(second)),
    dial: [],
    ...changes
  }
}

/** A series of which each second has the figures that the function gives; the others are NaN. */
export function series(
  slot: number,
  seconds: number,
  figures: (second: number) => Partial<Record<SeriesField, number>>
): RunSeries {
  const width = SERIES_FIELDS.length
  const values = new Float64Array(seconds * width).fill(NaN)
  for (let second = 0; second < seconds; second++) {
    for (const field of SERIES_FIELDS) {
      values[second * width + seriesFieldIndex(field)] = figures(second)[field] ?? NaN
    }
  }
  return {
    slot,
    seconds: Array.from({ length: seconds }, (_, second) => second),
    values,
    statuses: [],
    errors: []
  }
}

/** Two runs compared by the series of their slots; no slot shares its name, so that no histogram is needed. */
export function comparedRuns(
  base: RunDetail,
  other: RunDetail,
  seriesOfBase: (slot: number) => RunSeries,
  seriesOfOther: (slot: number) => RunSeries
): RunComparison {
  const latencyOf = (): HdrHistogram => new HdrHistogram()
  return compareRuns(
    base,
    other,
    { seriesOf: seriesOfBase, latencyOf },
    { seriesOf: seriesOfOther, latencyOf }
  )
}
