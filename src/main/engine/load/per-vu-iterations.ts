import type { Coroutine } from '../scheduler/index.ts'
import { ClosedLoop } from './closed-loop.ts'
import type { ExecutorContext } from './executor-context.ts'
import { VuGroup } from './vu-group.ts'
import { VuSlot } from './vu-slot.ts'

/** k6's `per-vu-iterations`: each VU runs a fixed number of iterations. */
export function* perVuIterations(
  context: ExecutorContext,
  options: { vus: number; iterations: number; maxDurationMs: number }
): Coroutine<void> {
  const { share } = context
  const endMs = context.startMs + options.maxDurationMs
  const group = new VuGroup(context, endMs)
  for (let own = 0; own < share.ownCount(options.vus); own++) {
    const slot = new VuSlot(context, share.globalIndex(own))
    let left = options.iterations
    group.start(
      slot,
      slot.vu.iterations(new ClosedLoop(context, slot, (nowMs) => nowMs < endMs && left-- > 0))
    )
  }
  yield* group.join()
}
