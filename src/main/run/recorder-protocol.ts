import type { MessagePort } from 'node:worker_threads'
import type { LiveProgress } from '../../shared/ipc-contract.ts'
import type { RunEnvironment, RunStatus, RunSummary } from '../../shared/metrics/summary.ts'
import type { DialEvent } from '../../shared/plan/dial.ts'
import type { Plan } from '../../shared/plan/plan.ts'

/** Everything that the recorder's thread and the run controller say to each other. */

/** `workerData` of the recorder's thread. */
export interface RecorderThreadData {
  readonly runId: string
  readonly plan: Plan
  readonly document: unknown
  readonly folder: string | undefined
  readonly environment: RunEnvironment
  readonly targetOnSameMachine: boolean
  readonly startedAt: string
  /** Null runs without saving. */
  readonly databaseFile: string | null
  readonly liveCounters: SharedArrayBuffer
  /** A port to each lane. */
  readonly lanes: readonly MessagePort[]
}

export type RecorderCommand =
  /** Every thread is ready: make the run's row. */
  | { readonly kind: 'create' }
  /** The run's time 0 on the system's monotonic clock, and by the wall clock in ISO 8601. */
  | { readonly kind: 'go'; readonly startNs: bigint; readonly startedAt: string }
  /** The hand changed the load. */
  | { readonly kind: 'dial'; readonly event: DialEvent }
  /** The stop was asked for; shown as the phase of the run. */
  | { readonly kind: 'stopping' }
  /** Every lane has sent its last frame or died. */
  | { readonly kind: 'finish'; readonly status: Exclude<RunStatus, 'running'>; readonly durationMs: number }

export type RecorderEvent =
  /** The database is open. */
  | { readonly kind: 'ready' }
  /** The run's row is in the database. */
  | { readonly kind: 'created' }
  | { readonly kind: 'progress'; readonly progress: LiveProgress }
  /** A threshold with abortOnFail failed. */
  | { readonly kind: 'abort' }
  /** `unsaved` says why the history has not the whole run, where that is so. */
  | { readonly kind: 'ended'; readonly summary: RunSummary; readonly unsaved: string | null }
  | { readonly kind: 'failed'; readonly message: string }
