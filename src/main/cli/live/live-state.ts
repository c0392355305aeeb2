import type { LiveProgress, LiveRunStart } from '../../../shared/ipc-contract.ts'
import {
  ALL_SLOTS,
  SERIES_FIELDS,
  seriesFieldIndex,
  type RunSecond,
  type SecondUpdate,
  type SeriesField
} from '../../../shared/metrics/series.ts'
import type { RunSummary, ThresholdResult } from '../../../shared/metrics/summary.ts'

/** A run as far as it has been heard of: the newest of everything that progress brings. */
export class LiveState {
  readonly start: LiveRunStart
  #progress: LiveProgress | null = null
  #second: SecondUpdate | null = null
  #soFar: RunSummary | null = null
  #thresholds: readonly ThresholdResult[] = []

  constructor(start: LiveRunStart) {
    this.start = start
  }

  update(progress: LiveProgress): void {
    this.#progress = progress
    this.#second = progress.second ?? this.#second
    this.#soFar = progress.soFar ?? this.#soFar
    this.#thresholds = progress.thresholds ?? this.#thresholds
  }

  get progress(): LiveProgress | null {
    return this.#progress
  }

  get soFar(): RunSummary | null {
    return this.#soFar
  }

  get thresholds(): readonly ThresholdResult[] {
    return this.#thresholds
  }

  /** The last whole second; null before the first has closed. */
  get runSecond(): RunSecond | null {
    return this.#second?.run ?? null
  }

  /** A figure of all requests in the last whole second; NaN where it has none. */
  lastSecond(field: SeriesField): number {
    const row = this.#second?.slots.indexOf(ALL_SLOTS) ?? -1
    if (row < 0) return NaN
    return this.#second?.values[row * SERIES_FIELDS.length + seriesFieldIndex(field)] ?? NaN
  }
}
