import type { CookiePolicy, StatusRange } from '../../../shared/plan/plan.ts'
import type { Exchange, ExchangeSettings, Origin, OriginParts } from '../http/index.ts'
import type { RequestRecord } from '../metrics/index.ts'
import type { Awaitable } from '../scheduler/index.ts'
import type { CompiledCheck } from './compiled-checks.ts'
import type { CompiledExtraction } from './compiled-extraction.ts'
import type { FailureSampler } from './failure-sampler.ts'
import type { VariableTable } from './iteration-values.ts'
import type { RequestMaker } from './request-maker.ts'

/** What the flow needs of the HTTP client of its lane. */
export interface RequestClient {
  openSession(): RequestSession
  origin(parts: OriginParts, unixSocket: string | null): Origin
}

/** One virtual user's connections. */
export interface RequestSession {
  perform(exchange: Exchange, dispatchMs: number): Awaitable<void>
  /** Closes the connections that carry no request. */
  closeIdle(): void
  close(): void
}

/** Where requests and checks are reported. */
export interface RequestObserver {
  requestDispatched(record: RequestRecord): void
  requestEnded(record: RequestRecord): void
  checkEnded(checkSlot: number, passed: boolean, atMs: number): void
}

export interface FlowClock {
  nowMs(): number
}

/** A scenario ready to run: shared by its virtual users, changed by none of them. */
export interface CompiledScenario {
  readonly client: RequestClient
  readonly loop: FlowClock
  readonly metrics: RequestObserver
  readonly sampler: FailureSampler | null
  readonly variables: VariableTable
  readonly steps: readonly CompiledStep[]
  readonly hasRequests: boolean
  /** The end of an iteration is then that of its last request; otherwise the clock has to tell. */
  readonly endsWithRequest: boolean
  readonly cookies: CookiePolicy
  /** No connection is used by two iterations. */
  readonly closesBetween: boolean
  /** Whether a step authenticates by digest. */
  readonly hasDigests: boolean
  /** An arrival rate starts its iterations, not the end of the one before. */
  readonly isOpen: boolean
}

export type CompiledStep = CompiledThink | CompiledRequestStep

interface CompiledThink {
  readonly kind: 'think'
  readonly durationMs: number
}

export interface CompiledRequestStep {
  readonly kind: 'request'
  readonly slot: number
  readonly maker: RequestMaker
  readonly settings: ExchangeSettings
  /** How many redirects are followed; 0 takes a redirect as the response that it is. */
  readonly redirects: number
  readonly unixSocket: string | null
  readonly expectStatus: readonly StatusRange[]
  readonly extractions: readonly CompiledExtraction[]
  readonly checks: readonly CompiledCheck[]
}
