import type { MetricsShape } from './metrics-shape.ts'
import { SlotMetrics } from './slot-metrics.ts'

/** Positions of one scenario's five counts in `SecondMetrics.iterations`. */
export const IterationCount = { planned: 0, started: 1, completed: 2, interrupted: 3, dropped: 4 } as const
export const ITERATION_COUNT_LENGTH = 5

/**
 * Everything filed under one second: of one lane before it is sent, of all lanes after they were merged.
 *
 * Always holds: `usedSlots` lists exactly the slots that have metrics, each once. The slot metrics come from the pool
 * that made this second and go back to it with the second.
 */
export class SecondMetrics {
  second = -1
  /** ITERATION_COUNT_LENGTH counts for each scenario. */
  readonly iterations: Float64Array
  /** Passed and failed for each check slot. */
  readonly checks: Float64Array
  readonly usedSlots: number[] = []
  readonly #slots: (SlotMetrics | undefined)[]
  readonly #pool: SecondPool

  constructor(pool: SecondPool, shape: MetricsShape) {
    this.#pool = pool
    this.iterations = new Float64Array(shape.scenarios * ITERATION_COUNT_LENGTH)
    this.checks = new Float64Array(shape.checks * 2)
    this.#slots = new Array<SlotMetrics | undefined>(shape.requests).fill(undefined)
  }

  /** The slot's metrics, empty ones if it had none. @throws RangeError for a slot that the plan does not have */
  slot(index: number): SlotMetrics {
    return this.#slots[index] ?? this.#openSlot(index)
  }

  /** Whether the plan has such a slot. */
  hasSlot(index: number): boolean {
    return index >= 0 && index < this.#slots.length
  }

  /** Whether the slot has metrics here. */
  isUsed(index: number): boolean {
    return this.#slots[index] !== undefined
  }

  get isEmpty(): boolean {
    const isZero = (count: number): boolean => count === 0
    return this.usedSlots.length === 0 && this.iterations.every(isZero) && this.checks.every(isZero)
  }

  add(other: SecondMetrics): void {
    addCounts(this.iterations, other.iterations)
    addCounts(this.checks, other.checks)
    for (const index of other.usedSlots) this.slot(index).add(other.slot(index))
  }

  /** Empties it; the slots go back to the pool. */
  reset(): void {
    for (const index of this.usedSlots) {
      const metrics = this.#slots[index]
      this.#slots[index] = undefined
      if (metrics !== undefined) this.#pool.giveBackSlot(index, metrics)
    }
    this.usedSlots.length = 0
    this.iterations.fill(0)
    this.checks.fill(0)
    this.second = -1
  }

  #openSlot(index: number): SlotMetrics {
    if (!this.hasSlot(index)) throw new RangeError(`the plan has no request slot ${index}`)
    const metrics = this.#pool.takeSlot(index)
    this.#slots[index] = metrics
    this.usedSlots.push(index)
    return metrics
  }
}

/**
 * Seconds and slots for reuse, so that a run of hours holds as many as were ever open at once. Slot metrics are pooled
 * by slot, because a histogram's memory has grown to that slot's latencies.
 */
export class SecondPool {
  readonly #shape: MetricsShape
  readonly #seconds: SecondMetrics[] = []
  readonly #slots: SlotMetrics[][]

  constructor(shape: MetricsShape) {
    this.#shape = shape
    this.#slots = Array.from({ length: shape.requests }, () => [])
  }

  take(second: number): SecondMetrics {
    const metrics = this.#seconds.pop() ?? new SecondMetrics(this, this.#shape)
    metrics.second = second
    return metrics
  }

  giveBack(metrics: SecondMetrics): void {
    metrics.reset()
    this.#seconds.push(metrics)
  }

  takeSlot(index: number): SlotMetrics {
    return this.#slots[index]?.pop() ?? new SlotMetrics()
  }

  giveBackSlot(index: number, metrics: SlotMetrics): void {
    metrics.reset()
    this.#slots[index]?.push(metrics)
  }
}

function addCounts(into: Float64Array, other: Float64Array): void {
  for (let index = 0; index < other.length; index++) into[index]! += other[index]!
}
