import { Wakeup } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { VirtualUser } from './virtual-user.ts'
import type { VuMember } from './vu-group.ts'

/**
 * A virtual user and the task that runs its iterations.
 *
 * Always holds: `busy` is true exactly from the report of an iteration's start to the report of its end, so that
 * every started iteration is reported completed or interrupted once, also when the task is cancelled before its
 * first step.
 */
export class VuSlot implements VuMember {
  readonly vu: VirtualUser
  readonly wakeup = new Wakeup('next arrival')
  readonly #context: ExecutorContext
  #busy = false
  intendedMs = 0

  constructor(context: ExecutorContext, indexInScenario: number) {
    this.#context = context
    this.vu = context.createVirtualUser(context.vuId(indexInScenario))
  }

  get busy(): boolean {
    return this.#busy
  }

  /** Reports the start of an iteration; `complete` or `abandonIteration` must follow. */
  start(intendedMs: number, nowMs: number): void {
    this.#busy = true
    this.#context.activeVus.count++
    this.intendedMs = intendedMs
    this.#context.observer.started(this.#context.scenario, nowMs)
  }

  complete(nowMs: number): void {
    this.#busy = false
    this.#context.activeVus.count--
    this.#context.observer.completed(this.#context.scenario, nowMs)
  }

  taskDone(): void {
    this.vu.close()
  }

  /** Reports an iteration that will not be run to its end as interrupted. */
  abandonIteration(): void {
    if (!this.#busy) return
    this.#busy = false
    this.#context.activeVus.count--
    this.#context.observer.interrupted(this.#context.scenario, this.#context.loop.nowMs())
  }
}
