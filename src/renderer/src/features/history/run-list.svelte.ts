import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { ApiClient } from '../../api/index.ts'
import type { RunListItem, RunListPage } from '../../../../shared/history.ts'
import type { RunStatus } from '../../../../shared/metrics/summary.ts'

export interface RunFilter {
  readonly search: string
  readonly status: RunStatus | null
}

/** Rows fetched at a time while one scrolls. */
const PAGE_SIZE = 100
/** The largest page that the main process gives: for reading again what is on screen. */
const LARGEST_PAGE = 500

interface Reading {
  readonly items: readonly RunListItem[]
  readonly cursor: string | null
  readonly total: number
}

/**
 * The runs that match a filter, newest first, loaded as far as somebody looked. `items` is always a gapless start of
 * the `total` runs, and is replaced as a whole: old rows stay until new ones are there, so nothing flickers. Calls
 * go one after the other; an answer to an earlier filter is dropped.
 */
export class RunList {
  #items = $state.raw<readonly RunListItem[]>([])
  #total = $state(0)
  #isLoaded = $state(false)
  #isStale = $state(false)
  #error = $state.raw<unknown>(null)

  readonly #api: ApiClient
  #filter = $state.raw<RunFilter>({ search: '', status: null })
  #cursor: string | null = null
  /** Rows that somebody looks at. */
  #wanted = 0
  /** Rows to read again from the newest on; null when what is there is up to date. */
  #reload: number | null = PAGE_SIZE
  #generation = 0
  #working: Promise<void> | null = null
  /** Runs that are being deleted: not shown, even if an answer on its way still has them. */
  readonly #hidden = new SvelteSet<string>()
  readonly #known = new SvelteMap<string, RunListItem>()

  constructor(api: ApiClient, filter: RunFilter) {
    this.#api = api
    this.#filter = filter
  }

  /** What `items` answers; changes when it is asked for, the rows when the answer is there. */
  get filter(): RunFilter {
    return this.#filter
  }

  get items(): readonly RunListItem[] {
    return this.#items
  }

  /** How many runs match, loaded or not. */
  get total(): number {
    return this.#total
  }

  /** False until the first answer. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** True while the rows are still those of the filter before. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** What the last call failed with; null once one succeeded. */
  get error(): unknown {
    return this.#error
  }

  /** A run as it was seen last, with whatever filter. */
  find(runId: string): RunListItem | undefined {
    return this.#known.get(runId)
  }

  /** Shows the runs of another filter, from the newest on. */
  setFilter(filter: RunFilter): Promise<void> {
    this.#filter = filter
    this.#generation++
    this.#wanted = 0
    this.#reload = PAGE_SIZE
    this.#isStale = true
    return this.#work()
  }

  /** Loads pages until at least `count` rows are there, if so many match. */
  ensure(count: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, count)
    return this.#work()
  }

  /** The ids of every run that matches the filter of now; null when they could not be read, or it changed meanwhile. */
  async allIds(): Promise<readonly string[] | null> {
    const generation = this.#generation
    await this.ensure(Infinity)
    this.#wanted = Math.min(this.#wanted, this.#items.length)
    if (generation !== this.#generation || this.#error !== null) return null
    return this.#items.map(({ id }) => id)
  }

  /** Reads again what is loaded. */
  refresh(): Promise<void> {
    this.#reload = Math.max(this.#reload ?? 0, this.#items.length, PAGE_SIZE)
    return this.#work()
  }

  /** Tries again what failed. */
  retry(): Promise<void> {
    return this.#work()
  }

  /** Shows a run as the main process has just given it. */
  replace(item: RunListItem): void {
    this.#known.set(item.id, item)
    this.#items = this.#items.map((shown) => (shown.id === item.id ? item : shown))
  }

  /** Takes runs out of the list before the main process has done so. Settle it with `unhide`. */
  hide(runIds: readonly string[]): void {
    for (const id of runIds) this.#hidden.add(id)
    const left = this.#visible(this.#items)
    this.#total -= this.#items.length - left.length
    this.#items = left
  }

  /** The deletion is done, failed or undone: the main process' answer holds again. */
  unhide(runIds: readonly string[]): Promise<void> {
    for (const id of runIds) this.#hidden.delete(id)
    return this.refresh()
  }

  /** Done when there is nothing left to do, or when it failed, whoever began it. */
  #work(): Promise<void> {
    if (this.#working === null && this.#hasWork()) this.#working = this.#workThrough()
    return this.#working ?? Promise.resolve()
  }

  async #workThrough(): Promise<void> {
    // Whether there is work left is looked at in the same step that ends it: nothing asked for is forgotten.
    while (this.#hasWork()) if (!(await this.#step())) break
    this.#working = null
  }

  #hasWork(): boolean {
    return this.#reload !== null || (this.#cursor !== null && this.#items.length < this.#wanted)
  }

  /** One reading; false when it failed. Never throws. */
  async #step(): Promise<boolean> {
    const generation = this.#generation
    const reload = this.#reload
    this.#reload = null
    try {
      const reading = reload === null ? await this.#readNextPage() : await this.#readFromStart(reload)
      if (generation === this.#generation) this.#adopt(reading)
      return true
    } catch (error) {
      if (generation !== this.#generation) return true
      this.#reload ??= reload
      this.#error = error
      return false
    }
  }

  async #readFromStart(count: number): Promise<Reading> {
    const items: RunListItem[] = []
    let cursor: string | null = null
    let total: number
    do {
      const page: RunListPage = await this.#page(cursor, count - items.length)
      items.push(...page.items)
      cursor = page.nextCursor
      total = page.total
    } while (cursor !== null && items.length < count)
    return { items, cursor, total }
  }

  async #readNextPage(): Promise<Reading> {
    const pages = Math.max(1, Math.ceil((this.#wanted - this.#items.length) / PAGE_SIZE))
    const page = await this.#page(this.#cursor, pages * PAGE_SIZE)
    return { items: [...this.#items, ...page.items], cursor: page.nextCursor, total: page.total }
  }

  #page(cursor: string | null, limit: number): Promise<RunListPage> {
    return this.#api.call('history.list', { ...this.#filter, cursor, limit: Math.min(LARGEST_PAGE, limit) })
  }

  #adopt({ items, cursor, total }: Reading): void {
    for (const item of items) this.#known.set(item.id, item)
    const visible = this.#visible(items)
    this.#items = visible
    this.#total = total - (items.length - visible.length)
    this.#cursor = cursor
    this.#isLoaded = true
    this.#isStale = false
    this.#error = null
  }

  #visible(items: readonly RunListItem[]): readonly RunListItem[] {
    return this.#hidden.size === 0 ? items : items.filter(({ id }) => !this.#hidden.has(id))
  }
}
