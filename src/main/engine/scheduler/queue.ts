import { QueueEmptyError, QueueFullError } from './errors.ts'
import { Event } from './event.ts'
import { RingBuffer } from './ring-buffer.ts'
import type { Coroutine } from './suspension.ts'
import { WaitList } from './wait-list.ts'

/**
 * A first-in first-out queue between tasks. `maxSize` bounds it: `put` waits for room. 0 sets no bound.
 *
 * Invariant: each item put (each room made) wakes one of those who wait for it, and who is woken looks again: another
 * task may have been faster. A wake that a cancellation made useless goes to the next one.
 */
export class Queue<T> {
  readonly maxSize: number
  readonly #items = new RingBuffer<{ readonly value: T }>()
  readonly #getters = new WaitList('queue get')
  readonly #putters = new WaitList('queue put')
  readonly #allDone = new Event('queue join')
  #unfinished = 0

  constructor(maxSize = 0) {
    if (!(maxSize >= 0)) throw new RangeError(`A queue has room for 0 items or more, not ${maxSize}`)
    this.maxSize = maxSize
    this.#allDone.set()
  }

  get size(): number {
    return this.#items.length
  }

  empty(): boolean {
    return this.#items.length === 0
  }

  full(): boolean {
    return this.maxSize > 0 && this.#items.length >= this.maxSize
  }

  *put(value: T): Coroutine<void> {
    while (this.full()) {
      yield* this.#putters.wait(() => {
        if (!this.full()) this.#putters.wakeFirst()
      })
    }
    this.putNowait(value)
  }

  /** Throws QueueFullError when there is no room. */
  putNowait(value: T): void {
    if (this.full()) throw new QueueFullError(`The queue holds ${this.maxSize} items already`)
    this.#items.push({ value })
    this.#unfinished++
    this.#allDone.clear()
    this.#getters.wakeFirst()
  }

  *get(): Coroutine<T> {
    while (this.empty()) {
      yield* this.#getters.wait(() => {
        if (!this.empty()) this.#getters.wakeFirst()
      })
    }
    return this.getNowait()
  }

  /** Throws QueueEmptyError when there is nothing. */
  getNowait(): T {
    const item = this.#items.shift()
    if (item === undefined) throw new QueueEmptyError('The queue is empty')
    this.#putters.wakeFirst()
    return item.value
  }

  /** Says that the work on one item that was taken out is done. Throws RangeError if there was no such item. */
  taskDone(): void {
    if (this.#unfinished === 0) throw new RangeError('taskDone was called more often than items were put')
    this.#unfinished--
    if (this.#unfinished === 0) this.#allDone.set()
  }

  /** Waits until `taskDone` was called for every item that was put. */
  *join(): Coroutine<void> {
    if (this.#unfinished > 0) yield* this.#allDone.wait()
  }
}
