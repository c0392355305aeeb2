import { Timer, Wakeup, type Coroutine, type Task } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { VuSlot } from './vu-slot.ts'

/**
 * The VU tasks of one executor on one lane, and their common end: no iteration starts after `endMs` or once the run
 * is being stopped, and what still runs `gracefulStopMs` later is interrupted by cancelling its task.
 */
export class VuGroup {
  readonly #context: ExecutorContext
  readonly #running = new Map<Task<void>, VuSlot>()
  readonly #allDone = new Wakeup('virtual users')
  readonly #interrupt = new Timer(() => this.#interruptAll())
  readonly #unsubscribe: () => void
  #failure: unknown = undefined
  #deadlineMs: number
  #interrupted = false

  constructor(context: ExecutorContext, endMs: number) {
    this.#context = context
    this.#deadlineMs = endMs + context.gracefulStopMs
    context.loop.timers.schedule(this.#interrupt, this.#deadlineMs)
    this.#unsubscribe = context.stop.subscribe((phase) => this.#stopped(phase === 'immediate'))
  }

  /** The graceful stop is over: every task was cancelled and none may be started. */
  get interrupted(): boolean {
    return this.#interrupted
  }

  start(slot: VuSlot, coroutine: Coroutine<void>): void {
    const { loop, scenario } = this.#context
    const task = loop.createTask(coroutine, { name: `scenario ${scenario} vu` })
    this.#running.set(task, slot)
    task.addDoneCallback(() => this.#done(task, slot))
  }

  /** Waits until every VU task is done; throws what a virtual user threw, which is a defect and never a request error. */
  *join(): Coroutine<void> {
    try {
      while (this.#running.size > 0) yield* this.#allDone
    } finally {
      this.#context.loop.timers.cancel(this.#interrupt)
      this.#unsubscribe()
      this.#interruptAll()
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Ends the tasks whose VU has nothing to do. */
  dismissIdle(): void {
    for (const [task, slot] of this.#running) if (!slot.busy) task.cancel()
  }

  #done(task: Task<void>, slot: VuSlot): void {
    this.#running.delete(task)
    slot.taskDone()
    if (!task.cancelled()) this.#failure ??= task.exception()
    if (this.#failure !== undefined) this.#interruptAll()
    if (this.#running.size === 0) this.#allDone.wake()
  }

  #stopped(immediately: boolean): void {
    if (immediately) return this.#interruptAll()
    this.dismissIdle()
    this.#deadlineMs = Math.min(this.#deadlineMs, this.#context.loop.nowMs() + this.#context.gracefulStopMs)
    this.#context.loop.timers.schedule(this.#interrupt, this.#deadlineMs)
  }

  #interruptAll(): void {
    this.#interrupted = true
    for (const task of this.#running.keys()) task.cancel()
  }
}
