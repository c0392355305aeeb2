import type { DialRecord } from '../plan/dial-record.ts'
import type { GeneratorState, LimiterVerdict } from './limiter.ts'

/** The result of a run as `--json` writes it and the store keeps it. Documented in docs/json.md; versioned. */
export const SUMMARY_SCHEMA = 'loadgale.summary/1'

export type RunStatus = 'running' | 'finished' | 'stopped' | 'aborted' | 'crashed'

export type Verdict = 'passed' | 'failed' | 'none'

/** Milliseconds; every figure but count is null without samples. */
export interface LatencySummary {
  readonly count: number
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
  readonly p50: number | null
  readonly p75: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
}

export interface LatencySummaries {
  /** From the intended start to the end: ok, HTTP errors and timeouts together. */
  readonly response: LatencySummary
  /** The same, ok alone. */
  readonly responseOk: LatencySummary
  readonly service: LatencySummary
  readonly startLag: LatencySummary
  readonly setup: LatencySummary
  readonly waiting: LatencySummary
  readonly receiving: LatencySummary
}

export interface RequestTotals {
  readonly started: number
  /** Whole valid responses of any status. */
  readonly completed: number
  /** Transport and protocol errors. */
  readonly failed: number
  readonly timedOut: number
  readonly inFlight: number
  readonly retried: number
  /** What `http_req_failed` counts: everything but ok. */
  readonly httpFailed: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

export interface IterationTotals {
  readonly planned: number
  readonly started: number
  readonly completed: number
  readonly interrupted: number
  readonly dropped: number
  readonly notStarted: number
}

export interface RequestSummary {
  readonly totals: RequestTotals
  readonly requestsPerSecond: number
  /**
   * The share of what ended after the warm-up that was not ok, 0 to 1; null where nothing did. Absent in runs saved
   * before it was kept.
   */
  readonly failed?: number | null
  readonly latency: LatencySummaries
  readonly statusCodes: Readonly<Record<string, number>>
  readonly errors: Readonly<Record<string, number>>
  /**
   * The same by the name of the scenario, where several scenarios have requests of this name. Absent otherwise, and in
   * runs saved before it was kept.
   */
  readonly byScenario?: Readonly<Record<string, Omit<RequestSummary, 'byScenario'>>>
}

export interface ThresholdResult {
  readonly metric: string
  readonly expression: string
  /** `no-data` fails as well. */
  readonly result: 'passed' | 'failed' | 'no-data'
  /** The aggregate's value in the unit of the metric (ms, 0 to 1, or a count); null without samples. */
  readonly actual: number | null
  readonly limit: number
  /** Second in which it was first seen failing; null if it never was. */
  readonly failingSinceSecond: number | null
  readonly abortedRun: boolean
  /** Of limits on a quantile or a share; absent for other aggregates, and in runs saved before it was kept. */
  readonly evidence?: ThresholdEvidence
}

/** What a limit on a quantile or a share comes down to: how many samples may miss it, and how many did. */
export interface ThresholdEvidence {
  readonly samples: number
  readonly misses: number
  /** The share of the samples that may miss it, 0 to 1: 0.01 for `p(99)<200` and for `rate<0.01`. */
  readonly allowedShare: number
}

export interface CheckResult {
  readonly scenario: string
  readonly name: string
  readonly passed: number
  readonly failed: number
}

export interface GeneratorSummary {
  readonly suspectSeconds: number
  readonly saturatedSeconds: number
  /**
   * Of the run as a whole: more than 5 % of its judged seconds, and at least two, were suspect or saturated. Null where
   * no second could be judged, and for a run of a version that did not judge.
   */
  readonly state: GeneratorState | null
  /** What limited the run; null for a run of a version that did not say. */
  readonly limiter: LimiterVerdict | null
  readonly maxLoopDelayMs: number
  /** Mean over the run of the busiest lane, percent of the time in which it had work. */
  readonly laneBusyPercent: number
  /** Mean over the run of the whole process, percent of one core. */
  readonly cpuPercent: number
  readonly cpuMicrosecondsPerRequest: number | null
  /** Mean over the run of every process of the machine, percent of all its cores; null is not known. */
  readonly machineCpuPercent: number | null
  /** Mean over the run of what the host took away, percent of the machine's time; null is not known. */
  readonly stealPercent: number | null
  readonly peakResidentBytes: number
  /** The most at the end of a second, and how many there may be; null is not known. */
  readonly peakDescriptors: number | null
  readonly descriptorLimit: number | null
  readonly peakLocalPorts: number | null
  readonly localPortLimit: number | null
  readonly lanes: number
  readonly targetOnSameMachine: boolean
}

export interface ConservationCheck {
  readonly balanced: boolean
  /** One line for each equation that does not hold; empty when balanced. */
  readonly problems: readonly string[]
}

export interface RunSummary {
  readonly schema: typeof SUMMARY_SCHEMA
  readonly run: {
    readonly id: string
    readonly name: string
    readonly startedAt: string
    readonly durationMs: number
    readonly status: RunStatus
    readonly target: string | null
    readonly tags: Readonly<Record<string, string>>
    readonly note: string
    readonly environment: RunEnvironment
  }
  readonly verdict: Verdict
  /** What the hand did to the load; null for nothing. */
  readonly dial: DialRecord | null
  readonly iterations: IterationTotals
  readonly totals: RequestTotals
  readonly rates: {
    /** Completed requests for each second of the measured time. */
    readonly requestsPerSecond: number
    readonly iterationsPerSecond: number
    readonly plannedIterationsPerSecond: number | null
    /** Iterations started of those that schedules planned, 0 to 1; null where no scenario has a schedule. */
    readonly reachedOfPlanned: number | null
    readonly bytesReceivedPerSecond: number
    readonly bytesSentPerSecond: number
    /** 0 to 1. */
    readonly failed: number
  }
  readonly latency: LatencySummaries
  /** By request name. */
  readonly requests: Readonly<Record<string, RequestSummary>>
  readonly statusCodes: Readonly<Record<string, number>>
  readonly errors: Readonly<Record<string, number>>
  /**
   * Connections that were closed because the service sent bytes on them that no request had asked for. No request fails
   * with it. Null for a crashed run, and for one of a version that did not say.
   */
  readonly unexpectedData: number | null
  readonly checks: readonly CheckResult[]
  readonly thresholds: readonly ThresholdResult[]
  readonly conservation: ConservationCheck
  readonly generator: GeneratorSummary
}

/** Where and with what a run was made; saved with it. */
export interface RunEnvironment {
  readonly loadgale: string
  readonly runtime: string
  readonly os: string
  readonly host: string
  readonly cpu: string
  readonly cores: number
  readonly gitCommit: string | null
  readonly targetAddresses: readonly string[]
}
