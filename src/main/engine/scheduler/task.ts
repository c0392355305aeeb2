import { CancelledError, InvalidStateError, NotAwaitableError } from './errors.ts'
import { Future } from './future.ts'
import type { LiveTask, LoopCore } from './loop-core.ts'
import type { Runnable } from './runnable.ts'
import { getRunningLoop } from './running-loop.ts'
import { RESUMED, SUSPEND, isSuspension } from './suspension.ts'
import type { Awaitable, Resumption, SuspendedTask, Suspension } from './suspension.ts'

export interface TaskOptions {
  /** Shown in reports and in `inspect()`; `Task-<number>` by default. */
  readonly name?: string
}

/** The task whose step is running. */
let current: Task<unknown> | null = null

function enterTask(task: Task<unknown> | null): Task<unknown> | null {
  const previous = current
  current = task
  return previous
}

/** The running task; null in a callback or outside of a pass. */
export function currentTask(): Task<unknown> | null {
  return current
}

/**
 * A coroutine that the loop runs, and the future of its outcome.
 *
 *   state     in the ready queue   #waiting       leaves it by
 *   ready     once                 null           the pass: running
 *   running   no                   null           yielding a wait: waiting; a bare switch or a wrong yield: ready;
 *                                                 returning or throwing: done
 *   waiting   no                   a suspension   what it waits for, or cancel(): ready
 *   done      no                   null           never
 *
 * Invariant: a task is in exactly one of these states, so it is never queued twice. `#mustCancel` and `#injected`
 * are what the next step throws into the coroutine; CancelledError comes first.
 */
export class Task<T> extends Future<T> implements Runnable, SuspendedTask, LiveTask {
  // What each step needs comes first: thousands of tasks take turns, and each is out of the cache by its next one.
  readonly #iterator: Iterator<Suspension, T, Resumption>
  /** Looked up once: coroutines are of many kinds, and each look-up would be a search. */
  readonly #next: Iterator<Suspension, T, Resumption>['next']
  #resumption: Resumption = undefined
  #waiting: Suspension | null = null
  #injected: { readonly error: unknown } | null = null
  #mustCancel = false
  previousLive: LiveTask | null = null
  nextLive: LiveTask | null = null
  readonly #givenName: string | undefined
  readonly #number: number
  #cancelRequests = 0
  #cancelReason: string | undefined = undefined

  /** Queues `awaitable` for its first step and runs nothing. */
  constructor(awaitable: Awaitable<T>, loop: LoopCore = getRunningLoop(), options?: TaskOptions) {
    super(loop, 'task')
    const iterator = awaitable[Symbol.iterator]()
    if (typeof iterator.throw !== 'function') throw new NotAwaitableError('A task is made from a coroutine')
    this.#iterator = iterator
    this.#next = iterator.next
    this.#givenName = options?.name
    this.#number = loop.taskStarted(this)
    loop.enqueue(this)
  }

  get name(): string {
    return this.#givenName ?? `Task-${this.#number}`
  }

  get waitingFor(): string {
    if (this.#waiting !== null) return this.#waiting.waitingFor
    if (this.done()) return 'done'
    return current === this ? 'running' : 'ready'
  }

  /**
   * Asks for the end of the task: CancelledError is thrown at its yield point in the next pass, `finally` blocks
   * run, and they may wait. What the task awaits is cancelled first. False if the task is done.
   */
  override cancel(message?: string): boolean {
    if (this.done()) return false
    this.#cancelRequests++
    if (this.#waiting !== null && this.#waiting.cancelWait(this, message)) return true
    this.#mustCancel = true
    this.#cancelReason = message
    return true
  }

  /** How often the task was asked to cancel, less the requests taken back by `uncancel`. */
  cancelling(): number {
    return this.#cancelRequests
  }

  /** Takes one request back, for blocks that cancel their own task (`timeout`, `TaskGroup`). Returns what is left. */
  uncancel(): number {
    if (this.#cancelRequests > 0) {
      this.#cancelRequests--
      if (this.#cancelRequests === 0) this.#mustCancel = false
    }
    return this.#cancelRequests
  }

  override setResult(_value: T): never {
    throw new InvalidStateError('The result of a task is what its coroutine returns')
  }

  override setException(_error: unknown): never {
    throw new InvalidStateError('The error of a task is what its coroutine throws')
  }

  resume(): void {
    this.#waiting = null
    this.loop.enqueue(this)
  }

  resumeNow(nowMs?: number): void {
    this.#waiting = null
    this.loop.runNow(this, nowMs)
  }

  resumeInThisStep(): void {
    this.#waiting = null
    this.run()
  }

  resumeCancelled(message: string | undefined): void {
    this.#mustCancel = true
    this.#cancelReason = message
    this.resume()
  }

  /** One step: from one yield to the next. The loop calls it. */
  run(): void {
    const previous = enterTask(this)
    let step: IteratorResult<Suspension, T>
    try {
      step = this.#advance()
    } catch (error) {
      enterTask(previous)
      this.#completeWithError(error)
      return
    }
    enterTask(previous)
    if (step.done === true) this.#complete(step)
    else this.#wait(step.value)
  }

  #advance(): IteratorResult<Suspension, T> {
    if (this.#mustCancel || this.#injected !== null) return this.#throwInto()
    const resumption = this.#resumption
    this.#resumption = RESUMED
    return this.#next.call(this.#iterator, resumption)
  }

  #throwInto(): IteratorResult<Suspension, T> {
    const error = this.#mustCancel ? new CancelledError(this.#cancelReason) : this.#injected?.error
    this.#mustCancel = false
    this.#injected = null
    this.#resumption = RESUMED
    return this.#iterator.throw!(error)
  }

  /** `yielded` is a suspension by type alone: a coroutine may have yielded anything. */
  #wait(yielded: unknown): void {
    if (!isSuspension(yielded)) {
      this.#inject(new NotAwaitableError(`${this.name} yielded ${describe(yielded)}`))
      return
    }
    this.#waiting = yielded
    try {
      yielded[SUSPEND](this)
    } catch (error) {
      this.#inject(error)
    }
    if (this.#mustCancel && this.#waiting !== null) {
      // Cancelled from within this very step, before there was a wait to cancel. The wait may set the flag again.
      this.#mustCancel = false
      if (!this.#waiting.cancelWait(this, this.#cancelReason)) this.#mustCancel = true
    }
  }

  #inject(error: unknown): void {
    this.#injected = { error }
    this.resume()
  }

  #complete(returned: IteratorReturnResult<T>): void {
    if (this.#mustCancel) {
      // Cancelled from within its last step: there is no yield point left to throw at.
      this.#mustCancel = false
      this.becomeCancelled(this.#cancelReason)
    } else {
      if (this.#cancelRequests > 0) this.#reportSwallowed()
      this.finish(returned)
    }
    this.loop.taskFinished(this)
  }

  #completeWithError(error: unknown): void {
    if (error instanceof CancelledError) this.becomeCancelled(error.message)
    else this.fail(error, this.name)
    this.loop.taskFinished(this)
  }

  #reportSwallowed(): void {
    this.loop.reportUnhandled({ kind: 'cancellation_swallowed', source: this.name, error: undefined })
  }
}

/** What was yielded, in words, with the likely mistake. */
function describe(yielded: unknown): string {
  if (typeof yielded === 'object' && yielded !== null && Symbol.iterator in yielded) {
    return 'an awaitable itself; write `yield*` to await it'
  }
  return `a value of type ${yielded === null ? 'null' : typeof yielded}, which cannot be awaited`
}
