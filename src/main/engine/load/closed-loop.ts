import type { ExecutorContext } from './executor-context.ts'
import type { IterationSource } from './virtual-user.ts'
import type { VuSlot } from './vu-slot.ts'

/** Says whether one more iteration may start, and counts it if it may. */
export interface IterationGate {
  mayStart(nowMs: number): boolean
}

/**
 * The iterations of one VU of a closed model: the next one starts when the one before it ended, as long as the gate
 * allows. The end of one is the intended start of the next, so what the lane itself does in between is start lag.
 */
export class ClosedLoop implements IterationSource {
  readonly #context: ExecutorContext
  readonly #slot: VuSlot
  readonly #gate: IterationGate
  intendedMs = Number.NaN

  constructor(context: ExecutorContext, slot: VuSlot, gate: IterationGate) {
    this.#context = context
    this.#slot = slot
    this.#gate = gate
  }

  begin(): boolean {
    if (Number.isNaN(this.intendedMs)) this.intendedMs = this.#context.loop.nowMs()
    if (this.#context.stop.requested || !this.#gate.mayStart(this.intendedMs)) return false
    this.#slot.start(this.intendedMs, this.intendedMs)
    return true
  }

  /** An iteration that took no time at all must not keep the lane from its other tasks. */
  end(endMs: number): boolean {
    const tookNoTime = endMs <= this.intendedMs
    this.#slot.complete(endMs)
    this.intendedMs = endMs
    return tookNoTime
  }
}
