import type { HdrHistogram } from '../../src/shared/metrics/histogram/index.ts'

/** Exact figures of what the server saw, in milliseconds. */
export class SortedTimes {
  readonly #sorted: Float64Array

  constructor(timesMs: Iterable<number>) {
    this.#sorted = Float64Array.from(timesMs).sort()
  }

  get count(): number {
    return this.#sorted.length
  }

  get mean(): number {
    return this.#sorted.reduce((sum, time) => sum + time, 0) / this.#sorted.length
  }

  get max(): number {
    return this.#sorted.at(-1) ?? Number.NaN
  }

  get min(): number {
    return this.#sorted[0] ?? Number.NaN
  }

  /** The smallest time that `percent` of all do not exceed, as HdrHistogram defines it. */
  percentile(percent: number): number {
    return this.#sorted[Math.max(1, Math.ceil((percent / 100) * this.#sorted.length)) - 1] ?? Number.NaN
  }
}

/** The same of what Loadgale has stored. */
export function storedPercentile(histogram: HdrHistogram, percent: number): number {
  return histogram.valueAtPercentile(percent) / 1000
}

/** How far `found` is from `truth`, in percent of it. */
export function offPercent(found: number, truth: number): number {
  return (100 * Math.abs(found - truth)) / truth
}
