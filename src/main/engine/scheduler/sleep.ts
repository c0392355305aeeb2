import { InvalidStateError } from './errors.ts'
import { RESUMED, RETURNED, SUSPEND } from './suspension.ts'
import type { Awaitable, Resumption, SuspendedTask, Suspension } from './suspension.ts'
import { TimerNode } from './timers.ts'

/**
 * `yield* sleep(ms)` lets everything else run for `ms` milliseconds of the loop's clock or a little longer, never
 * shorter; 0 or less lets every ready task take one step. The time starts to run at the `yield*`.
 */
export function sleep(ms: number): Awaitable<void> {
  if (Number.isNaN(ms)) throw new RangeError('A task cannot sleep for NaN ms')
  return ms > 0 ? new Sleep(ms) : SWITCH
}

/** One turn to the back of the ready queue. It has no state, so all tasks share it. */
class Switch implements Awaitable<void>, Iterator<Suspension, void, Resumption>, Suspension {
  readonly waitingFor = 'ready'
  readonly #yielded: IteratorYieldResult<Suspension> = { done: false, value: this };

  [Symbol.iterator](): this {
    return this
  }

  next(resumption: Resumption): IteratorResult<Suspension, void> {
    return resumption === RESUMED ? RETURNED : this.#yielded
  }

  throw(error: unknown): never {
    throw error
  }

  [SUSPEND](task: SuspendedTask): void {
    task.resume()
  }

  cancelWait(): boolean {
    return false
  }
}

const SWITCH = new Switch()

/** A sleep is its own iterator, suspension and timer: one object in all. One task at a time can sleep on it. */
class Sleep extends TimerNode implements Awaitable<void>, Iterator<Suspension, void, Resumption>, Suspension {
  readonly waitingFor = 'sleep'
  readonly #ms: number
  /** Who sleeps, or slept last: the step that ends the sleep is reported by this name. */
  #task: SuspendedTask | null = null

  constructor(ms: number) {
    super()
    this.#ms = ms
  }

  override get name(): string {
    return this.#task?.name ?? 'sleep'
  }

  [Symbol.iterator](): this {
    return this
  }

  next(resumption: Resumption): IteratorResult<Suspension, void> {
    return resumption === RESUMED ? RETURNED : { done: false, value: this }
  }

  throw(error: unknown): never {
    throw error
  }

  [SUSPEND](task: SuspendedTask): void {
    if (this.armed) throw new InvalidStateError(`${this.name} sleeps on this already`)
    this.#task = task
    task.loop.timers.schedule(this, task.loop.nowMs() + this.#ms)
  }

  cancelWait(task: SuspendedTask, message: string | undefined): boolean {
    task.loop.timers.cancel(this)
    task.resumeCancelled(message)
    return true
  }

  /** Expiry is a step of the loop already, so the task goes on in it. */
  protected override expire(): void {
    this.#task?.resumeInThisStep()
  }
}
