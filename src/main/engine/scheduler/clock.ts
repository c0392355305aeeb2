/** Monotonic time in float milliseconds since the start of the run. It never goes back. */
export interface Clock {
  nowMs(): number
}

/**
 * The machine's monotonic clock.
 *
 * `originMs` is the reading of `performance.now()` that counts as 0. Threads of one run that are given the same
 * origin (corrected for their own `performance.timeOrigin`) read the same time.
 */
export class SystemClock implements Clock {
  readonly #originMs: number

  constructor(originMs = 0) {
    this.#originMs = originMs
  }

  nowMs(): number {
    return performance.now() - this.#originMs
  }
}

/** A clock that moves only when told. `FakeDriver` moves it together with the loops that live on it. */
export class FakeClock implements Clock {
  #nowMs: number

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** Moves the clock by `ms`, a finite number that is not negative. Runs nothing. */
  advance(ms: number): void {
    if (!(ms >= 0 && ms < Infinity))
      throw new RangeError(`A clock moves forward by a finite time, not by ${ms} ms`)
    this.#nowMs += ms
  }

  /** Moves the clock to `whenMs` exactly; a moment that is already past leaves it where it is. */
  advanceTo(whenMs: number): void {
    if (whenMs > this.#nowMs) this.#nowMs = whenMs
  }
}
