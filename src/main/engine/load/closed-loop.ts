import { sleep, type Coroutine } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { VuSlot } from './vu-slot.ts'

/**
 * One VU of a closed model: the next iteration starts when the one before it ended, as long as `mayStart` allows.
 * The intended start of an iteration is the end of the one before it.
 */
export function* closedLoop(
  context: ExecutorContext,
  slot: VuSlot,
  mayStart: (nowMs: number) => boolean
): Coroutine<void> {
  const { loop, stop } = context
  // Read once for each iteration: the end of one is the intended start of the next.
  let nowMs = loop.nowMs()
  while (!stop.requested && mayStart(nowMs)) {
    slot.start(nowMs, nowMs)
    yield* slot.vu.iteration(nowMs)
    const endMs = loop.nowMs()
    slot.complete(endMs)
    // An iteration that took no time at all must not keep the lane from its other tasks.
    if (endMs <= nowMs) yield* sleep(0)
    nowMs = endMs
  }
}
