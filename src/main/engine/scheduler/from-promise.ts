import { Future } from './future.ts'
import type { LoopCore } from './loop-core.ts'

/**
 * A future that settles as `promise` does: the bridge at the edges, never on the request path. Cancelling the future
 * ends the wait for the promise; what the promise stands for goes on, and its outcome is dropped.
 */
export function fromPromise<T>(promise: PromiseLike<T>, loop?: LoopCore): Future<T> {
  const future = new Future<T>(loop, 'promise')
  promise.then(
    (value) => {
      if (!future.done()) future.setResult(value)
    },
    (error: unknown) => {
      if (!future.done()) future.setException(error)
    }
  )
  return future
}
