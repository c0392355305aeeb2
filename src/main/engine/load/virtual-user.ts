import type { Coroutine } from '../scheduler/index.ts'

/**
 * What an executor drives: load knows nothing of HTTP or plans. A virtual user runs one iteration at a time, stays
 * on its lane, and keeps its cookies and connections between iterations.
 */
export interface VirtualUser {
  /**
   * Runs one iteration to its end. `intendedStartMs` is the schedule's time in an open model and the end of the
   * previous iteration in a closed one. Cancelling the task that runs it aborts the request in flight.
   */
  iteration(intendedStartMs: number): Coroutine<void>
  /** Closes its connections; no iteration runs any more. */
  close(): void
}

/** `globalId` counts from 1 over all scenarios and lanes, as k6's `__VU`. */
export type VirtualUserFactory = (globalId: number) => VirtualUser

/** Where an executor reports what became of iterations; counts are filed under the second of the given time. */
export interface IterationObserver {
  /** The schedule asked for an iteration (open models), at this intended time. */
  planned(scenario: number, intendedMs: number): void
  started(scenario: number, atMs: number): void
  completed(scenario: number, atMs: number): void
  interrupted(scenario: number, atMs: number): void
  /** All VUs over all lanes were busy at the intended time. */
  dropped(scenario: number, intendedMs: number): void
}
