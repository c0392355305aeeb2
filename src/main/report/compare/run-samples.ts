import type { RunDetail, RunSeries } from '../../../shared/history.ts'
import {
  ALL_SLOTS,
  SERIES_FIELDS,
  seriesFieldIndex,
  type SeriesField
} from '../../../shared/metrics/series.ts'
import { isJudgedSecond, isMaterial } from '../../../shared/metrics/judged-second.ts'

/** How a stored run's series is read; slots that had no traffic give an empty one. */
export type SeriesReader = (slot: number) => RunSeries

/**
 * One side of a comparison: the values of its whole, clean seconds. The first second (connections are made) and what
 * the plan calls warm-up are left out, as is a last second that was cut off.
 */
export class RunSamples {
  readonly #detail: RunDetail
  readonly #seriesOf: SeriesReader
  readonly #judged: ReadonlySet<number>
  readonly #cache = new Map<number, RunSeries>()
  readonly suspectSeconds: number
  readonly judgedSeconds: number

  constructor(detail: RunDetail, seriesOf: SeriesReader) {
    this.#detail = detail
    this.#seriesOf = seriesOf
    const span = { warmUpMs: detail.plan.warmUpMs, durationMs: detail.item.durationMs }
    const whole = detail.runSeconds.filter(({ second }) => isJudgedSecond(second, span))
    const clean = whole.filter(({ generator }) => !generator.suspect && !generator.saturated)
    this.#judged = new Set(clean.map(({ second }) => second))
    this.judgedSeconds = whole.length
    this.suspectSeconds = whole.length - clean.length
  }

  get isSuspect(): boolean {
    return isMaterial(this.suspectSeconds, this.judgedSeconds)
  }

  /**
   * A figure of each judged second in the order of time; seconds without it are left out.
   *
   * @param requestName null for the whole run; a name that several scenarios use has no samples of its own
   */
  values(requestName: string | null, figure: (read: (field: SeriesField) => number) => number): number[] {
    const slot = this.#slotOf(requestName)
    if (slot === null) return []
    const { seconds, values } = this.#series(slot)
    return seconds.flatMap((second, row) => {
      if (!this.#judged.has(second)) return []
      const value = figure((field) => values[row * SERIES_FIELDS.length + seriesFieldIndex(field)] ?? NaN)
      return Number.isFinite(value) ? [value] : []
    })
  }

  #slotOf(requestName: string | null): number | null {
    if (requestName === null) return ALL_SLOTS
    const slots = this.#detail.plan.slots.requests.flatMap(({ name }, slot) =>
      name === requestName ? [slot] : []
    )
    return slots.length === 1 ? (slots[0] ?? null) : null
  }

  #series(slot: number): RunSeries {
    const cached = this.#cache.get(slot)
    if (cached !== undefined) return cached
    const series = this.#seriesOf(slot)
    this.#cache.set(slot, series)
    return series
  }
}
