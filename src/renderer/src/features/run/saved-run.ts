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

/** Brings the series of the slots that are not there yet, one after the other. */
export async function loadSlots(api: ApiClient, model: RunModel, slots: readonly number[]): Promise<void> {
  for (const slot of slots) {
    if (model.isLive || model.series(slot) !== undefined) continue
    model.addSeries(await api.call('history.series', { runId: model.runId, slot }))
  }
}
