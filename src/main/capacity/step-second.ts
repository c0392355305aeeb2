import {
  ALL_SLOTS,
  SERIES_FIELDS,
  seriesFieldIndex,
  type SecondUpdate,
  type SeriesField
} from '../../shared/metrics/series.ts'

/** What a search looks at in one closed second of a step's run. */
export interface StepSecond {
  /** Of the step's run, from 0. */
  readonly second: number
  /** Iterations. */
  readonly planned: number
  readonly completed: number
  readonly dropped: number
  readonly activeVus: number
  /** Whole responses. */
  readonly requests: number
  /** Milliseconds; NaN where nothing ended. */
  readonly responseMeanMs: number
  readonly responseP50Ms: number
  readonly responseP99Ms: number
  readonly suspect: boolean
  readonly saturated: boolean
  readonly laneBusy: number
}

export function stepSecondOf({ run, slots, values }: SecondUpdate): StepSecond {
  const row = slots.indexOf(ALL_SLOTS)
  const at = (field: SeriesField): number =>
    row < 0 ? NaN : (values[row * SERIES_FIELDS.length + seriesFieldIndex(field)] ?? NaN)
  return {
    second: run.second,
    planned: run.iterationsPlanned,
    completed: run.iterationsCompleted,
    dropped: run.iterationsDropped,
    activeVus: run.activeVus,
    requests: row < 0 ? 0 : at('ok') + at('httpErrors'),
    responseMeanMs: at('response_mean'),
    responseP50Ms: at('response_p50'),
    responseP99Ms: at('response_p99'),
    suspect: run.generator.suspect,
    saturated: run.generator.saturated,
    laneBusy: run.generator.laneBusy
  }
}

export function sumOf(seconds: readonly StepSecond[], of: (second: StepSecond) => number): number {
  return seconds.reduce((sum, second) => sum + of(second), 0)
}
