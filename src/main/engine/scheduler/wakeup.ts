import { InvalidStateError } from './errors.ts'
import { RETURNED, SUSPEND } from './suspension.ts'
import type { Awaitable, Resumption, SuspendedTask, Suspension } from './suspension.ts'

/**
 * The reusable event for the hot path: one task waits, anybody wakes it, and neither allocates anything.
 *
 *   #waiter   #woken    wake()                      yield* wakeup
 *   null      false     woken, for the next wait    waits
 *   null      true      nothing                     goes on at once, not woken any more
 *   a task    false     the task becomes ready      InvalidStateError: one waiter at a time
 *
 * A wake that finds nobody waiting is thus not lost, and a second one adds nothing. So a waker may be early and a
 * waiter may find an old wake: wait in a loop over the condition, or `clear()` before the operation starts.
 *
 * Invariant: never a waiter and woken at once.
 */
export class Wakeup
  implements
    Awaitable<void>,
    Iterator<Suspension, void, Resumption>,
    IteratorYieldResult<Suspension>,
    Suspension
{
  readonly waitingFor: string
  /** With `value` it is also what its iterator yields: one object less that each wait has to fetch. */
  readonly done = false
  readonly value: Suspension = this
  #waiter: SuspendedTask | null = null
  #woken = false

  /** `waitingFor` is what `inspect()` shows for the waiting task. */
  constructor(waitingFor = 'wakeup') {
    this.waitingFor = waitingFor
  }

  /** Makes the waiting task ready; it goes on in the next pass. Safe anywhere, within a pass and outside. */
  wake(): void {
    const task = this.#waiter
    if (task === null) {
      this.#woken = true
      return
    }
    this.#waiter = null
    task.resume()
  }

  /**
   * Like `wake`, but outside of a pass the task goes on here and now, before this returns: the last act of an I/O
   * callback, whose state must be in order by then. Within a pass it is `wake`.
   *
   * @param nowMs the present time of the loop, from a caller that has just read it
   */
  wakeNow(nowMs?: number): void {
    const task = this.#waiter
    if (task === null) {
      this.#woken = true
      return
    }
    this.#waiter = null
    task.resumeNow(nowMs)
  }

  /**
   * Like `wake`, but the task goes on at once, within the step of the caller: the last act of a timer, which is a step
   * of the loop itself and has no task of its own, or of a task that starts others and may well be kept by them.
   */
  wakeInThisStep(): void {
    const task = this.#waiter
    if (task === null) {
      this.#woken = true
      return
    }
    this.#waiter = null
    task.resumeInThisStep()
  }

  /** Forgets a wake that nobody has waited for. */
  clear(): void {
    this.#woken = false
  }

  [Symbol.iterator](): this {
    return this
  }

  next(resumption: Resumption): IteratorResult<Suspension, void> {
    // There is no other value, and undefined is told by its address, without a call.
    if (resumption !== undefined) return RETURNED
    if (!this.#woken) return this
    this.#woken = false
    return RETURNED
  }

  throw(error: unknown): IteratorResult<Suspension, void> {
    throw error
  }

  [SUSPEND](task: SuspendedTask): void {
    if (this.#waiter !== null)
      throw new InvalidStateError(`${this.#waiter.name} waits for this wakeup already`)
    this.#waiter = task
  }

  cancelWait(task: SuspendedTask, message: string | undefined): boolean {
    this.#waiter = null
    task.resumeCancelled(message)
    return true
  }
}
