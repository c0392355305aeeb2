import { deflateSync } from 'node:zlib'
import { encodeV2Compressed, HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../src/shared/metrics/series.ts'
import type { RunSecond, SecondUpdate, SeriesField } from '../../../src/shared/metrics/series.ts'
import type { LatencySummary, RunEnvironment, RunSummary } from '../../../src/shared/metrics/summary.ts'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'
import { currentRunOwner } from '../../../src/main/store/index.ts'
import type { EndStatus, NewRun, RunEnding, SlotHistograms } from '../../../src/main/store/index.ts'

/** Runs and seconds as the recorder would hand them over. */

export const START = '2026-11-23T10:00:00.000Z'

const environment: RunEnvironment = {
  loadgale: '0.1.0',
  runtime: 'node 24',
  os: 'linux',
  host: 'bench',
  cpu: 'any',
  cores: 2,
  gitCommit: null,
  targetAddresses: ['127.0.0.1']
}

function samplePlan(name: string, requestNames: readonly string[]): Plan {
  return {
    version: 1,
    name,
    target: 'http://127.0.0.1:8080',
    variables: {},
    tags: {},
    scenarios: [
      {
        name: 'browse',
        executor: { kind: 'constant-vus', vus: 1, durationMs: 1000 },
        startTimeMs: 0,
        gracefulStopMs: 0,
        flow: []
      }
    ],
    thresholds: [],
    cookies: 'reset',
    network: DEFAULT_NETWORK,
    warmUpMs: 0,
    slots: { requests: requestNames.map((request) => ({ scenario: 0, name: request })), checks: [] }
  }
}

export function sampleRun(id: string, changes: Partial<NewRun> = {}): NewRun {
  return {
    id,
    name: 'Catalogue',
    target: 'http://127.0.0.1:8080',
    document: { version: 1, name: 'Catalogue' },
    plan: samplePlan('Catalogue', ['list', 'item']),
    environment,
    tags: {},
    startedAt: START,
    owner: currentRunOwner(),
    ...changes
  }
}

const latency: LatencySummary = {
  count: 100,
  min: 1,
  mean: 2,
  max: 9,
  p50: 2,
  p75: 3,
  p90: 4,
  p95: 5,
  p99: 8.25,
  p999: 9
}

const latencies = {
  response: latency,
  responseOk: latency,
  service: latency,
  startLag: latency,
  setup: latency,
  waiting: latency,
  receiving: latency
}

const totals = {
  started: 100,
  completed: 98,
  failed: 1,
  timedOut: 1,
  inFlight: 0,
  retried: 0,
  httpFailed: 2,
  bytesSent: 1000,
  bytesReceived: 5000
}

export function sampleSummary(run: NewRun, status: RunSummary['run']['status']): RunSummary {
  const { id, name, startedAt, target, tags } = run
  return {
    schema: 'loadgale.summary/1',
    run: { id, name, startedAt, durationMs: 2000, status, target, tags, note: '', environment },
    verdict: 'passed',
    dial: null,
    iterations: { planned: 100, started: 100, completed: 100, interrupted: 0, dropped: 0, notStarted: 0 },
    totals,
    rates: {
      requestsPerSecond: 49,
      iterationsPerSecond: 50,
      plannedIterationsPerSecond: null,
      reachedOfPlanned: null,
      bytesReceivedPerSecond: 2500,
      bytesSentPerSecond: 500,
      failed: 0.02
    },
    latency: latencies,
    requests: {
      list: { totals, requestsPerSecond: 49, latency: latencies, statusCodes: { 200: 98 }, errors: {} }
    },
    statusCodes: { 200: 98 },
    errors: { response_timeout: 1, connect_refused: 1 },
    checks: [],
    thresholds: [],
    unexpectedData: 0,
    conservation: { balanced: true, problems: [] },
    generator: {
      suspectSeconds: 0,
      saturatedSeconds: 0,
      state: 'clean',
      limiter: {
        ...{ limiter: 'service', phase: 'waiting', figure: 'phaseGrowth', value: 38, unit: 'ms' },
        text: 'The service: waiting grew by 38 ms.'
      },
      maxLoopDelayMs: 0.5,
      laneBusyPercent: 12,
      cpuPercent: 20,
      cpuMicrosecondsPerRequest: 9,
      machineCpuPercent: 31,
      stealPercent: null,
      peakResidentBytes: 90_000_000,
      peakDescriptors: 40,
      descriptorLimit: 1024,
      peakLocalPorts: 12,
      localPortLimit: 28_232,
      lanes: 1,
      targetOnSameMachine: true
    }
  }
}

export function sampleEnding<S extends EndStatus>(
  run: NewRun,
  status: S
): RunEnding & { readonly status: S } {
  return { status, summary: sampleSummary(run, status), histograms: [] }
}

export function sampleRunSecond(second: number): RunSecond {
  return {
    second,
    iterationsPlanned: 10,
    iterationsStarted: 10,
    iterationsCompleted: 9,
    iterationsInterrupted: 0,
    iterationsDropped: 1,
    activeVus: 5,
    requestsInFlight: 2,
    openConnections: 5,
    checksPassed: 3,
    checksFailed: 1,
    generator: {
      laneBusy: 0.25,
      loopDelayP99Ms: 0.125,
      loopDelayMaxMs: 1.5,
      gcMs: 0,
      processCpu: 0.1,
      machineCpu: 0.4375,
      steal: null,
      startLagP99Ms: NaN,
      residentBytes: 80_000_000,
      openDescriptors: 40,
      localPorts: 12,
      suspect: second % 2 === 1,
      saturated: false,
      reason: second % 2 === 1 ? 'loop delay p99 1.5 ms' : ''
    }
  }
}

/** One second with ALL_SLOTS and the given slots, each with `ok` good requests and one timeout. */
export function sampleSecond(second: number, slots: readonly number[] = [0, 1], ok = 10): SecondUpdate {
  const rows = [ALL_SLOTS, ...slots]
  const values = new Float64Array(rows.length * SERIES_FIELDS.length).fill(NaN)
  rows.forEach((slot, row) => {
    const share = slot === ALL_SLOTS ? slots.length : 1
    const set = (field: SeriesField, value: number) => {
      values[row * SERIES_FIELDS.length + seriesFieldIndex(field)] = value
    }
    set('started', (ok + 1) * share)
    set('ok', ok * share)
    set('httpErrors', 0)
    set('timeouts', share)
    set('transportErrors', 0)
    set('retried', 0)
    set('bytesSent', 100 * share)
    set('bytesReceived', 5_000_000_000 * share)
    set('response_p50', 12.345)
    set('response_p99', 400 + second)
  })
  return {
    run: sampleRunSecond(second),
    slots: rows,
    values,
    statuses: slots.map((slot) => [slot, 200, ok] as const),
    errors: slots.map((slot) => [slot, 'response_timeout', 1] as const)
  }
}

export function encodeValues(valuesUs: readonly number[]): Uint8Array {
  const histogram = new HdrHistogram()
  for (const value of valuesUs) histogram.record(value)
  return encodeV2Compressed(histogram, deflateSync)
}

export function sampleHistograms(slot: number, seed: number): SlotHistograms {
  const response = encodeValues([1000 + seed, 2000 + seed, 50_000])
  return {
    slot,
    responseOk: response,
    responseNotOk: null,
    service: response,
    startLag: encodeValues([1, 2, 3]),
    setup: encodeValues([1, 2, 3]),
    waiting: encodeValues([900 + seed, 1900 + seed, 49_000]),
    receiving: encodeValues([100, 100, 1000 + slot])
  }
}
