import { CancelledError, InvalidStateError, TaskGroupError } from './errors.ts'
import { Future } from './future.ts'
import type { Awaitable, Coroutine } from './suspension.ts'
import { Task, currentTask } from './task.ts'
import type { TaskOptions } from './task.ts'

interface Failed {
  readonly ok: false
  readonly error: unknown
}

type Outcome<T> = { readonly ok: true; readonly value: T } | Failed

/**
 * Tasks that live and fail together: `yield* new TaskGroup().run((group) => body)` awaits the body and then every
 * task made by `group.createTask`. The first failure, of a task or of the body, cancels all the others and the
 * body; when all have ended, TaskGroupError holds every error that was not a cancellation. A cancellation from
 * outside cancels the tasks and passes through.
 *
 *   state      meaning                                             createTask   leaves it by
 *   new        `run` not called                                    no           run: open
 *   open       the body runs, or tasks do                          yes          a failure or cancellation: aborting;
 *                                                                               the end of all: closed
 *   aborting   everything was cancelled, the ends are awaited      no           the end of all: closed
 *   closed     over                                                no           never
 *
 * Invariant: `run` does not end before every task of the group has.
 */
export class TaskGroup {
  readonly #tasks = new Set<Task<unknown>>()
  readonly #errors: unknown[] = []
  #parent: Task<unknown> | null = null
  #state: 'new' | 'open' | 'aborting' | 'closed' = 'new'
  /** True once the group has asked its parent to cancel, to end the body; taken back at the end. */
  #cancelledParent = false
  #allEnded: Future<void> | null = null

  /** Throws InvalidStateError unless the group is open. */
  createTask<T>(awaitable: Awaitable<T>, options?: TaskOptions): Task<T> {
    if (this.#state !== 'open' || this.#parent === null) {
      throw new InvalidStateError(`The task group takes no tasks: it is ${this.#state}`)
    }
    const task = new Task(awaitable, this.#parent.loop, options)
    this.#tasks.add(task)
    task.addDoneCallback(() => this.#taskEnded(task))
    return task
  }

  /** Once for each group. Returns what the body returns. */
  *run<T>(body: (group: TaskGroup) => Awaitable<T>): Coroutine<T> {
    const parent = currentTask()
    if (this.#state !== 'new' || parent === null)
      throw new InvalidStateError('A task group runs once, in a task')
    this.#parent = parent
    this.#state = 'open'
    let outcome: Outcome<T>
    try {
      outcome = { ok: true, value: yield* body(this) }
    } catch (error) {
      outcome = { ok: false, error }
      this.#abort()
    }
    const cancellation = yield* this.#awaitTasks(parent)
    this.#state = 'closed'
    return this.#settle(parent, cancellation ?? outcome)
  }

  /** Waits for the end of every task. Returns the CancelledError that reached the parent meanwhile, if one did. */
  *#awaitTasks(parent: Task<unknown>): Coroutine<Failed | null> {
    let cancellation: Failed | null = null
    while (this.#tasks.size > 0) {
      this.#allEnded ??= new Future<void>(parent.loop, 'task group')
      try {
        yield* this.#allEnded
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error
        if (this.#state === 'open') {
          cancellation = { ok: false, error }
          this.#abort()
        }
      }
      this.#allEnded = null
    }
    return cancellation
  }

  #taskEnded(task: Task<unknown>): void {
    this.#tasks.delete(task)
    if (this.#tasks.size === 0 && this.#allEnded?.done() === false) this.#allEnded.setResult(undefined)
    if (task.cancelled()) return
    const error = task.exception()
    if (error === undefined) return
    this.#errors.push(error)
    if (this.#state !== 'open' || this.#parent === null) return
    this.#abort()
    this.#cancelledParent = true
    this.#parent.cancel()
  }

  #abort(): void {
    this.#state = 'aborting'
    for (const task of this.#tasks) task.cancel()
  }

  /** The outcome of the whole, as CPython's `TaskGroup.__aexit__` decides it. */
  #settle<T>(parent: Task<unknown>, outcome: Outcome<T>): T {
    if (this.#cancelledParent) parent.uncancel()
    const cancelled = !outcome.ok && outcome.error instanceof CancelledError
    if (!outcome.ok && !cancelled) this.#errors.push(outcome.error)
    if (this.#errors.length > 0) {
      // A cancellation from outside is not lost behind the errors: it strikes at the next yield point.
      if (parent.cancelling() > 0) {
        parent.uncancel()
        parent.cancel()
      }
      throw new TaskGroupError(this.#errors, `${this.#errors.length} failed in a task group`)
    }
    if (outcome.ok) return outcome.value
    throw outcome.error
  }
}
