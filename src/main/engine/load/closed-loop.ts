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
  intendedMs = Number.NaN

  constructor(context: ExecutorContext, slot: VuSlot, mayStart: (nowMs: number) => boolean) {
    this.#context = context
    this.#slot = slot
    this.#mayStart = mayStart
  }

  begin(): boolean {
    if (Number.isNaN(this.intendedMs)) this.intendedMs = this.#context.loop.nowMs()
    if (this.#context.stop.requested || !this.#mayStart(this.intendedMs)) return false
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
