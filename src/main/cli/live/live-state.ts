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
import { isPausedAfter, type DialEvent } from '../../../shared/plan/dial.ts'
import { plannedDurationMs as durationOfPlan } from '../../../shared/plan/load-shape.ts'
import { planAsDialled } from '../../../shared/plan/plan-as-dialled.ts'

/** A run as far as it has been heard of: the newest of everything that progress brings. */
export class LiveState {
  readonly start: LiveRunStart
  #progress: LiveProgress | null = null
  #second: SecondUpdate | null = null
  #soFar: RunSummary | null = null
  #thresholds: readonly ThresholdResult[] = []
  #dial: readonly DialEvent[] = []

  constructor(start: LiveRunStart) {
    this.start = start
  }

  update(progress: LiveProgress): void {
    this.#progress = progress
    this.#second = progress.second ?? this.#second
    this.#soFar = progress.soFar ?? this.#soFar
    this.#thresholds = progress.thresholds ?? this.#thresholds
  }

  dialled(event: DialEvent): void {
    this.#dial = [...this.#dial, event]
  }

  /** What the hand did so far. */
  get dial(): readonly DialEvent[] {
    return this.#dial
  }

  get isPaused(): boolean {
    return this.#progress?.phase !== 'stopping' && isPausedAfter(this.#dial)
  }

  get elapsedMs(): number {
    return this.#progress?.elapsedMs ?? 0
  }

  /** With the pauses so far; null where iterations end the plan. */
  get plannedDurationMs(): number | null {
    const { plan, plannedDurationMs } = this.start
    if (plannedDurationMs === null || this.#dial.length === 0) return plannedDurationMs
    const atMs = Math.max(this.elapsedMs, this.#dial.at(-1)?.atMs ?? 0)
    const events: readonly DialEvent[] = this.isPaused
      ? [...this.#dial, { action: 'resume', atMs }]
      : this.#dial
    return durationOfPlan(planAsDialled(plan, events))
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
