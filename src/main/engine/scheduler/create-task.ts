import { getRunningLoop } from './running-loop.ts'
import type { Awaitable } from './suspension.ts'
import { Task } from './task.ts'
import type { TaskOptions } from './task.ts'

/** Submits a coroutine to the running loop and returns at once: it runs when its turn comes. */
export function createTask<T>(awaitable: Awaitable<T>, options?: TaskOptions): Task<T> {
  return new Task(awaitable, getRunningLoop(), options)
}
