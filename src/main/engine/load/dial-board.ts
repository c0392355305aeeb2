import type { DialEvent } from '../../../shared/plan/dial.ts'

/** More than a hand can do in any run; a slider sends one when it is let go. */
const CAPACITY = 1024
const FIELDS = 3
const COUNT_BYTES = 8
const PAUSE = -1
const RESUME = -2

/**
 * What the hand did so far, in memory that all threads of a run share. The run controller alone writes, each event
 * before its time comes, and lanes look at the count before every scheduled start: so no lane, however long it was
 * held up, starts anything after an event by the schedule before it.
 *
 * Layout: [count as Int32, padded to 8 bytes] and for each event 3 Float64: time, scenario (or pause, resume), value.
 * An event is written before the count that includes it.
 */
export class DialBoard {
  readonly buffer: SharedArrayBuffer
  readonly #scenarios: readonly string[]
  readonly #count: Int32Array
  readonly #cells: Float64Array

  /** Without a buffer a new one is made, to be handed to the other threads. */
  constructor(scenarios: readonly string[], buffer?: SharedArrayBuffer) {
    this.#scenarios = scenarios
    this.buffer = buffer ?? new SharedArrayBuffer(COUNT_BYTES + CAPACITY * FIELDS * 8)
    this.#count = new Int32Array(this.buffer, 0, 1)
    this.#cells = new Float64Array(this.buffer, COUNT_BYTES)
  }

  /** How many events there are. */
  get count(): number {
    return Atomics.load(this.#count, 0)
  }

  /**
   * Whether there are other events than the first `seen`, for a read of memory. Another thread's event is seen at the
   * latest once that thread is done with it; `read` then makes sure that it is seen whole.
   */
  hasMoreThan(seen: number): boolean {
    return this.#count[0] !== seen
  }

  get isFull(): boolean {
    return this.count >= CAPACITY
  }

  /** @throws RangeError when it is full or the event names a scenario that there is not */
  add(event: DialEvent): void {
    const count = this.count
    if (count >= CAPACITY) throw new RangeError(`the load was changed ${CAPACITY} times already`)
    const what = this.#codeOf(event)
    this.#cells.set([event.atMs, what, event.action === 'set' ? event.value : 0], count * FIELDS)
    Atomics.store(this.#count, 0, count + 1)
  }

  read(): DialEvent[] {
    return Array.from({ length: this.count }, (_, index) => this.#eventAt(index))
  }

  #codeOf(event: DialEvent): number {
    if (event.action !== 'set') return event.action === 'pause' ? PAUSE : RESUME
    const scenario = this.#scenarios.indexOf(event.scenario)
    if (scenario < 0) throw new RangeError(`the plan has no scenario ${event.scenario}`)
    return scenario
  }

  #eventAt(index: number): DialEvent {
    const [atMs = 0, what = PAUSE, value = 0] = this.#cells.subarray(index * FIELDS, (index + 1) * FIELDS)
    if (what === PAUSE) return { action: 'pause', atMs }
    if (what === RESUME) return { action: 'resume', atMs }
    return { action: 'set', atMs, scenario: this.#scenarios[what] ?? '', value }
  }
}
