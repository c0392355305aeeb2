import type { RunDetail, RunSeries } from '../../../shared/history.ts'
import { isJudgedSecond, isMaterial } from '../../../shared/metrics/judged-second.ts'
import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../shared/metrics/series.ts'
import { slotsNamed } from '../hdr/histogram-source.ts'
import type { ComparedShare } from './compared-metrics.ts'
import { mergedFigures, type SecondFigures } from './merged-figures.ts'
import type { SecondsReader } from './seconds-reader.ts'

/** The seconds of the whole run or of one request name, in ascending order. */
type NamedSeconds = ReadonlyMap<number, SecondFigures>

/**
 * One side of a comparison, second by second. Latencies and rates are judged by its whole, clean seconds: the first
 * (connections are made) and what the plan calls warm-up are left out, as is a last one that was cut off. Shares are
 * those of everything after the warm-up, as thresholds judge them.
 */
export class RunSamples {
  readonly #detail: RunDetail
  readonly #reader: SecondsReader
  readonly #judged: ReadonlySet<number>
  /** Of the name that was asked for last: a comparison goes through them one after the other. */
  #latest: { readonly requestName: string | null; readonly seconds: NamedSeconds } | null = null
  readonly suspectSeconds: number
  readonly judgedSeconds: number

  constructor(detail: RunDetail, reader: SecondsReader) {
    this.#detail = detail
    this.#reader = reader
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
   * @param requestName null for the whole run
   */
  values(requestName: string | null, figure: (read: SecondFigures) => number): Map<number, number> {
    const values = new Map<number, number>()
    for (const [second, read] of this.#seconds(requestName)) {
      if (!this.#judged.has(second)) continue
      const value = figure(read)
      if (Number.isFinite(value)) values.set(second, value)
    }
    return values
  }

  /** What ended after the warm-up but was not ok. */
  failedShare(requestName: string | null): ComparedShare {
    let ok = 0
    let all = 0
    for (const [second, read] of this.#seconds(requestName)) {
      if (this.#isWarmUp(second)) continue
      ok += read('ok')
      all += read('ok') + read('httpErrors') + read('timeouts') + read('transportErrors')
    }
    return { hits: all - ok, all }
  }

  /** The iterations due after the warm-up that were dropped. */
  droppedShare(): ComparedShare {
    const measured = this.#detail.runSeconds.filter(({ second }) => !this.#isWarmUp(second))
    return {
      hits: measured.reduce((sum, { iterationsDropped }) => sum + iterationsDropped, 0),
      all: measured.reduce((sum, { iterationsPlanned }) => sum + iterationsPlanned, 0)
    }
  }

  #isWarmUp(second: number): boolean {
    return second * 1000 < this.#detail.plan.warmUpMs
  }

  #seconds(requestName: string | null): NamedSeconds {
    if (this.#latest?.requestName === requestName) return this.#latest.seconds
    const seconds = this.#read(requestName)
    this.#latest = { requestName, seconds }
    return seconds
  }

  /** A name that several scenarios use is the sum of its slots. */
  #read(requestName: string | null): NamedSeconds {
    const slots = requestName === null ? [ALL_SLOTS] : slotsNamed(this.#detail.plan, requestName)
    const series = slots.map((slot) => figuresOf(this.#reader.seriesOf(slot)))
    const seconds = new Set(series.flatMap((of) => [...of.keys()]))
    return new Map(
      [...seconds]
        .sort((a, b) => a - b)
        .map((second) => {
          const parts = series.flatMap((of) => of.get(second) ?? [])
          const merged = mergedFigures(parts, (latency) => this.#reader.latencyOf(slots, second, latency))
          return [second, merged] as const
        })
    )
  }
}

function figuresOf({ seconds, values }: RunSeries): Map<number, SecondFigures> {
  return new Map(
    seconds.map((second, row) => [
      second,
      (field) => values[row * SERIES_FIELDS.length + seriesFieldIndex(field)] ?? NaN
    ])
  )
}
