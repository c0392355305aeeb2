import { performance } from 'node:perf_hooks'
import type { Clock } from './scheduler/index.ts'

/**
 * The run's time on this thread: milliseconds since the start of the run, the same on every thread, because all of
 * them count from one moment of the system's monotonic clock.
 */
export class RunClock implements Clock {
  #offsetMs = -performance.now()

  /** `startNs` is the moment of `process.hrtime.bigint()` that is to be 0; it may lie ahead. */
  startAt(startNs: bigint): void {
    this.#offsetMs = Number(process.hrtime.bigint() - startNs) / 1e6 - performance.now()
  }

  nowMs(): number {
    return performance.now() + this.#offsetMs
  }
}
