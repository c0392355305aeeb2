/**
 * The delays of one second, taken at a fixed interval, in milliseconds.
 *
 * A delay longer than the interval has kept the next looks from being taken: each of them would have found the rest of
 * it, and is filled in. That is what HdrHistogram calls the expected interval; without it a loop that stood still for
 * 150 ms would be one sample among 86.
 */
export class DelaySamples {
  readonly #intervalMs: number
  readonly #delaysMs: number[] = []

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  record(delayMs: number): void {
    this.#delaysMs.push(delayMs)
    for (let restMs = delayMs - this.#intervalMs; restMs > 0; restMs -= this.#intervalMs) {
      this.#delaysMs.push(restMs)
    }
  }

  /** The delay that 99 of 100 did not exceed (nearest rank), and the longest; 0 without any. Begins anew. */
  take(): { p99Ms: number; maxMs: number } {
    const sorted = this.#delaysMs.splice(0).sort((a, b) => a - b)
    return { p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, maxMs: sorted.at(-1) ?? 0 }
  }
}
