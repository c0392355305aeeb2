import type { LoopCore } from './loop-core.ts'

/**
 * What a task sends into its coroutine when it resumes it. `yield*` hands the value down to the iterator that
 * suspended, which can so tell the first call (undefined) from the resumption without any state of its own: one
 * iterator object serves any number of waits, and waiting allocates nothing.
 */
export const RESUMED: unique symbol = Symbol('resumed')
export type Resumption = typeof RESUMED | undefined

/** Names the method that makes an object a suspension; no other object can have it by accident. */
export const SUSPEND: unique symbol = Symbol('suspend')

/** A coroutine object: what a generator function returns. Making it runs nothing. */
export type Coroutine<T> = Generator<Suspension, T, Resumption>

/** What stands to the right of `yield*`: a coroutine, future, task, wakeup, sleep, ... */
export interface Awaitable<T = unknown> {
  [Symbol.iterator](): Iterator<Suspension, T, Resumption>
}

/** A task as seen by what it waits for. */
export interface SuspendedTask {
  readonly name: string
  readonly loop: LoopCore
  /** Ends the wait: the task takes its next step in the next pass. */
  resume(): void
  /** Ends the wait: like `resume`, but outside of a pass the pass runs here and now. */
  resumeNow(nowMs?: number): void
  /** Ends the wait and takes the next step at once; for what runs as a step of the loop itself. */
  resumeInThisStep(): void
  /** Ends the wait: CancelledError is thrown at the yield point in the next pass. */
  resumeCancelled(message: string | undefined): void
}

/**
 * What an awaitable yields to the task: the wait itself. Coroutines do not yield one by hand; `yield* awaitable`
 * does it for them.
 *
 * Invariant: from `[SUSPEND]` until one of the `resume` methods exactly one suspension has the task.
 */
export interface Suspension {
  /** A word or two for `inspect()`. */
  readonly waitingFor: string

  /** Takes the task. What is thrown here is thrown into the coroutine at its yield point. */
  [SUSPEND](task: SuspendedTask): void

  /**
   * The waiting task is to be cancelled. True: its wait will end, with CancelledError unless the awaited task
   * decides otherwise. False: the wait is ending already.
   */
  cancelWait(task: SuspendedTask, message: string | undefined): boolean
}

export function isSuspension(value: unknown): value is Suspension {
  return typeof value === 'object' && value !== null && SUSPEND in value
}

/** The end of a wait that brings no value. One object for all, because nobody keeps it. */
export const RETURNED: IteratorReturnResult<void> = { done: true, value: undefined }
