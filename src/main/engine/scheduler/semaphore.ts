import type { Awaitable, Coroutine } from './suspension.ts'
import { WaitList } from './wait-list.ts'

/**
 * At most `permits` tasks hold it at a time, first come, first served.
 *
 * Invariant: `#free` counts the permits that are neither held nor promised to a task that was woken for one; while
 * anybody waits it is 0, so nobody can step in front of those who wait.
 */
export class Semaphore {
  readonly #waiters: WaitList
  #free: number

  /** `waitingFor` is what `inspect()` shows for the waiting tasks. */
  constructor(permits = 1, waitingFor = 'semaphore') {
    if (!(permits >= 0)) throw new RangeError(`A semaphore has 0 permits or more, not ${permits}`)
    this.#free = permits
    this.#waiters = new WaitList(waitingFor)
  }

  /** True if `acquire` would have to wait. */
  locked(): boolean {
    return this.#free === 0
  }

  *acquire(): Coroutine<void> {
    if (this.#free > 0) this.#free--
    else yield* this.#waiters.wait(() => this.release())
  }

  /** Gives a permit back, to the first who waits if anybody does. Any task may. */
  release(): void {
    if (!this.#waiters.wakeFirst()) this.#free++
  }

  /** Awaits `body` while holding a permit: Python's `async with semaphore`. */
  *hold<T>(body: Awaitable<T>): Coroutine<T> {
    yield* this.acquire()
    try {
      return yield* body
    } finally {
      this.release()
    }
  }
}
