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
  mayStart: () => boolean
): Coroutine<void> {
  const { loop, stop } = context
  let intendedMs = loop.nowMs()
  while (!stop.requested && mayStart()) {
    slot.start(intendedMs)
    yield* slot.run()
    const endMs = loop.nowMs()
    // An iteration that took no time at all must not keep the lane from its other tasks.
    if (endMs <= intendedMs) yield* sleep(0)
    intendedMs = endMs
  }
}
