import type { ApiClient } from '../../api/index.ts'
import { RunModel } from '../../app-state/run-model.svelte.ts'
import { plannedDurationMs } from '../../charts/load-shape.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'

/**
 * A run from the history with the series of the whole run.
 * @throws ApiError when there is no such run.
 */
export async function openSavedRun(api: ApiClient, runId: string): Promise<RunModel> {
  const [detail, series] = await Promise.all([
    api.call('history.detail', { runId }),
    api.call('history.series', { runId, slot: ALL_SLOTS })
  ])
  const model = RunModel.saved(detail, plannedDurationMs(detail.plan))
  model.addSeries(series)
  return model
}

/** Brings the series of a saved run's slots when something needs them, each once, one after the other. */
export class SlotLoader {
  readonly #api: ApiClient
  readonly #model: RunModel
  readonly #requested = new Set<number>([ALL_SLOTS])

  constructor(api: ApiClient, model: RunModel) {
    this.#api = api
    this.#model = model
  }

  /** A slot that could not be read may be asked for again. */
  async load(slots: readonly number[]): Promise<void> {
    if (this.#model.isLive) return
    const missing = slots.filter(
      (slot) => !this.#requested.has(slot) && this.#model.series(slot) === undefined
    )
    for (const slot of missing) this.#requested.add(slot)
    for (const [index, slot] of missing.entries()) {
      try {
        this.#model.addSeries(await this.#api.call('history.series', { runId: this.#model.runId, slot }))
      } catch (error) {
        for (const rest of missing.slice(index)) this.#requested.delete(rest)
        throw error
      }
    }
  }
}
