/** What can stand in a TicketQueue: the links are the queue's. */
export interface Queued<T> {
  before: T | null
  behind: T | null
}

/**
 * First come, first served, and whoever is tired of waiting leaves from any place at once. The links are in the items
 * themselves, so that waiting allocates nothing.
 *
 * Invariant: an item stands in one queue at most, and `before` and `behind` of one that stands in none are null.
 */
export class TicketQueue<T extends Queued<T>> {
  #first: T | null = null
  #last: T | null = null

  get isEmpty(): boolean {
    return this.#first === null
  }

  push(item: T): void {
    item.before = this.#last
    if (this.#last === null) this.#first = item
    else this.#last.behind = item
    this.#last = item
  }

  /** Takes out the item that has waited longest; null when there is none. */
  shift(): T | null {
    const item = this.#first
    if (item !== null) this.remove(item)
    return item
  }

  /** Takes out an item that stands in this queue. */
  remove(item: T): void {
    if (item.before === null) this.#first = item.behind
    else item.before.behind = item.behind
    if (item.behind === null) this.#last = item.before
    else item.behind.before = item.before
    item.before = null
    item.behind = null
  }
}
