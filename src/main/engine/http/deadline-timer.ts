import { TimerNode } from '../scheduler/index.ts'
import type { EventLoop } from '../scheduler/index.ts'

/**
 * Something with one timeout, made for deadlines that are moved with every request and hardly ever reached: the
 * timer stays where it is while the deadline moves away, and looks again when it fires. So a request costs one
 * comparison, and the timer fires once in each timeout's length.
 *
 * A class to extend and no part to own: a connection and its timer are used together, and of thousands of connections
 * each object is out of the cache by its next use.
 *
 * Invariant: `#armedMs` is the time of the armed timer, Infinity when it is not armed, and never later than
 * `#deadlineMs`, which is Infinity while nothing is due.
 */
export abstract class DeadlineTimer extends TimerNode {
  readonly #loop: EventLoop
  #deadlineMs = Infinity
  #armedMs = Infinity

  constructor(loop: EventLoop) {
    super()
    this.#loop = loop
  }

  /** Called in a step of the loop; the deadline is cleared by then. */
  protected abstract deadlineReached(nowMs: number): void

  override get name(): string {
    return 'timeout'
  }

  /** Moves the deadline to `whenMs` of the loop's clock; Infinity for none. */
  protected setDeadline(whenMs: number): void {
    this.#deadlineMs = whenMs
    if (whenMs < this.#armedMs) this.#arm(whenMs)
  }

  /** Nothing is due any more until the next `setDeadline`. */
  protected clearDeadline(): void {
    this.#deadlineMs = Infinity
  }

  /** Takes the timer off the loop. */
  protected closeDeadline(): void {
    this.#deadlineMs = Infinity
    this.#armedMs = Infinity
    this.#loop.timers.cancel(this)
  }

  #arm(whenMs: number): void {
    this.#armedMs = whenMs
    this.#loop.timers.schedule(this, whenMs)
  }

  protected override expire(): void {
    this.#armedMs = Infinity
    if (this.#deadlineMs === Infinity) return
    const nowMs = this.#loop.nowMs()
    if (nowMs < this.#deadlineMs) {
      this.#arm(this.#deadlineMs)
      return
    }
    this.#deadlineMs = Infinity
    this.deadlineReached(nowMs)
  }
}
