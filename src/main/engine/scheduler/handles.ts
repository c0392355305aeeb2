import type { Runnable } from './runnable.ts'
import { Timer } from './timers.ts'
import type { Timers } from './timers.ts'

/** A callback in the ready queue. */
export class CallHandle implements Runnable {
  #callback: (() => void) | null

  constructor(callback: () => void) {
    this.#callback = callback
  }

  get name(): string {
    return this.#callback?.name || 'callback'
  }

  /** It will not run any more. */
  cancel(): void {
    this.#callback = null
  }

  run(): void {
    this.#callback?.()
  }
}

/** A callback set for a time. */
export class TimerHandle extends Timer {
  readonly whenMs: number
  readonly #timers: Timers

  constructor(timers: Timers, whenMs: number, callback: () => void) {
    super(callback)
    this.whenMs = whenMs
    this.#timers = timers
    timers.schedule(this, whenMs)
  }

  /** It leaves the timers at once and will not run any more. */
  cancel(): void {
    this.#timers.cancel(this)
  }
}
