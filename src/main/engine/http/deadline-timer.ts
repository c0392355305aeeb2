import { TimerNode } from '../scheduler/index.ts'
import type { EventLoop } from '../scheduler/index.ts'

export interface DeadlineListener {
  /** Called in a step of the loop; the deadline is cleared by then. */
  deadlineReached(nowMs: number): void
}

/**
 * The timeout of one connection, made for deadlines that are moved with every request and hardly ever reached: the
 * timer stays where it is while the deadline moves away, and looks again when it fires. So a request costs one
 * comparison, and the timer fires once in each timeout's length.
 *
 * Invariant: `#armedMs` is the time of the armed timer, Infinity when it is not armed, and never later than
 * `#deadlineMs`, which is Infinity while nothing is due.
 */
export class DeadlineTimer extends TimerNode {
  readonly #loop: EventLoop
  readonly #listener: DeadlineListener
  #deadlineMs = Infinity
  #armedMs = Infinity

  constructor(loop: EventLoop, listener: DeadlineListener) {
    super()
    this.#loop = loop
    this.#listener = listener
  }

  override get name(): string {
    return 'timeout'
  }

  /** Moves the deadline to `whenMs` of the loop's clock; Infinity for none. */
  set(whenMs: number): void {
    this.#deadlineMs = whenMs
    if (whenMs < this.#armedMs) this.#arm(whenMs)
  }

  /** Nothing is due any more until the next `set`. */
  clear(): void {
    this.#deadlineMs = Infinity
  }

  /** Takes the timer off the loop. */
  close(): void {
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
    this.#listener.deadlineReached(nowMs)
  }
}
