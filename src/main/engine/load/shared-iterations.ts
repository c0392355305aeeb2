import type { Coroutine } from '../scheduler/index.ts'
import { ClosedLoop } from './closed-loop.ts'
import type { ExecutorContext } from './executor-context.ts'
import { VuGroup } from './vu-group.ts'
import { VuSlot } from './vu-slot.ts'

/** k6's `shared-iterations`: the VUs of all lanes together run a fixed number of iterations, faster VUs more. */
export function* sharedIterations(
  context: ExecutorContext,
  options: { vus: number; iterations: number; maxDurationMs: number }
): Coroutine<void> {
  const { share, scenario } = context
  const endMs = context.startMs + options.maxDurationMs
  const group = new VuGroup(context, endMs)
  const mayStart = (nowMs: number): boolean =>
    nowMs < endMs && share.claimIteration(scenario, options.iterations)
  for (let own = 0; own < share.ownCount(options.vus); own++) {
    const slot = new VuSlot(context, share.globalIndex(own))
    group.start(slot, slot.vu.iterations(new ClosedLoop(context, slot, mayStart)))
  }
  yield* group.join()
}
