import { Timer } from '../scheduler/index.ts'
import type { EventLoop } from '../scheduler/index.ts'

/**
 * The timeout of one connection, made for deadlines that are moved with every request and hardly ever reached: the
 * timer stays where it is while the deadline moves away, and looks again when it fires. So a request costs one
 * comparison, and the timer fires once in each timeout's length.
 *
 * Invariant: `#armedMs` is the time of the armed timer, Infinity when it is not armed, and never later than
 * `#deadlineMs`, which is Infinity while nothing is due.
 */
export class DeadlineTimer {
  readonly #loop: EventLoop
  readonly #timer: Timer
  readonly #onReached: (nowMs: number) => void
  #deadlineMs = Infinity
  #armedMs = Infinity

  /** `onReached` is called in a step of the loop; the deadline is cleared by then. */
  constructor(loop: EventLoop, onReached: (nowMs: number) => void) {
    this.#loop = loop
    this.#onReached = onReached
    this.#timer = new Timer(() => this.#look())
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
    this.#loop.timers.cancel(this.#timer)
  }

  #arm(whenMs: number): void {
    this.#armedMs = whenMs
    this.#loop.timers.schedule(this.#timer, whenMs)
  }

  #look(): void {
    this.#armedMs = Infinity
    if (this.#deadlineMs === Infinity) return
    const nowMs = this.#loop.nowMs()
    if (nowMs < this.#deadlineMs) {
      this.#arm(this.#deadlineMs)
      return
    }
    this.#deadlineMs = Infinity
    this.#onReached(nowMs)
  }
}
