import { SvelteSet } from 'svelte/reactivity'

/**
 * Which runs are chosen, and which row the keyboard is on. Kept by id, so that rows may come and go; the order of the
 * rows is the caller's. The anchor is where a range starts: the last row that was chosen by itself.
 */
export class RunSelection {
  readonly #ids = new SvelteSet<string>()
  #activeId = $state<string | null>(null)
  #anchorId: string | null = null

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  get size(): number {
    return this.#ids.size
  }

  /** The row that the keyboard is on. */
  get activeId(): string | null {
    return this.#activeId
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Moves the keyboard's row and chooses nothing. */
  activate(id: string | null): void {
    this.#activeId = id
  }

  /** Adds a run or takes it out, and starts the next range there. */
  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id)
    this.#anchorId = id
    this.#activeId = id
  }

  /** Chooses every row of `order` from the anchor to `id`; in place of what was chosen, or beside it. */
  extendTo(id: string, order: readonly string[], keepOthers: boolean): void {
    const to = order.indexOf(id)
    if (to < 0) return
    const anchorId = this.#anchorId ?? this.#activeId ?? id
    const anchorAt = order.indexOf(anchorId)
    const from = anchorAt < 0 ? to : anchorAt
    if (!keepOthers) this.#ids.clear()
    for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(each)
    this.#anchorId = order[from] ?? id
    this.#activeId = id
  }

  selectAll(order: readonly string[]): void {
    for (const id of order) this.#ids.add(id)
  }

  clear(): void {
    this.#ids.clear()
    this.#anchorId = null
  }

  /** Takes out runs that are gone. */
  drop(gone: readonly string[]): void {
    for (const id of gone) this.#ids.delete(id)
    if (this.#anchorId !== null && gone.includes(this.#anchorId)) this.#anchorId = null
  }
}
