/** What Linux adds to a sleep by default (a timer slack of 50 us), and the way to the lane's thread. */
const USUAL_MS = 0.08
/** A machine that wakes later than this must not make its lanes wait awake for so long. */
const MOST_MS = 0.2
const STEP_MS = 0.012
const QUANTILE = 0.25

/**
 * How long before its time a lane asks to be woken: the lower quartile of how late its wakes came, in milliseconds, so
 * that three of four wakes come when their timer is due. Each wake moves it by a small step, those that came earlier
 * by three times as much as those that came later. So a wake that was late because the lane was busy counts no more
 * than any other.
 */
export class MetronomeLead {
  #ms = USUAL_MS

  get ms(): number {
    return this.#ms
  }

  /** `lateMs` is how long after the time that was asked for the lane was woken. */
  observe(lateMs: number): void {
    if (lateMs > this.#ms) this.#ms = Math.min(MOST_MS, this.#ms + STEP_MS * QUANTILE)
    else this.#ms = Math.max(0, this.#ms - STEP_MS * (1 - QUANTILE))
  }
}
