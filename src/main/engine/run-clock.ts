import { performance } from 'node:perf_hooks'
import type { Clock } from './scheduler/index.ts'

const READINGS = 5

/**
 * The run's time on this thread: milliseconds since the start of the run, the same on every thread, because all of
 * them count from one moment of the system's monotonic clock.
 */
export class RunClock implements Clock {
  #offsetMs: number | null = null

  /** `startNs` is the moment of `process.hrtime.bigint()` that is to be 0; it may lie ahead. */
  startAt(startNs: bigint): void {
    this.#offsetMs = measureOffsetMs(startNs)
  }

  /** Stands at 0 until the start is known, so that nothing falls due while the threads get ready. */
  nowMs(): number {
    return this.#offsetMs === null ? 0 : performance.now() + this.#offsetMs
  }
}

/**
 * What to add to `performance.now()`. The thread may be put aside between the two readings, which would set this
 * clock wrong for the whole run: the closest of a few pairs counts.
 */
function measureOffsetMs(startNs: bigint): number {
  let offsetMs = 0
  let closestMs = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < READINGS; attempt++) {
    const beforeMs = performance.now()
    const sinceStartMs = Number(process.hrtime.bigint() - startNs) / 1e6
    const afterMs = performance.now()
    if (afterMs - beforeMs >= closestMs) continue
    closestMs = afterMs - beforeMs
    offsetMs = sinceStartMs - (beforeMs + afterMs) / 2
  }
  return offsetMs
}
