/** Numbers in the order in which they fall due: a binary heap, so that ten thousand held answers cost no more than ten. */
export class DueQueue {
  readonly #dueMs: number[] = []
  readonly #items: number[] = []

  get size(): number {
    return this.#items.length
  }

  /** Infinity when there is none. */
  get earliestMs(): number {
    return this.#dueMs[0] ?? Infinity
  }

  push(item: number, dueMs: number): void {
    let at = this.#items.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      // Of two that are due at the same moment the first comes first, as their numbers rise.
      if (!this.#isBefore(dueMs, item, parent)) break
      this.#put(at, this.#dueMs[parent]!, this.#items[parent]!)
      at = parent
    }
    this.#put(at, dueMs, item)
  }

  /** The earliest. @throws RangeError when there is none */
  pop(): number {
    const first = this.#items[0]
    const lastItem = this.#items.pop()
    const lastMs = this.#dueMs.pop()
    if (first === undefined || lastItem === undefined || lastMs === undefined)
      throw new RangeError('nothing is due')
    if (this.#items.length > 0) this.#sink(lastMs, lastItem)
    return first
  }

  #sink(dueMs: number, item: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#items.length) break
      if (
        child + 1 < this.#items.length &&
        this.#isBefore(this.#dueMs[child + 1]!, this.#items[child + 1]!, child)
      ) {
        child++
      }
      if (this.#isBefore(dueMs, item, child)) break
      this.#put(at, this.#dueMs[child]!, this.#items[child]!)
      at = child
    }
    this.#put(at, dueMs, item)
  }

  #isBefore(dueMs: number, item: number, at: number): boolean {
    const otherMs = this.#dueMs[at]!
    return dueMs < otherMs || (dueMs === otherMs && item < this.#items[at]!)
  }

  #put(at: number, dueMs: number, item: number): void {
    this.#dueMs[at] = dueMs
    this.#items[at] = item
  }
}
