import { ensureFuture } from './ensure-future.ts'
import { Future } from './future.ts'
import { getRunningLoop } from './running-loop.ts'
import type { Awaitable } from './suspension.ts'

/** The results of awaitables, in their order. */
export type Results<A extends readonly Awaitable[]> = {
  -readonly [I in keyof A]: A[I] extends Awaitable<infer T> ? T : never
}

/** The same, each with the error that may stand in its place. */
export type Outcomes<A extends readonly Awaitable[]> = {
  -readonly [I in keyof A]: A[I] extends Awaitable<infer T> ? T | Error : never
}

/**
 * Runs awaitables side by side: coroutines become tasks at once, and the future holds all results in the order in
 * which the awaitables stand.
 *
 * The first failure (a cancelled child counts as one) is the failure of the whole; the others go on. With
 * `returnExceptions` errors stand among the results instead. Cancelling the future cancels all children.
 */
export function gather<const A extends readonly Awaitable[]>(
  awaitables: A,
  options: { readonly returnExceptions: true }
): Future<Outcomes<A>>
export function gather<const A extends readonly Awaitable[]>(awaitables: A): Future<Results<A>>
export function gather(
  awaitables: readonly Awaitable[],
  options: { readonly returnExceptions?: boolean } = {}
): Future<unknown[]> {
  // One awaitable that stands in two places is one child.
  const futures = new Map<Awaitable, Future<unknown>>()
  for (const awaitable of awaitables) {
    if (!futures.has(awaitable)) futures.set(awaitable, ensureFuture(awaitable))
  }
  const places = awaitables.map((awaitable) => futures.get(awaitable)!)
  return new GatheringFuture(places, [...futures.values()], options.returnExceptions ?? false)
}

/** Invariant: `#unfinished` counts the children whose end has not been noticed; 0 settles the whole. */
class GatheringFuture extends Future<unknown[]> {
  readonly #places: readonly Future<unknown>[]
  readonly #children: readonly Future<unknown>[]
  readonly #returnExceptions: boolean
  #unfinished: number
  #cancelRequested = false

  constructor(
    places: readonly Future<unknown>[],
    children: readonly Future<unknown>[],
    returnExceptions: boolean
  ) {
    super(getRunningLoop(), 'gather')
    this.#places = places
    this.#children = children
    this.#returnExceptions = returnExceptions
    this.#unfinished = children.length
    if (children.length === 0) this.setResult([])
    for (const child of children) child.addDoneCallback((done) => this.#childDone(done))
  }

  override cancel(message?: string): boolean {
    if (this.done()) return false
    let any = false
    for (const child of this.#children) any = child.cancel(message) || any
    // Even if children swallow it, the whole ends as cancelled.
    if (any) this.#cancelRequested = true
    return any
  }

  #childDone(child: Future<unknown>): void {
    this.#unfinished--
    if (this.done()) {
      // Of several failures the first is told; asyncio drops the others too.
      errorOf(child)
      return
    }
    if (!this.#returnExceptions && this.#failsWith(child)) return
    if (this.#unfinished > 0) return
    const results = this.#places.map(outcomeOf)
    if (this.#cancelRequested) this.becomeCancelled(undefined)
    else this.setResult(results)
  }

  /** Settles the whole with the failure of `child`, if it failed. */
  #failsWith(child: Future<unknown>): boolean {
    const outcome = errorOf(child)
    if (outcome === null) return false
    if (child.cancelled()) this.becomeCancelled(undefined)
    else this.setException(outcome.error)
    return true
  }
}

function errorOf(future: Future<unknown>): { readonly error: unknown } | null {
  try {
    future.result()
    return null
  } catch (error) {
    return { error }
  }
}

function outcomeOf(future: Future<unknown>): unknown {
  const failure = errorOf(future)
  if (failure === null) return future.result()
  return failure.error
}
