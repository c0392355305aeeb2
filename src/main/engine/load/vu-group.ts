import { Timer, Wakeup, type Coroutine, type Future, type Task } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'

/** A virtual user as the group of its executor sees it. */
export interface VuMember {
  /** An iteration is under way. */
  readonly busy: boolean
  /** Reports the iteration that is under way, if any, as interrupted. */
  abandonIteration(): void
  /** Its task is done and its iteration reported, however it ended. */
  taskDone(): void
}

/**
 * The VU tasks of one executor on one lane, and their common end: no iteration starts after the scenario's time or once
 * the run is being stopped, and what still runs `gracefulStopMs` later, pauses not counted, is interrupted by cancelling
 * its task.
 */
export class VuGroup {
  readonly #context: ExecutorContext
  readonly #running = new Map<Future<void>, VuMember>()
  readonly #allDone = new Wakeup('virtual users')
  readonly #interrupt = new Timer(() => this.#interruptIfDue())
  readonly #unsubscribes: readonly (() => void)[]
  readonly #onEmpty: () => void
  #failure: unknown = undefined
  #stoppedMs = Infinity
  #interruptMs = Infinity
  #interrupted = false

  /** @param onEmpty called when the last task is done, each time */
  constructor(context: ExecutorContext, onEmpty: () => void = () => {}) {
    this.#context = context
    this.#onEmpty = onEmpty
    this.#unsubscribes = [
      context.stop.subscribe((phase) => this.#stopped(phase === 'immediate')),
      context.dial.subscribe(() => this.#armInterrupt())
    ]
    this.#armInterrupt()
  }

  get isEmpty(): boolean {
    return this.#running.size === 0
  }

  /** The graceful stop is over: every task was cancelled and none may be started. */
  get interrupted(): boolean {
    return this.#interrupted
  }

  start(member: VuMember, coroutine: Coroutine<void>): Task<void> {
    const { loop, scenario } = this.#context
    const task = loop.createTask(coroutine, { name: `scenario ${scenario} vu` })
    this.#running.set(task, member)
    task.addDoneCallback(this.#onDone)
    return task
  }

  /** Waits until every VU task is done; throws what a virtual user threw, which is a defect and never a request error. */
  *join(): Coroutine<void> {
    try {
      while (this.#running.size > 0) yield* this.#allDone
    } finally {
      this.#context.loop.timers.cancel(this.#interrupt)
      for (const unsubscribe of this.#unsubscribes) unsubscribe()
      this.#interruptAll()
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Ends the tasks whose VU has nothing to do. */
  dismissIdle(): void {
    for (const [task, member] of this.#running) if (!member.busy) task.cancel()
  }

  /** One function for all tasks: one for each would be memory that many virtual users pay for. */
  readonly #onDone = (task: Future<void>): void => {
    const member = this.#running.get(task)
    this.#running.delete(task)
    member?.abandonIteration()
    if (!task.cancelled()) this.#failure ??= task.exception()
    if (this.#failure !== undefined) this.#interruptAll()
    member?.taskDone()
    if (this.#running.size > 0) return
    this.#allDone.wake()
    this.#onEmpty()
  }

  #stopped(immediately: boolean): void {
    if (immediately) return this.#interruptAll()
    this.dismissIdle()
    this.#stoppedMs = this.#context.loop.nowMs()
    this.#armInterrupt()
  }

  #armInterrupt(): void {
    const { loop, dial, gracefulStopMs } = this.#context
    // A stop is not held up by a pause, which would never end.
    const stopMs = this.#stoppedMs + gracefulStopMs
    this.#interruptMs = Math.min(dial.runTimeAfter(dial.endMs, gracefulStopMs), stopMs)
    if (this.#interruptMs < Infinity) loop.timers.schedule(this.#interrupt, this.#interruptMs)
    else loop.timers.cancel(this.#interrupt)
  }

  /** A pause of which this lane has not heard yet may have moved the end. */
  #interruptIfDue(): void {
    this.#context.dial.refresh()
    if (this.#context.loop.nowMs() >= this.#interruptMs) this.#interruptAll()
  }

  #interruptAll(): void {
    this.#interrupted = true
    for (const task of this.#running.keys()) task.cancel()
  }
}
