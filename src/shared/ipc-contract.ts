import type { CapacityEventContract, CapacityInvokeContract } from './capacity/capacity-channels.ts'
import type { HistogramShift, RunComparison } from './compare.ts'
import type { DialEventContract, DialInvokeContract } from './dial-channels.ts'
import type { RunListItem, RunListPage, RunListQuery, RunDetail, RunSeries } from './history.ts'
import type { SecondUpdate } from './metrics/series.ts'
import type { RunStatus, RunSummary, ThresholdResult } from './metrics/summary.ts'
import type { LaneDiagnostics } from './metrics/diagnostics.ts'
import type { MachineInvokeContract } from './machine-channels.ts'
import type { DialEvent } from './plan/dial.ts'
import type { Plan } from './plan/plan.ts'
import type { PlanProblem } from './plan/problem.ts'

/**
 * Every invoke channel and every event between the renderer and the main process, in one place. Handlers, preload
 * and client derive their types from these two interfaces, so a missing handler is a compile error.
 */
export interface InvokeContract extends CapacityInvokeContract, DialInvokeContract, MachineInvokeContract {
  'app.info': { request: null; response: AppInfo }
  'app.settings.read': { request: null; response: AppSettings }
  'app.settings.write': { request: Partial<AppSettings>; response: AppSettings }
  'plan.validate': { request: { document: unknown }; response: PlanValidation }
  /** Reads the text of a plan, right or wrong, and finds the lines of places in it. */
  'plan.read': { request: { text: string; places: readonly string[] }; response: PlanTextReading }
  'plan.sendOnce': {
    request: { document: unknown; scenario: string; step: number }
    response: SendOnceResult
  }
  /** Opens the system's dialog and reads the chosen plan, right or wrong; null when the user cancels it. */
  'plan.open': { request: null; response: { path: string; document: unknown } | null }
  /** Asks for the file with the system's dialog; null when the user cancels it. */
  'plan.save': { request: { document: unknown; suggestedPath: string }; response: { path: string } | null }
  /** Lets load go to a public host from now on: its user has typed its name. */
  'hosts.allow': { request: { host: string }; response: null }
  /** Asks again for each; gives those that were allowed. */
  'hosts.forget': { request: null; response: { hosts: readonly string[] } }
  'run.start': { request: { document: unknown }; response: { runId: string } }
  'run.stop': { request: { runId: string; immediately: boolean }; response: null }
  /** The run that is going on now, with all its seconds so far: what a reloaded page needs to come back. */
  'run.current': { request: null; response: LiveRun | null }
  'history.list': { request: RunListQuery; response: RunListPage }
  'history.detail': { request: { runId: string }; response: RunDetail }
  'history.series': { request: { runId: string; slot: number }; response: RunSeries }
  'history.annotate': {
    request: { runId: string; note?: string; tags?: Record<string, string>; baseline?: boolean }
    response: RunListItem
  }
  /** Takes the runs out of the list; `history.restore` brings them back until the app ends. */
  'history.delete': { request: { runIds: readonly string[] }; response: null }
  'history.restore': { request: { runIds: readonly string[] }; response: null }
  'compare.runs': { request: { baseId: string; otherId: string }; response: RunComparison }
  'compare.shift': {
    request: { baseId: string; otherId: string; requestName: string | null }
    response: HistogramShift
  }
  /** Opens the system's save dialog; null when the user cancels it. */
  'export.save': { request: { runId: string; format: ExportFormat }; response: { path: string } | null }
  'target.start': { request: null; response: PracticeTarget }
  'target.stop': { request: null; response: null }
  'target.status': { request: null; response: PracticeTarget | null }
}

export type PlanTextReading =
  | {
      readonly ok: true
      readonly document: Readonly<Record<string, unknown>>
      /** 1-based, for each place that was asked for; null where it is unknown. */
      readonly lines: readonly (number | null)[]
    }
  | { readonly ok: false; readonly message: string; readonly line: number | null }

export interface EventContract extends CapacityEventContract, DialEventContract {
  'run.started': LiveRunStart
  /** At most ten a second; `second` is null when only the counters moved. */
  'run.progress': LiveProgress
  'run.ended': { runId: string; status: RunStatus; summary: RunSummary | null; message: string | null }
  'history.changed': { runIds: readonly string[] }
}

export type InvokeChannel = keyof InvokeContract
export type EventChannel = keyof EventContract
export type InvokeRequest<C extends InvokeChannel> = InvokeContract[C]['request']
export type InvokeResponse<C extends InvokeChannel> = InvokeContract[C]['response']

/** What an invoke call answers: errors are values, matched on their code. */
export type IpcResult<T> =
  { ok: true; value: T } | { ok: false; code: string; message: string; details: readonly string[] }

/** What the preload exposes as `window.api`; transport only. */
export interface RendererApi {
  invoke<C extends InvokeChannel>(
    channel: C,
    request: InvokeRequest<C>
  ): Promise<IpcResult<InvokeResponse<C>>>
  /** Returns the function that ends the subscription. */
  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void): () => void
}

export interface AppInfo {
  readonly version: string
  readonly electron: string
  readonly node: string
  readonly chrome: string
  readonly platform: string
  readonly databaseFile: string
  readonly firstStart: boolean
}

export interface AppSettings {
  readonly theme: 'system' | 'light' | 'dark'
  /** The plan document in the editor, kept on every change so that nothing typed is lost; null before the first. */
  readonly draftDocument: unknown
}

export type PlanValidation =
  | { readonly valid: true; readonly plan: Plan; readonly warnings: readonly PlanProblem[] }
  | { readonly valid: false; readonly problems: readonly PlanProblem[] }

export interface SendOnceResult {
  readonly requestText: string
  readonly status: number
  readonly headText: string
  /** Shown as text, cut at 256 KiB. */
  readonly bodyText: string
  readonly bodyBytes: number
  readonly errorCode: string | null
  readonly errorText: string | null
  readonly phases: {
    readonly dnsMs: number
    readonly connectMs: number
    readonly tlsMs: number
    readonly sendingMs: number
    readonly waitingMs: number
    readonly receivingMs: number
    readonly totalMs: number
  }
}

export type ExportFormat = 'json' | 'csv-series' | 'csv-summary' | 'hlog' | 'hgrm' | 'plan'

export interface PracticeTarget {
  readonly url: string
  /** A ready plan document against it. */
  readonly document: unknown
}

export interface LiveRunStart {
  readonly runId: string
  readonly plan: Plan
  readonly document: unknown
  readonly startedAt: string
  /** Planned length; null where the plan is bounded by iterations alone. */
  readonly plannedDurationMs: number | null
}

export interface LiveRun extends LiveRunStart {
  readonly seconds: readonly SecondUpdate[]
  readonly last: LiveProgress
  /** What the hand did so far. */
  readonly dial: readonly DialEvent[]
}

export interface LiveProgress {
  readonly runId: string
  readonly elapsedMs: number
  readonly phase: 'starting' | 'running' | 'stopping'
  readonly counters: LiveCounters
  /** A second that closed since the last message. */
  readonly second: SecondUpdate | null
  /** With a second only: evaluated on everything so far. */
  readonly thresholds: readonly ThresholdResult[] | null
  /** With a second only: the run so far, for the tables. */
  readonly soFar: RunSummary | null
  readonly diagnostics: readonly LaneDiagnostics[] | null
}

/** Since the start of the run. */
export interface LiveCounters {
  readonly requestsStarted: number
  readonly requestsCompleted: number
  readonly requestsFailed: number
  readonly iterationsCompleted: number
  readonly iterationsDropped: number
  readonly activeVus: number
}
