import { Timer, Wakeup, type Coroutine } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'

/** Waits for the scenario's start time; false when the run was stopped before it. */
export function* waitForStart({ loop, stop, dial }: ExecutorContext): Coroutine<boolean> {
  const wakeup = new Wakeup('scenario start')
  const timer = new Timer(() => wakeup.wake())
  const unsubscribes = [stop.subscribe(() => wakeup.wake()), dial.subscribe(() => wakeup.wake())]
  try {
    while (!stop.requested) {
      dial.refresh()
      const { startMs } = dial
      if (loop.nowMs() >= startMs) break
      if (startMs < Infinity) loop.timers.schedule(timer, startMs)
      else loop.timers.cancel(timer)
      yield* wakeup
    }
  } finally {
    for (const unsubscribe of unsubscribes) unsubscribe()
    loop.timers.cancel(timer)
  }
  return !stop.requested
}
