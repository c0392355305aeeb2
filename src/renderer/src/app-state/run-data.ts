import type { RunSeries } from '../../../shared/history.ts'
import { ALL_SLOTS, type RunSecond, type SecondUpdate } from '../../../shared/metrics/series.ts'
import { SlotSeries } from './slot-series.ts'

/** The seconds of one run, by slot. Plain memory: `RunModel` says when something was added. */
export class RunData {
  readonly #slots = new Map<number, SlotSeries>()
  readonly #runSeconds: RunSecond[] = []
  #secondCount = 0

  get secondCount(): number {
    return this.#secondCount
  }

  runSecond(second: number): RunSecond | undefined {
    return this.#runSeconds[second]
  }

  series(slot: number): SlotSeries | undefined {
    return this.#slots.get(slot)
  }

  setRunSecond(second: RunSecond): void {
    this.#runSeconds[second.second] = second
    this.#secondCount = Math.max(this.#secondCount, second.second + 1)
  }

  /** A second of a live run. Where its counts name the slots alone, their sum is the whole run's. */
  addSecond(update: SecondUpdate): void {
    const { second } = update.run
    this.setRunSecond(update.run)
    update.slots.forEach((slot, row) => this.#slot(slot).setRow(second, update.values, row))
    const statusesOfRun = update.statuses.some(([slot]) => slot === ALL_SLOTS)
    for (const [slot, status, count] of update.statuses) {
      this.#slot(slot).addStatus(second, status, count)
      if (!statusesOfRun) this.#slot(ALL_SLOTS).addStatus(second, status, count)
    }
    const errorsOfRun = update.errors.some(([slot]) => slot === ALL_SLOTS)
    for (const [slot, code, count] of update.errors) {
      this.#slot(slot).addError(second, code, count)
      if (!errorsOfRun) this.#slot(ALL_SLOTS).addError(second, code, count)
    }
    for (const series of this.#slots.values()) series.extendTo(this.#secondCount)
  }

  /** One slot of a saved run, in place of what was there. */
  addSeries(series: RunSeries): void {
    const slot = new SlotSeries()
    series.seconds.forEach((second, row) => slot.setRow(second, series.values, row))
    slot.extendTo(this.#secondCount)
    for (const [second, status, count] of series.statuses) slot.addStatus(second, status, count)
    for (const [second, code, count] of series.errors) slot.addError(second, code, count)
    this.#slots.set(series.slot, slot)
    this.#secondCount = Math.max(this.#secondCount, slot.length)
  }

  #slot(slot: number): SlotSeries {
    let series = this.#slots.get(slot)
    if (series === undefined) {
      series = new SlotSeries()
      this.#slots.set(slot, series)
    }
    return series
  }
}
