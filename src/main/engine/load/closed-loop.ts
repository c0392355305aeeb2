import type { ExecutorContext } from './executor-context.ts'
import type { IterationSource } from './virtual-user.ts'
import type { VuSlot } from './vu-slot.ts'

/**
 * The iterations of one VU of a closed model: the next one starts when the one before it ended, as long as `mayStart`
 * allows. The end of one is the intended start of the next, so what the lane itself does in between is start lag.
 */
export class ClosedLoop implements IterationSource {
  readonly #context: ExecutorContext
  readonly #slot: VuSlot
  readonly #mayStart: (nowMs: number) => boolean
  #startMs = Number.NaN

  constructor(context: ExecutorContext, slot: VuSlot, mayStart: (nowMs: number) => boolean) {
    this.#context = context
    this.#slot = slot
    this.#mayStart = mayStart
  }

  begin(): number {
    if (Number.isNaN(this.#startMs)) this.#startMs = this.#context.loop.nowMs()
    if (this.#context.stop.requested || !this.#mayStart(this.#startMs)) return Number.NaN
    this.#slot.start(this.#startMs, this.#startMs)
    return this.#startMs
  }

  /** An iteration that took no time at all must not keep the lane from its other tasks. */
  end(endMs: number): boolean {
    const tookNoTime = endMs <= this.#startMs
    this.#slot.complete(endMs)
    this.#startMs = endMs
    return tookNoTime
  }
}
