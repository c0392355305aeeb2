import { CancelledError, InvalidStateError } from './errors.ts'
import type { Failure, LoopCore } from './loop-core.ts'
import type { Runnable } from './runnable.ts'
import { getRunningLoop } from './running-loop.ts'
import { RESUMED, SUSPEND } from './suspension.ts'
import type { Awaitable, Resumption, SuspendedTask, Suspension } from './suspension.ts'

/** A task, or a callback's step: told once, by being put into the ready queue. */
interface Waiter {
  resume(): void
}

/**
 * A result that is not there yet.
 *
 *   state       #returned   #failure   #cancelled
 *   pending     null        null       false        set* and cancel lead out of it, once
 *   finished    a result    null       false
 *   failed      null        an error   false
 *   cancelled   null        null       true
 *
 * Invariants: a state other than pending never changes; who waits is told through the ready queue, never at once,
 * in the order in which they came; after that nobody is in the list of waiters.
 */
export class Future<T> implements Awaitable<T> {
  readonly #label: string
  #returned: IteratorReturnResult<T> | null = null
  #failure: Failure | null = null
  #cancelled = false
  #cancelMessage: string | undefined = undefined
  #waiters: Waiter | Waiter[] | null = null
  /** Last, beside what a step of a task needs of the subclass: fields that are used together share a cache line. */
  readonly loop: LoopCore

  /** Belongs to `loop`, by default the running one. `label` is what `inspect()` shows for tasks that wait for it. */
  constructor(loop: LoopCore = getRunningLoop(), label = 'future') {
    this.loop = loop
    this.#label = label
  }

  /** What `inspect()` says of tasks that wait for this. */
  get label(): string {
    return this.#label
  }

  done(): boolean {
    return this.#returned !== null || this.#failure !== null || this.#cancelled
  }

  cancelled(): boolean {
    return this.#cancelled
  }

  /** The result. Throws what the future failed with, CancelledError, or InvalidStateError while it is pending. */
  result(): T {
    return this.returned().value
  }

  /** What the future failed with, undefined if it did not. Throws CancelledError, or InvalidStateError while pending. */
  exception(): unknown {
    if (this.#failure !== null) return this.#retrieve(this.#failure)
    if (this.#returned === null) this.#throwUnfinished()
    return undefined
  }

  setResult(value: T): void {
    this.finish({ done: true, value })
  }

  setException(error: unknown): void {
    this.fail(error, this.#label)
  }

  /** Cancels the future; who waits gets CancelledError. False if it is done already. */
  cancel(message?: string): boolean {
    if (this.done()) return false
    this.becomeCancelled(message)
    return true
  }

  /** `callback` runs as a step of its own after the future is done, through the ready queue. */
  addDoneCallback(callback: (future: Future<T>) => void): void {
    const step = new DoneStep(this, callback)
    if (this.done()) step.resume()
    else this.#addWaiter(step)
  }

  [Symbol.iterator](): Iterator<Suspension, T, Resumption> {
    return new FutureWait(this)
  }

  /** The outcome in the form in which an iterator returns it; throws like `result`. */
  returned(): IteratorReturnResult<T> {
    if (this.#returned !== null) return this.#returned
    if (this.#failure !== null) throw this.#retrieve(this.#failure)
    return this.#throwUnfinished()
  }

  /** For `FutureWait`: `task` resumes when the future is done. */
  addWaitingTask(task: SuspendedTask): void {
    if (Object.is(task, this)) throw new InvalidStateError(`${task.name} awaits itself`)
    if (this.loop !== task.loop) {
      throw new InvalidStateError(`${task.name} awaits a ${this.#label} of another event loop`)
    }
    this.#addWaiter(task)
  }

  protected finish(returned: IteratorReturnResult<T>): void {
    this.#assertPending()
    this.#returned = returned
    this.#tellAll()
  }

  protected fail(error: unknown, source: string): void {
    this.#assertPending()
    this.#failure = { source, error, retrieved: false }
    this.loop.trackFailure(this, this.#failure)
    this.#tellAll()
  }

  protected becomeCancelled(message: string | undefined): void {
    this.#assertPending()
    this.#cancelled = true
    this.#cancelMessage = message
    this.#tellAll()
  }

  #retrieve(failure: Failure): unknown {
    if (!failure.retrieved) this.loop.retrieveFailure(failure)
    return failure.error
  }

  #throwUnfinished(): never {
    if (this.#cancelled) throw new CancelledError(this.#cancelMessage)
    throw new InvalidStateError(`The ${this.#label} is not done`)
  }

  #assertPending(): void {
    if (this.done()) throw new InvalidStateError(`The ${this.#label} is done already`)
  }

  #addWaiter(waiter: Waiter): void {
    const waiters = this.#waiters
    if (waiters === null) this.#waiters = waiter
    else if (Array.isArray(waiters)) waiters.push(waiter)
    else this.#waiters = [waiters, waiter]
  }

  #tellAll(): void {
    const waiters = this.#waiters
    if (waiters === null) return
    this.#waiters = null
    if (Array.isArray(waiters)) for (const waiter of waiters) waiter.resume()
    else waiters.resume()
  }
}

/** One callback of a future, queued. */
class DoneStep<T> implements Runnable, Waiter {
  readonly #future: Future<T>
  readonly #callback: (future: Future<T>) => void

  constructor(future: Future<T>, callback: (future: Future<T>) => void) {
    this.#future = future
    this.#callback = callback
  }

  get name(): string {
    return this.#callback.name || 'done callback'
  }

  resume(): void {
    this.#future.loop.enqueue(this)
  }

  run(): void {
    this.#callback(this.#future)
  }
}

/** `yield* future`. It keeps nothing but the future: any number of tasks may wait through any number of these. */
class FutureWait<T> implements Iterator<Suspension, T, Resumption>, Suspension {
  readonly #future: Future<T>

  constructor(future: Future<T>) {
    this.#future = future
  }

  get waitingFor(): string {
    return this.#future.label
  }

  next(resumption: Resumption): IteratorResult<Suspension, T> {
    if (resumption === RESUMED || this.#future.done()) return this.#future.returned()
    return { done: false, value: this }
  }

  throw(error: unknown): never {
    throw error
  }

  [SUSPEND](task: SuspendedTask): void {
    this.#future.addWaitingTask(task)
  }

  cancelWait(_task: SuspendedTask, message: string | undefined): boolean {
    return this.#future.cancel(message)
  }
}
