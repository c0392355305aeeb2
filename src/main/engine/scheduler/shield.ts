import { ensureFuture } from './ensure-future.ts'
import { Future } from './future.ts'
import type { Awaitable } from './suspension.ts'

/**
 * Keeps a cancellation from what is awaited: `yield* shield(task)` in a cancelled task throws CancelledError there,
 * while `task` goes on. Cancelling `task` itself cancels both. A coroutine becomes a task at once; its error, when
 * nobody is left to take it, is reported like that of any task.
 */
export function shield<T>(awaitable: Awaitable<T>): Future<T> {
  const inner = ensureFuture(awaitable)
  if (inner.done()) return inner
  const outer = new Future<T>(inner.loop, 'shield')
  inner.addDoneCallback(() => settleLike(outer, inner))
  return outer
}

function settleLike<T>(outer: Future<T>, inner: Future<T>): void {
  if (outer.done()) return
  if (inner.cancelled()) {
    outer.cancel()
    return
  }
  let value: T
  try {
    value = inner.result()
  } catch (error) {
    outer.setException(error)
    return
  }
  outer.setResult(value)
}
