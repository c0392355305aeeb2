import type { LiveProgress, LiveRun, LiveRunStart } from '../../../src/shared/ipc-contract.ts'
import type { RunDetail } from '../../../src/shared/history.ts'
import {
  SERIES_FIELDS,
  seriesFieldIndex,
  type GeneratorSecond,
  type RunSecond,
  type SecondUpdate,
  type SeriesField
} from '../../../src/shared/metrics/series.ts'
import type {
  LatencySummaries,
  LatencySummary,
  RequestSummary,
  RequestTotals,
  RunSummary,
  ThresholdResult
} from '../../../src/shared/metrics/summary.ts'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import type { ExecutorPlan, Plan, RequestStep, ThresholdPlan } from '../../../src/shared/plan/plan.ts'

export const CONSTANT_RATE: ExecutorPlan = {
  kind: 'constant-arrival-rate',
  rate: 100,
  timeUnitMs: 1000,
  durationMs: 10_000,
  preAllocatedVUs: 5,
  maxVUs: 10
}

export function requestStep(slot: number, name: string): RequestStep {
  return {
    kind: 'request',
    slot,
    name,
    method: 'GET',
    url: `/${name}`,
    unixSocket: null,
    headers: [],
    auth: null,
    body: null,
    timeouts: { totalMs: 60_000, connectMs: 60_000, firstByteMs: 0 },
    expectStatus: [{ from: 200, to: 399 }],
    redirects: 10,
    extract: [],
    checks: []
  }
}

export function plan(overrides: Partial<Plan> = {}, names: readonly string[] = ['item', 'list']): Plan {
  return {
    version: 1,
    name: 'Catalogue',
    target: 'http://127.0.0.1:8080',
    variables: {},
    tags: {},
    scenarios: [
      {
        name: 'browse',
        executor: CONSTANT_RATE,
        startTimeMs: 0,
        gracefulStopMs: 0,
        flow: names.map((name, slot) => requestStep(slot, name))
      }
    ],
    thresholds: [],
    warmUpMs: 0,
    cookies: 'reset',
    network: DEFAULT_NETWORK,
    slots: { requests: names.map((name) => ({ scenario: 0, name })), checks: [] },
    ...overrides
  }
}

export function thresholdPlan(overrides: Partial<ThresholdPlan> = {}): ThresholdPlan {
  return {
    metric: 'http_req_response',
    metricText: 'http_req_response',
    filter: {},
    expression: 'p(99)<200',
    aggregate: { kind: 'percentile', percentile: 99 },
    operator: '<',
    limit: 200,
    abortOnFail: false,
    delayAbortEvalMs: 0,
    ...overrides
  }
}

export function thresholdResult(overrides: Partial<ThresholdResult> = {}): ThresholdResult {
  return {
    metric: 'http_req_response',
    expression: 'p(99)<200',
    result: 'passed',
    actual: 120,
    limit: 200,
    failingSinceSecond: null,
    abortedRun: false,
    ...overrides
  }
}

export function runStart(overrides: Partial<LiveRunStart> = {}): LiveRunStart {
  return {
    runId: 'run-1',
    plan: plan(),
    document: { name: 'Catalogue' },
    startedAt: '2026-11-23T09:12:00Z',
    plannedDurationMs: 10_000,
    ...overrides
  }
}

export function runSecond(second: number, generator: Partial<GeneratorSecond> = {}): RunSecond {
  return {
    second,
    iterationsPlanned: 100,
    iterationsStarted: 98,
    iterationsCompleted: 97,
    iterationsInterrupted: 0,
    iterationsDropped: 0,
    activeVus: 4,
    requestsInFlight: 3,
    openConnections: 4,
    checksPassed: 0,
    checksFailed: 0,
    generator: {
      laneBusy: 0.3,
      loopDelayP99Ms: 0.4,
      loopDelayMaxMs: 1,
      gcMs: 0,
      processCpu: 0.2,
      machineCpu: 0.31,
      steal: 0,
      startLagP99Ms: 0.2,
      residentBytes: 90_000_000,
      openDescriptors: 40,
      localPorts: 12,
      suspect: false,
      saturated: false,
      reason: '',
      ...generator
    }
  }
}

/** Rows of SERIES_FIELDS: what is not given is 0 for counts and NaN for latencies. */
export function rows(...given: readonly Partial<Record<SeriesField, number>>[]): Float64Array {
  const width = SERIES_FIELDS.length
  const values = new Float64Array(width * given.length).fill(NaN)
  given.forEach((fields, row) => {
    values.fill(0, row * width, row * width + seriesFieldIndex('bytesReceived') + 1)
    for (const field of SERIES_FIELDS) {
      const value = fields[field]
      if (value !== undefined) values[row * width + seriesFieldIndex(field)] = value
    }
  })
  return values
}

export function secondUpdate(second: number, overrides: Partial<SecondUpdate> = {}): SecondUpdate {
  return {
    run: runSecond(second),
    slots: [-1, 0],
    values: rows(
      { started: 10, ok: 9, httpErrors: 1, response_p99: 40 },
      { started: 10, ok: 9, httpErrors: 1, response_p99: 40 }
    ),
    statuses: [
      [0, 200, 9],
      [0, 503, 1]
    ],
    errors: [],
    ...overrides
  }
}

export function progress(overrides: Partial<LiveProgress> = {}): LiveProgress {
  return {
    runId: 'run-1',
    elapsedMs: 1000,
    phase: 'running',
    counters: {
      requestsStarted: 10,
      requestsCompleted: 9,
      requestsFailed: 1,
      iterationsCompleted: 9,
      iterationsDropped: 0,
      activeVus: 4
    },
    second: null,
    thresholds: null,
    soFar: null,
    diagnostics: null,
    ...overrides
  }
}

export function liveRun(seconds: number, overrides: Partial<LiveRun> = {}): LiveRun {
  return {
    ...runStart(),
    seconds: Array.from({ length: seconds }, (_, second) => secondUpdate(second)),
    last: progress({ elapsedMs: seconds * 1000 }),
    dial: [],
    ...overrides
  }
}

function latency(p99: number | null): LatencySummary {
  return { count: 10, min: 1, mean: 5, max: 50, p50: 4, p75: 6, p90: 10, p95: 20, p99, p999: 50 }
}

function latencies(p99: number | null): LatencySummaries {
  const one = latency(p99)
  return {
    response: one,
    responseOk: one,
    service: { ...one, mean: 4.5 },
    startLag: { ...one, mean: 0.1 },
    setup: { ...one, mean: 0.4 },
    waiting: { ...one, mean: 3 },
    receiving: { ...one, mean: 1 }
  }
}

function totals(started: number, httpFailed: number): RequestTotals {
  return {
    started,
    completed: started,
    failed: 0,
    timedOut: 0,
    inFlight: 0,
    retried: 0,
    httpFailed,
    bytesSent: 1000,
    bytesReceived: 9000
  }
}

export function requestSummary(p99: number, httpFailed = 0): RequestSummary {
  return {
    totals: totals(100, httpFailed),
    requestsPerSecond: 50,
    latency: latencies(p99),
    statusCodes: {},
    errors: {}
  }
}

export function runSummary(overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    schema: 'loadgale.summary/1',
    run: {
      id: 'run-1',
      name: 'Catalogue',
      startedAt: '2026-11-23T09:12:00Z',
      durationMs: 2100,
      status: 'finished',
      target: 'http://127.0.0.1:8080',
      tags: {},
      note: '',
      environment: {
        loadgale: '0.1.0',
        runtime: 'Node 24',
        os: 'Linux',
        host: 'bench',
        cpu: 'CPU',
        cores: 2,
        gitCommit: null,
        targetAddresses: []
      }
    },
    dial: null,
    verdict: 'none',
    iterations: { planned: 200, started: 200, completed: 200, interrupted: 0, dropped: 0, notStarted: 0 },
    totals: totals(200, 5),
    rates: {
      requestsPerSecond: 95,
      iterationsPerSecond: 94,
      plannedIterationsPerSecond: 100,
      reachedOfPlanned: 0.94,
      bytesReceivedPerSecond: 1,
      bytesSentPerSecond: 1,
      failed: 0.025
    },
    latency: latencies(90),
    requests: { item: requestSummary(90, 5), list: requestSummary(30) },
    statusCodes: {},
    errors: {},
    checks: [],
    thresholds: [],
    unexpectedData: 0,
    conservation: { balanced: true, problems: [] },
    generator: {
      suspectSeconds: 0,
      saturatedSeconds: 0,
      state: 'clean',
      limiter: {
        ...{ limiter: 'service', phase: 'waiting', figure: 'phaseGrowth', value: 380, unit: 'ms' },
        text: 'The service: waiting grew by 380 ms in the mean, from 18 ms to 398 ms, since the beginning of the run.'
      },
      maxLoopDelayMs: 1,
      laneBusyPercent: 30,
      cpuPercent: 40,
      cpuMicrosecondsPerRequest: 9,
      machineCpuPercent: 31,
      stealPercent: 0,
      peakResidentBytes: 90_000_000,
      peakDescriptors: 40,
      descriptorLimit: 1024,
      peakLocalPorts: 12,
      localPortLimit: 28_232,
      lanes: 1,
      targetOnSameMachine: false
    },
    ...overrides
  }
}

export function runDetail(seconds: number, overrides: Partial<RunDetail> = {}): RunDetail {
  return {
    item: {
      id: 'run-1',
      name: 'Catalogue',
      target: 'http://127.0.0.1:8080',
      startedAt: '2026-11-23T09:12:00Z',
      durationMs: 2100,
      status: 'finished',
      verdict: 'none',
      requestsPerSecond: 95,
      requests: 200,
      p99Ms: 90,
      failedShare: 0.025,
      tags: {},
      note: '',
      baseline: false,
      sparkline: []
    },
    plan: plan(),
    document: {},
    folder: null,
    summary: runSummary(),
    runSeconds: Array.from({ length: seconds }, (_, second) => runSecond(second)),
    dial: [],
    ...overrides
  }
}
