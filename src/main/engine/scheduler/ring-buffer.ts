const INITIAL_CAPACITY = 16

/**
 * A first-in first-out queue on a ring of slots. It doubles when full and gives the room back when it empties
 * after a burst.
 *
 *            head              head + length
 *             v                     v
 *   +----+----+----+----+----+----+----+----+
 *   |    |    |  a |  b |  c |  d |    |    |     capacity: a power of two,
 *   +----+----+----+----+----+----+----+----+     so `& mask` wraps an index
 *
 * Invariant: the items are slots[(head + i) & mask] for 0 <= i < length, in the order in which they were pushed;
 * every other slot is undefined, so that nothing that left the queue is kept alive by it.
 */
export class RingBuffer<T extends NonNullable<unknown> | null> {
  #slots = new Array<T | undefined>(INITIAL_CAPACITY).fill(undefined)
  #mask = INITIAL_CAPACITY - 1
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(item: T): void {
    if (this.#length > this.#mask) this.#resize(this.#slots.length * 2)
    this.#slots[(this.#head + this.#length) & this.#mask] = item
    this.#length++
  }

  /** Takes the oldest item out; undefined when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#slots[this.#head]
    this.#slots[this.#head] = undefined
    this.#head = (this.#head + 1) & this.#mask
    this.#length--
    return item
  }

  clear(): void {
    this.#slots = new Array<T | undefined>(INITIAL_CAPACITY).fill(undefined)
    this.#mask = INITIAL_CAPACITY - 1
    this.#head = 0
    this.#length = 0
  }

  #resize(capacity: number): void {
    const slots = new Array<T | undefined>(capacity).fill(undefined)
    for (let i = 0; i < this.#length; i++) slots[i] = this.#slots[(this.#head + i) & this.#mask]
    this.#slots = slots
    this.#mask = capacity - 1
    this.#head = 0
  }
}
