import { performance } from 'node:perf_hooks'
import { DelaySamples } from './delay-samples.ts'

const INTERVAL_MS = 5
/** Node's timers know whole milliseconds, so they come up to 1 ms late; and the kernel takes its time to wake it. */
const TIMER_COARSENESS_MS = 1.2

/**
 * How long the thread's event loop makes an event wait, looked at some 150 times a second: what a timer came late
 * beyond the coarseness of Node's timers, or one whole turn of the loop, whichever is longer. So a loop with nothing
 * else to do reads close to 0, where `monitorEventLoopDelay` reads its timer's own 1 ms, and a delay below the
 * coarseness is seen as well. It does not keep its thread alive.
 */
export class LoopDelay {
  readonly #samples = new DelaySamples(INTERVAL_MS)
  #timeout: NodeJS.Timeout | null = null
  #immediate: NodeJS.Immediate | null = null
  #dueMs = 0
  #lateMs = 0
  #firedMs = 0
  #turnBeganMs = 0

  constructor() {
    this.#await()
  }

  /** The delays since the last look, in milliseconds; 0 where there was none. */
  take(): { p99Ms: number; maxMs: number } {
    return this.#samples.take()
  }

  close(): void {
    if (this.#timeout !== null) clearTimeout(this.#timeout)
    if (this.#immediate !== null) clearImmediate(this.#immediate)
  }

  #await(): void {
    this.#dueMs = performance.now() + INTERVAL_MS
    this.#timeout = setTimeout(this.#onTimer, INTERVAL_MS).unref()
  }

  readonly #onTimer = (): void => {
    this.#firedMs = performance.now()
    this.#lateMs = this.#firedMs - this.#dueMs - TIMER_COARSENESS_MS
    this.#immediate = setImmediate(this.#onTurnBegins)
  }

  /** The immediates keep the loop from sleeping, so that a turn is work alone. */
  readonly #onTurnBegins = (): void => {
    this.#turnBeganMs = performance.now()
    // What ran behind the timer in its own turn made every event wait as well.
    this.#lateMs = Math.max(this.#lateMs, this.#turnBeganMs - this.#firedMs)
    this.#immediate = setImmediate(this.#onTurnEnds)
  }

  readonly #onTurnEnds = (): void => {
    this.#samples.record(Math.max(0, this.#lateMs, performance.now() - this.#turnBeganMs))
    this.#await()
  }
}
