import type { Coroutine } from '../scheduler/index.ts'
import { ClosedLoop } from './closed-loop.ts'
import type { ExecutorContext } from './executor-context.ts'
import { VuGroup } from './vu-group.ts'
import { VuSlot } from './vu-slot.ts'

/** k6's `constant-vus`: a fixed number of VUs iterate for a fixed time. */
export function* constantVus(
  context: ExecutorContext,
  options: { vus: number; durationMs: number }
): Coroutine<void> {
  const { share } = context
  const endMs = context.startMs + options.durationMs
  const group = new VuGroup(context, endMs)
  const mayStart = (nowMs: number): boolean => nowMs < endMs
  for (let own = 0; own < share.ownCount(options.vus); own++) {
    const slot = new VuSlot(context, share.globalIndex(own))
    group.start(slot, slot.vu.iterations(new ClosedLoop(context, slot, mayStart)))
  }
  yield* group.join()
}
