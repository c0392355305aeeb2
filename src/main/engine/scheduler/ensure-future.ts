import { Future } from './future.ts'
import type { Awaitable } from './suspension.ts'
import { Task } from './task.ts'

/** A future as it is; anything else awaitable as a new task of the running loop. */
export function ensureFuture<T>(awaitable: Awaitable<T>): Future<T> {
  return awaitable instanceof Future ? awaitable : new Task(awaitable)
}
