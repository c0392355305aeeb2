import type { RunSeries } from '../../../shared/history.ts'
import { ALL_SLOTS, type RunSecond, type SecondUpdate } from '../../../shared/metrics/series.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { SlotSeries } from './slot-series.ts'
import { statusErrorCode, UnexpectedStatuses } from './unexpected-statuses.ts'

/**
 * The seconds of one run, by slot. The errors of a slot hold its unexpected statuses as well. Plain memory:
 * `RunModel` says when something was added.
 */
export class RunData {
  readonly #unexpected: UnexpectedStatuses
  readonly #slots = new Map<number, SlotSeries>()
  readonly #runSeconds: RunSecond[] = []
  #secondCount = 0

  constructor(plan: Plan) {
    this.#unexpected = new UnexpectedStatuses(plan)
  }

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

  /**
   * A second of a live run. Its counts name the slots; their sum is the whole run's. One that comes again, because a lane
   * was late, has everything and stands for the one before.
   */
  addSecond(update: SecondUpdate): void {
    const { second } = update.run
    if (second < this.#secondCount) for (const series of this.#slots.values()) series.clearCounts(second)
    this.setRunSecond(update.run)
    update.slots.forEach((slot, row) => this.#slot(slot).setRow(second, update.values, row))
    const all = this.#slot(ALL_SLOTS)
    for (const [slot, status, count] of update.statuses) {
      const isError = this.#unexpected.has(slot, status)
      for (const series of [this.#slot(slot), all]) {
        series.addStatus(second, status, count)
        if (isError) series.addError(second, statusErrorCode(status), count)
      }
    }
    for (const [slot, code, count] of update.errors) {
      this.#slot(slot).addError(second, code, count)
      all.addError(second, code, count)
    }
    for (const series of this.#slots.values()) series.extendTo(this.#secondCount)
  }

  /** One slot of a saved run, in place of what was there. */
  addSeries(series: RunSeries): void {
    const slot = new SlotSeries()
    series.seconds.forEach((second, row) => slot.setRow(second, series.values, row))
    slot.extendTo(this.#secondCount)
    for (const [second, status, count] of series.statuses) slot.addStatus(second, status, count)
    for (const [second, status, count] of this.#httpErrors(series, slot)) {
      slot.addError(second, statusErrorCode(status), count)
    }
    for (const [second, code, count] of series.errors) slot.addError(second, code, count)
    this.#slots.set(series.slot, slot)
    this.#secondCount = Math.max(this.#secondCount, slot.length)
  }

  #httpErrors({ slot, statuses }: RunSeries, series: SlotSeries): RunSeries['statuses'] {
    if (slot !== ALL_SLOTS) return statuses.filter(([, status]) => this.#unexpected.has(slot, status))
    return [...Map.groupBy(statuses, ([second]) => second)].flatMap(([second, entries]) =>
      this.#unexpected
        .amongAll(
          entries.map(([, status, count]) => [status, count] as const),
          series.at(second, 'httpErrors')
        )
        .map(([status, count]) => [second, status, count] as const)
    )
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
