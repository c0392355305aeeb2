import { CancelledError, InvalidStateError, TimeoutError } from './errors.ts'
import type { LoopCore } from './loop-core.ts'
import type { Awaitable, Coroutine } from './suspension.ts'
import { currentTask } from './task.ts'
import type { Task } from './task.ts'
import { Timer } from './timers.ts'

/** The deadline of a running `timeout` block. */
export interface Deadline {
  /** The loop's time at which the block is cut off; Infinity for never. */
  readonly whenMs: number
  /** True once the time was up. */
  readonly expired: boolean
  /** Moves the deadline; Infinity lifts it. Throws InvalidStateError once it has expired. */
  reschedule(whenMs: number): void
}

/**
 * Awaits `body`, in the same task, and cuts it off after `ms` milliseconds: the task is cancelled at its yield
 * point within the block, and the CancelledError that comes out of it becomes a TimeoutError. A cancellation from
 * outside passes through as it is, and a body that finishes although its time was up has its result.
 *
 * The body may be a function that gets the deadline, to move it. `ms` of Infinity sets none.
 */
export function* timeout<T>(
  ms: number,
  body: Awaitable<T> | ((deadline: Deadline) => Awaitable<T>)
): Coroutine<T> {
  const task = currentTask()
  if (task === null) throw new InvalidStateError('timeout is for tasks')
  const scope = new TimeoutScope(task, ms)
  try {
    return yield* typeof body === 'function' ? body(scope) : body
  } catch (error) {
    throw scope.translate(error)
  } finally {
    scope.leave()
  }
}

/**
 *   state       meaning                                      leaves it by
 *   active      the block runs                               its end: left; the timer: expiring
 *   expiring    the task was cancelled by this block         the block's end: left
 *   left        over; the request to cancel is taken back    never
 *
 * Invariant: the request to cancel that this block made is taken back exactly once, whatever comes out of it.
 */
class TimeoutScope implements Deadline {
  readonly #task: Task<unknown>
  readonly #loop: LoopCore
  readonly #timer: Timer
  readonly #ms: number
  /** Requests that others made before the block began: what is above that is to be explained by the block. */
  readonly #cancellingBefore: number
  #whenMs: number
  #state: 'active' | 'expiring' | 'left' = 'active'
  #expired = false

  constructor(task: Task<unknown>, ms: number) {
    this.#task = task
    this.#loop = task.loop
    this.#ms = ms
    this.#cancellingBefore = task.cancelling()
    this.#timer = new Timer(() => this.#expire())
    this.#whenMs = this.#loop.nowMs() + ms
    this.reschedule(this.#whenMs)
  }

  get whenMs(): number {
    return this.#whenMs
  }

  get expired(): boolean {
    return this.#expired
  }

  reschedule(whenMs: number): void {
    if (this.#state !== 'active') throw new InvalidStateError('The timeout is over')
    this.#whenMs = whenMs
    if (whenMs === Infinity) this.#loop.timers.cancel(this.#timer)
    else this.#loop.timers.schedule(this.#timer, whenMs)
  }

  /** What an error that leaves the block becomes. */
  translate(error: unknown): unknown {
    if (!this.#takeBack() || !(error instanceof CancelledError)) return error
    return new TimeoutError(`Not done within ${this.#ms} ms`, { cause: error })
  }

  leave(): void {
    this.#takeBack()
    this.#loop.timers.cancel(this.#timer)
  }

  /** Ends the block. True if it had cancelled the task and nobody else has. */
  #takeBack(): boolean {
    const expiring = this.#state === 'expiring'
    this.#state = 'left'
    return expiring && this.#task.uncancel() <= this.#cancellingBefore
  }

  #expire(): void {
    this.#state = 'expiring'
    this.#expired = true
    this.#task.cancel()
  }
}
