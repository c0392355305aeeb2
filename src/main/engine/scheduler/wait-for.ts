import { CancelledError, TimeoutError } from './errors.ts'
import { ensureFuture } from './ensure-future.ts'
import type { Awaitable, Coroutine } from './suspension.ts'
import { timeout } from './timeout.ts'

/**
 * Awaits `awaitable` for at most `ms` milliseconds. When the time is up it is cancelled, its end is awaited, and
 * TimeoutError is thrown; so nothing of it is left running. To let it go on, `shield` it. With 0 ms or less only
 * what is done already is taken.
 */
export function* waitFor<T>(awaitable: Awaitable<T>, ms: number): Coroutine<T> {
  if (ms > 0) return yield* timeout(ms, awaitable)
  const future = ensureFuture(awaitable)
  if (future.done()) return future.result()
  future.cancel()
  try {
    return yield* future
  } catch (error) {
    if (error instanceof CancelledError && future.cancelled()) {
      throw new TimeoutError(`Not done within ${ms} ms`, { cause: error })
    }
    throw error
  }
}
