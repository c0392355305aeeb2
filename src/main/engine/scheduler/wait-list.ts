import { Future } from './future.ts'
import { getRunningLoop } from './running-loop.ts'
import type { Coroutine } from './suspension.ts'

/**
 * Tasks in the order in which they came, for the primitives that wake one or all of them.
 *
 * Invariant: the list holds exactly those who wait and were not woken; being woken takes a task off the list.
 */
export class WaitList {
  readonly #waiters = new Set<Future<void>>()
  readonly #waitingFor: string

  /** `waitingFor` is what `inspect()` shows for the waiting tasks. */
  constructor(waitingFor: string) {
    this.#waitingFor = waitingFor
  }

  /**
   * Waits to be woken. `onLostWake` runs when the task was woken but cancelled before it could go on: what the wake
   * stood for is then for somebody else.
   */
  *wait(onLostWake?: () => void): Coroutine<void> {
    const waiter = new Future<void>(getRunningLoop(), this.#waitingFor)
    this.#waiters.add(waiter)
    try {
      yield* waiter
    } catch (error) {
      this.#waiters.delete(waiter)
      if (!waiter.cancelled()) onLostWake?.()
      throw error
    }
  }

  /** Wakes the task that has waited longest. False if nobody waits. */
  wakeFirst(): boolean {
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter)
      // A cancelled waiter is in the list until its task has run.
      if (waiter.done()) continue
      waiter.setResult(undefined)
      return true
    }
    return false
  }

  wakeAll(): void {
    while (this.wakeFirst());
  }
}
