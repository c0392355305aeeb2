import type { Coroutine } from '../scheduler/index.ts'

/** Gives a virtual user its iterations, one after the other. */
export interface IterationSource {
  /** Announces the next iteration; false when there is none (now). */
  begin(): boolean
  /**
   * The intended start of the iteration announced last: the schedule's time in an open model, the end of the iteration
   * before in a closed one.
   */
  readonly intendedMs: number
  /**
   * The iteration that `begin` announced has been run to its end, at `endMs`. True asks to let other tasks run first.
   */
  end(endMs: number): boolean
}

/**
 * What an executor drives: load knows nothing of HTTP or plans. A virtual user runs one iteration at a time, stays
 * on its lane, and keeps its connections between iterations.
 */
export interface VirtualUser {
  /**
   * Runs iterations until the source has none. One coroutine for all of them, so that an iteration allocates nothing.
   * Cancelling the task that runs it aborts the request in flight.
   */
  iterations(source: IterationSource): Coroutine<void>
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
