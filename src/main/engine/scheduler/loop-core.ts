import type { Runnable } from './runnable.ts'
import type { Timers } from './timers.ts'

/** A task that is not done, as the loop sees it: a link in the list of all of them. */
export interface LiveTask {
  readonly name: string
  /** What the task waits for, in a word or two: `sleep`, `future`, `task`, `ready`, the label of a wakeup, ... */
  readonly waitingFor: string
  previousLive: LiveTask | null
  nextLive: LiveTask | null
  cancel(message?: string): boolean
  cancelled(): boolean
  exception(): unknown
  addDoneCallback(callback: () => void): void
}

type UnhandledKind =
  /** A task or future failed and nobody asked for its error. */
  | 'error_never_retrieved'
  /** A task was cancelled, caught CancelledError and finished as if nothing had happened. */
  | 'cancellation_swallowed'
  /** A callback or timer threw. */
  | 'callback_failed'
  /** A task that was cancelled at the end of `run` failed with another error. */
  | 'failed_at_shutdown'
  /** The loop was closed while the task was not done. */
  | 'pending_at_close'

export interface UnhandledReport {
  readonly kind: UnhandledKind
  /** The name of the task or callback. */
  readonly source: string
  /** What was thrown; undefined for the kinds in which nothing was. */
  readonly error: unknown
}

/** What a future or task failed with, until somebody retrieves it. */
export interface Failure {
  readonly source: string
  readonly error: unknown
  retrieved: boolean
}

/** The part of the event loop that futures, tasks and primitives build on. */
export interface LoopCore {
  readonly timers: Timers
  nowMs(): number
  /** Puts `item` at the end of the ready queue and sees to it that a pass comes. */
  enqueue(item: Runnable): void
  /** Like `enqueue`, but outside of a pass the pass runs here and now, in the caller's own callback. */
  runNow(item: Runnable, nowMs?: number): void
  /** Enters a new task and returns its number, counted from 1. */
  taskStarted(task: LiveTask): number
  taskFinished(task: LiveTask): void
  /** Keeps `failure` until it is retrieved, or until `owner` is garbage or the loop ends: then reports it, once. */
  trackFailure(owner: object, failure: Failure): void
  retrieveFailure(failure: Failure): void
  reportUnhandled(report: UnhandledReport): void
}
