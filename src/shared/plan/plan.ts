import type { NetworkSettings } from '../network-settings.ts'
import type { BodyPlan } from './body-plan.ts'
import type { ProxyPlan } from './proxy-plan.ts'
import type { TlsPlan } from './tls-plan.ts'

/**
 * The test plan after validation: every default filled in, every duration in milliseconds, names resolved.
 * The document that a user writes (docs/plan.md) is parsed into this by `parsePlan`; everything behind the
 * validation works on this type alone. It is plain data and crosses threads and the IPC by structured clone.
 */

export interface Plan {
  readonly version: 1
  readonly name: string
  /** Base URL of every relative step URL; null when each step names its own. */
  readonly target: string | null
  readonly variables: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly scenarios: readonly ScenarioPlan[]
  readonly thresholds: readonly ThresholdPlan[]
  /** Measured and drawn, left out of verdicts. */
  readonly warmUpMs: number
  readonly cookies: CookiePolicy
  /** Absent where the plan says nothing of TLS. */
  readonly tls?: TlsPlan
  /** Absent where requests go straight to their hosts. */
  readonly proxy?: ProxyPlan
  readonly network: NetworkSettings
  readonly slots: NameTables
}

/** A virtual user's cookies: forgotten with each iteration, kept as long as it lives, or neither taken nor sent. */
export type CookiePolicy = 'reset' | 'keep' | 'off'

/** Everything a metric can be filed under, known before the run starts. Indices are used on the hot path. */
export interface NameTables {
  /** A slot is one request name of one scenario; two steps of a scenario with one name share a slot. */
  readonly requests: readonly RequestSlot[]
  readonly checks: readonly CheckSlot[]
}

export interface RequestSlot {
  readonly scenario: number
  readonly name: string
}

export interface CheckSlot {
  readonly scenario: number
  readonly name: string
}

export interface ScenarioPlan {
  readonly name: string
  readonly executor: ExecutorPlan
  readonly startTimeMs: number
  readonly gracefulStopMs: number
  readonly flow: readonly StepPlan[]
}

export interface Stage {
  readonly durationMs: number
  readonly target: number
}

/** The two open models, whose iterations start by a schedule. */
export type ArrivalRatePlan = Extract<
  ExecutorPlan,
  { readonly kind: 'constant-arrival-rate' | 'ramping-arrival-rate' }
>

export type ExecutorPlan =
  | { readonly kind: 'constant-vus'; readonly vus: number; readonly durationMs: number }
  | {
      readonly kind: 'shared-iterations'
      readonly vus: number
      /** For all VUs together. */
      readonly iterations: number
      readonly maxDurationMs: number
    }
  | {
      readonly kind: 'per-vu-iterations'
      readonly vus: number
      /** For each VU. */
      readonly iterations: number
      readonly maxDurationMs: number
    }
  | {
      readonly kind: 'ramping-vus'
      readonly startVUs: number
      readonly stages: readonly Stage[]
      readonly gracefulRampDownMs: number
    }
  | {
      readonly kind: 'constant-arrival-rate'
      /** Iteration starts for each time unit. */
      readonly rate: number
      readonly timeUnitMs: number
      readonly durationMs: number
      readonly preAllocatedVUs: number
      readonly maxVUs: number
      /** Seed of Poisson arrivals; absent where arrivals are evenly spaced. */
      readonly poissonSeed?: number
    }
  | {
      readonly kind: 'ramping-arrival-rate'
      readonly startRate: number
      /** The first start is at once, as that of a constant rate; absent where it is when the rate has asked for one. */
      readonly firstAtOnce?: true
      readonly timeUnitMs: number
      readonly stages: readonly Stage[]
      readonly preAllocatedVUs: number
      readonly maxVUs: number
      /** Seed of Poisson arrivals; absent where arrivals are evenly spaced. */
      readonly poissonSeed?: number
    }

export type ExecutorKind = ExecutorPlan['kind']

export type StepPlan = RequestStep | ThinkStep

export interface ThinkStep {
  readonly kind: 'think'
  readonly durationMs: number
}

export interface RequestStep {
  readonly kind: 'request'
  /** Index into `Plan.slots.requests`. */
  readonly slot: number
  readonly name: string
  readonly method: string
  /** Template: absolute, or relative to `Plan.target`. `${variable}` is replaced for each iteration. */
  readonly url: string
  /** The path of the Unix socket over which it goes, wherever its URL leads; null goes to the URL's host. */
  readonly unixSocket: string | null
  /** Templates; the defaults of the plan are merged in already. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Null where the plan says nothing, so that a user name in a URL that shows only in the run is used. */
  readonly auth: AuthPlan | null
  /** Null sends none. */
  readonly body: BodyPlan | null
  readonly timeouts: RequestTimeouts
  /** How many redirects are followed; 0 is off. */
  readonly redirects: number
  /** Status codes that are expected, as inclusive ranges; the default is 200 to 399. */
  readonly expectStatus: readonly StatusRange[]
  readonly extract: readonly ExtractionPlan[]
  readonly checks: readonly CheckPlan[]
}

/** How a request proves who sends it; the texts are templates. `none` switches off what would be used otherwise. */
export type AuthPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic' | 'digest'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

export interface RequestTimeouts {
  /** From dispatch to the end of the response. */
  readonly totalMs: number
  /** DNS, TCP and TLS together. */
  readonly connectMs: number
  /** From sent to the first byte; 0 is off. */
  readonly firstByteMs: number
}

export interface StatusRange {
  readonly from: number
  readonly to: number
}

export interface ExtractionPlan {
  readonly variable: string
  readonly source:
    | { readonly kind: 'jsonpath'; readonly path: string }
    | { readonly kind: 'header'; readonly name: string }
    | { readonly kind: 'regex'; readonly pattern: string; readonly group: number }
}

export interface CheckPlan {
  /** Index into `Plan.slots.checks`. */
  readonly slot: number
  readonly name: string
  readonly test:
    | { readonly kind: 'status'; readonly ranges: readonly StatusRange[] }
    | { readonly kind: 'jsonpath-exists'; readonly path: string; readonly exists: boolean }
    | { readonly kind: 'jsonpath-equals'; readonly path: string; readonly value: JsonScalar }
    | { readonly kind: 'body-contains'; readonly text: string }
    | { readonly kind: 'header-contains'; readonly name: string; readonly text: string }
    | { readonly kind: 'duration-below'; readonly limitMs: number }
}

export type JsonScalar = string | number | boolean | null

/** One expression of k6's threshold grammar, e.g. `p(95)<200` on `http_req_duration{name:item}`. */
export interface ThresholdPlan {
  readonly metric: ThresholdMetric
  /** As written, e.g. `http_req_duration{name:item}`. */
  readonly metricText: string
  readonly filter: ThresholdFilter
  /** As written, e.g. `p(95)<200`. */
  readonly expression: string
  readonly aggregate: ThresholdAggregate
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!='
  /** Milliseconds for trends, 0 to 1 for rates, a plain number for counts. */
  readonly limit: number
  readonly abortOnFail: boolean
  readonly delayAbortEvalMs: number
}

export type ThresholdMetric =
  | 'http_req_response'
  | 'http_req_duration'
  | 'http_req_start_lag'
  | 'http_req_setup'
  | 'http_req_waiting'
  | 'http_req_receiving'
  | 'http_req_failed'
  | 'http_reqs'
  | 'iterations'
  | 'dropped_iterations'
  | 'checks'
  | 'data_received'
  | 'data_sent'

/** Every condition must hold; an absent one holds always. */
export interface ThresholdFilter {
  readonly name?: string
  readonly scenario?: string
  /** k6's `expected_response:true`: ok requests alone (trend metrics only). */
  readonly expectedResponse?: boolean
}

export type ThresholdAggregate =
  | { readonly kind: 'percentile'; readonly percentile: number }
  | { readonly kind: 'avg' | 'min' | 'max' | 'med' | 'count' | 'rate' }
