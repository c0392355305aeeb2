import type { LiveTask, UnhandledReport } from './loop-core.ts'
import type { Awaitable } from './suspension.ts'
import type { Task, TaskOptions } from './task.ts'

/** The loop as seen by one run of a main coroutine. */
interface MainHost {
  createTask<T>(awaitable: Awaitable<T>, options?: TaskOptions): Task<T>
  stop(then: () => void): void
  liveTasks(): LiveTask[]
  reportUnhandled(report: UnhandledReport): void
  close(): void
}

/**
 * `asyncio.run`: main task, then the cancellation of what is left, then the end.
 *
 * The end of main is noticed by a done callback, which goes through the ready queue like everything else: what
 * became ready before main's end still runs, as in CPython.
 */
export function startMain<T>(host: MainHost, main: Awaitable<T>, onEnd: (task: Task<T>) => void): void {
  const task = host.createTask(main, { name: 'main' })
  task.addDoneCallback(() => host.stop(() => cancelTheRest(host, () => end(host, task, onEnd))))
}

function cancelTheRest(host: MainHost, then: () => void): void {
  const rest = host.liveTasks()
  if (rest.length === 0) {
    then()
    return
  }
  let left = rest.length
  const endAfterLast = (): void => {
    left--
    if (left === 0) host.stop(() => reportFailures(host, rest, then))
  }
  for (const task of rest) {
    task.cancel()
    task.addDoneCallback(endAfterLast)
  }
}

function reportFailures(host: MainHost, tasks: readonly LiveTask[], then: () => void): void {
  for (const task of tasks) {
    if (task.cancelled()) continue
    const error = task.exception()
    if (error !== undefined) host.reportUnhandled({ kind: 'failed_at_shutdown', source: task.name, error })
  }
  then()
}

function end<T>(host: MainHost, task: Task<T>, onEnd: (task: Task<T>) => void): void {
  onEnd(task)
  host.close()
}
