import type { Clock } from './clock.ts'

/** The loop as its driver sees it. */
export interface DrivenLoop {
  /** Runs the due timers and what is ready now. Does nothing within a pass or after close. */
  runPass(): void
}

/** The loop's line to its driver. */
export interface DriverPort {
  /** Call `runPass` soon, after pending I/O. Asked twice before that, it calls once. */
  requestPass(): void
  /**
   * Call `runPass` at `whenMs` of the clock or soon after, and no later than any earlier request that has not been
   * served. The loop asks again at the end of each pass, so a call that comes early does no harm.
   */
  armTimer(whenMs: number): void
  close(): void
}

/** Where a loop's passes and its time come from. A more precise waker than Node's timers is another driver. */
export interface Driver {
  readonly clock: Clock
  attach(loop: DrivenLoop): DriverPort
}
