import type { Stage } from '../../../shared/plan/plan.ts'
import { sleep, Timer, Wakeup, type Coroutine, type Task } from '../scheduler/index.ts'
import { ClosedLoop } from './closed-loop.ts'
import type { ExecutorContext } from './executor-context.ts'
import { VuGroup } from './vu-group.ts'
import { vuIntervals, type VuInterval } from './vu-intervals.ts'
import { VuSlot } from './vu-slot.ts'

/** k6's `ramping-vus`: the number of VUs follows the stages; a VU that is ramped down may end its iteration. */
export function* rampingVus(
  context: ExecutorContext,
  options: { startVUs: number; stages: readonly Stage[]; gracefulRampDownMs: number }
): Coroutine<void> {
  const { share, startMs } = context
  const endMs = startMs + options.stages.reduce((sumMs, stage) => sumMs + stage.durationMs, 0)
  const mostVus = Math.max(options.startVUs, ...options.stages.map((stage) => stage.target))
  const controllers = new VuGroup(context, endMs)
  for (let own = 0; own < share.ownCount(mostVus); own++) {
    const index = share.globalIndex(own)
    const intervals = vuIntervals(options.startVUs, options.stages, index)
    if (intervals.length === 0) continue
    const slot = new VuSlot(context, index)
    controllers.start(slot, rampedVu(context, slot, intervals, options.gracefulRampDownMs))
  }
  yield* controllers.join()
}

function* rampedVu(
  context: ExecutorContext,
  slot: VuSlot,
  intervals: readonly VuInterval[],
  gracefulRampDownMs: number
): Coroutine<void> {
  const { loop, startMs, stop } = context
  for (const interval of intervals) {
    // What was busy when a graceful stop came must not wait for its next stage.
    if (stop.requested) return
    const fromMs = startMs + interval.fromMs
    const toMs = startMs + interval.toMs
    if (fromMs > loop.nowMs()) yield* sleep(fromMs - loop.nowMs())
    const on = loop.createTask(slot.vu.iterations(new ClosedLoop(context, slot, (nowMs) => nowMs < toMs)), {
      name: 'ramped vu'
    })
    const rampDown = new Timer(() => on.cancel())
    loop.timers.schedule(rampDown, toMs + gracefulRampDownMs)
    try {
      yield* settled(on)
    } finally {
      loop.timers.cancel(rampDown)
      on.cancel()
      slot.abandonIteration()
    }
  }
}

/** Waits until `task` is done; a cancellation of the task itself is an end like any other, its failure is thrown. */
function* settled(task: Task<void>): Coroutine<void> {
  const done = new Wakeup('ramped vu')
  task.addDoneCallback(() => done.wake())
  yield* done
  if (!task.cancelled()) task.result()
}
