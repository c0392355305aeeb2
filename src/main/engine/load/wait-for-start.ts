import { Timer, Wakeup, type Coroutine } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'

/** Waits for the scenario's start time; false when the run was stopped before it. */
export function* waitForStart({ loop, stop, startMs }: ExecutorContext): Coroutine<boolean> {
  const pause = new Wakeup('scenario start')
  const timer = new Timer(() => pause.wake())
  const unsubscribe = stop.subscribe(() => pause.wake())
  try {
    while (!stop.requested && loop.nowMs() < startMs) {
      loop.timers.schedule(timer, startMs)
      yield* pause
    }
  } finally {
    unsubscribe()
    loop.timers.cancel(timer)
  }
  return !stop.requested
}
