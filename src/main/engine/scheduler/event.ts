import type { Coroutine } from './suspension.ts'
import { WaitList } from './wait-list.ts'

/** A flag that any number of tasks can wait for. */
export class Event {
  readonly #waiters: WaitList
  #isSet = false

  /** `waitingFor` is what `inspect()` shows for the waiting tasks. */
  constructor(waitingFor = 'event') {
    this.#waiters = new WaitList(waitingFor)
  }

  isSet(): boolean {
    return this.#isSet
  }

  /** Raises the flag: all who wait become ready, in the order in which they came. */
  set(): void {
    this.#isSet = true
    this.#waiters.wakeAll()
  }

  /** Lowers the flag. Who was woken already goes on all the same. */
  clear(): void {
    this.#isSet = false
  }

  /** Goes on at once while the flag is up. */
  *wait(): Coroutine<void> {
    if (!this.#isSet) yield* this.#waiters.wait()
  }
}
