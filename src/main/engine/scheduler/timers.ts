import type { Runnable } from './runnable.ts'

const IDLE = -1
const EXPIRED = -2
const ARITY = 4

/**
 * What the timer heap holds. The object is the node itself, so that arming, moving and cancelling allocate nothing.
 *
 *   slot    state     meaning
 *   >= 0    armed     its place in the heap
 *   -1      idle      not set
 *   -2      expired   left the heap at the start of this pass; runs in this pass unless cancelled or armed anew
 */
export abstract class TimerNode implements Runnable {
  /** Written by `Timers` alone. */
  slot = IDLE

  abstract get name(): string

  protected abstract expire(): void

  /** True until it has run or was cancelled. */
  get armed(): boolean {
    return this.slot !== IDLE
  }

  run(): void {
    if (this.slot !== EXPIRED) return
    this.slot = IDLE
    this.expire()
  }
}

/**
 * A reusable timer. Make one for each connection or request slot and arm it anew for each request:
 * `loop.timers.schedule(timer, whenMs)`, `loop.timers.cancel(timer)`.
 */
export class Timer extends TimerNode {
  readonly #onExpired: () => void

  /** `onExpired` runs as a step of the loop; what it throws goes to the loop's `onUnhandled`. */
  constructor(onExpired: () => void) {
    super()
    this.#onExpired = onExpired
  }

  override get name(): string {
    return this.#onExpired.name || 'timer'
  }

  protected override expire(): void {
    this.#onExpired()
  }
}

/**
 * The timers of one loop: a heap of four children for each node, ordered by time, and by arming for equal times.
 * A cancelled timer leaves at once. Most timers of a load test are timeouts of one length, armed in rising order
 * and cancelled long before their time: arming is then one comparison and cancelling one or two.
 *
 * Invariants: `#nodes`, `#whensMs` and `#orders` have the same length; `#nodes[i].slot === i`; the key
 * (whensMs, orders) of a node is greater than that of its parent at (i - 1) >> 2.
 */
export class Timers {
  readonly #nodes: TimerNode[] = []
  readonly #whensMs: number[] = []
  readonly #orders: number[] = []
  readonly #onEarlier: (whenMs: number) => void
  #nextOrder = 0

  /** `onEarlier` hears of a timer that was armed for a time before all others. */
  constructor(onEarlier: (whenMs: number) => void) {
    this.#onEarlier = onEarlier
  }

  get size(): number {
    return this.#nodes.length
  }

  /** The time of the earliest timer, Infinity when there is none. */
  get earliestMs(): number {
    return this.#nodes.length === 0 ? Infinity : this.#whensMs[0]!
  }

  /** Arms `timer`, or moves it when it is armed. It runs at `whenMs` of the loop's clock or later, never before. */
  schedule(timer: TimerNode, whenMs: number): void {
    if (Number.isNaN(whenMs)) throw new RangeError('A timer cannot be set to NaN ms')
    const order = this.#nextOrder++
    let slot = timer.slot
    if (slot < 0) {
      slot = this.#nodes.length
      this.#nodes.push(timer)
      this.#whensMs.push(whenMs)
      this.#orders.push(order)
      this.#siftUp(slot, timer, whenMs, order)
    } else if (whenMs < this.#whensMs[slot]!) {
      this.#siftUp(slot, timer, whenMs, order)
    } else {
      this.#siftDown(slot, timer, whenMs, order)
    }
    if (timer.slot === 0) this.#onEarlier(whenMs)
  }

  /** Disarms `timer`; one that is not armed is left alone. */
  cancel(timer: TimerNode): void {
    const slot = timer.slot
    timer.slot = IDLE
    if (slot >= 0) this.#remove(slot)
  }

  /** Takes out the timer that is due first, to be run in this pass; undefined when none is due at `nowMs`. */
  takeDue(nowMs: number): TimerNode | undefined {
    if (this.#nodes.length === 0 || this.#whensMs[0]! > nowMs) return undefined
    const timer = this.#nodes[0]!
    this.#remove(0)
    timer.slot = EXPIRED
    return timer
  }

  clear(): void {
    for (const timer of this.#nodes) timer.slot = IDLE
    this.#nodes.length = 0
    this.#whensMs.length = 0
    this.#orders.length = 0
  }

  /** Fills the hole at `slot` with the last node. */
  #remove(slot: number): void {
    const node = this.#nodes.pop()!
    const whenMs = this.#whensMs.pop()!
    const order = this.#orders.pop()!
    if (slot === this.#nodes.length) return
    const parent = (slot - 1) >> 2
    if (slot > 0 && this.#isBefore(whenMs, order, parent)) this.#siftUp(slot, node, whenMs, order)
    else this.#siftDown(slot, node, whenMs, order)
  }

  #siftUp(from: number, node: TimerNode, whenMs: number, order: number): void {
    let slot = from
    while (slot > 0) {
      const parent = (slot - 1) >> 2
      if (!this.#isBefore(whenMs, order, parent)) break
      this.#put(slot, this.#nodes[parent]!, this.#whensMs[parent]!, this.#orders[parent]!)
      slot = parent
    }
    this.#put(slot, node, whenMs, order)
  }

  #siftDown(from: number, node: TimerNode, whenMs: number, order: number): void {
    let slot = from
    for (;;) {
      const child = this.#earliestChild(slot)
      if (child === -1 || this.#isBefore(whenMs, order, child)) break
      this.#put(slot, this.#nodes[child]!, this.#whensMs[child]!, this.#orders[child]!)
      slot = child
    }
    this.#put(slot, node, whenMs, order)
  }

  /** The slot of the earliest child of the node at `slot`, -1 for a leaf. */
  #earliestChild(slot: number): number {
    const first = slot * ARITY + 1
    const end = Math.min(first + ARITY, this.#nodes.length)
    if (first >= end) return -1
    let best = first
    for (let child = first + 1; child < end; child++) {
      if (this.#isBefore(this.#whensMs[child]!, this.#orders[child]!, best)) best = child
    }
    return best
  }

  #isBefore(whenMs: number, order: number, slot: number): boolean {
    const otherMs = this.#whensMs[slot]!
    return whenMs < otherMs || (whenMs === otherMs && order < this.#orders[slot]!)
  }

  #put(slot: number, node: TimerNode, whenMs: number, order: number): void {
    this.#nodes[slot] = node
    this.#whensMs[slot] = whenMs
    this.#orders[slot] = order
    node.slot = slot
  }
}
