import { SystemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import type { DrivenLoop, Driver, DriverPort } from './driver.ts'

/** The longest delay that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Node's event loop: passes come from `setImmediate`, right after I/O was polled; timers from one `setTimeout`. */
export class NodeDriver implements Driver {
  readonly clock: Clock

  constructor(clock: Clock = new SystemClock()) {
    this.clock = clock
  }

  attach(loop: DrivenLoop): DriverPort {
    return new NodePort(loop, this.clock)
  }
}

/**
 * Invariants: at most one immediate and one timeout are pending; `#armedMs` is the time of the pending timeout and
 * Infinity when there is none. The timeout of a timer that was cancelled is left to fire for nothing: moving it
 * for each request would cost more than one idle pass now and then.
 */
class NodePort implements DriverPort {
  readonly #loop: DrivenLoop
  readonly #clock: Clock
  #immediate: NodeJS.Immediate | null = null
  #timeout: NodeJS.Timeout | null = null
  #armedMs = Infinity

  constructor(loop: DrivenLoop, clock: Clock) {
    this.#loop = loop
    this.#clock = clock
  }

  requestPass(): void {
    this.#immediate ??= setImmediate(this.#onImmediate)
  }

  armTimer(whenMs: number): void {
    if (whenMs >= this.#armedMs) return
    if (this.#timeout !== null) clearTimeout(this.#timeout)
    this.#armedMs = whenMs
    const delayMs = Math.ceil(whenMs - this.#clock.nowMs())
    this.#timeout = setTimeout(this.#onTimeout, Math.min(Math.max(delayMs, 1), MAX_TIMEOUT_MS))
  }

  close(): void {
    if (this.#immediate !== null) clearImmediate(this.#immediate)
    if (this.#timeout !== null) clearTimeout(this.#timeout)
    this.#immediate = null
    this.#timeout = null
    this.#armedMs = Infinity
  }

  readonly #onImmediate = (): void => {
    this.#immediate = null
    this.#loop.runPass()
  }

  readonly #onTimeout = (): void => {
    this.#timeout = null
    this.#armedMs = Infinity
    this.#loop.runPass()
  }
}
