import { ApiError, type ApiClient } from '../../api/index.ts'
import { RunModel } from '../../app-state/run-model.svelte.ts'
import type { HistogramShift, RunComparison } from '../../../../shared/compare.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'
import { slotsOf } from './overlay-series.ts'

type SideName = 'base' | 'other'

export type ComparisonState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'same-run' }
  | { readonly kind: 'missing'; readonly side: SideName }
  | { readonly kind: 'running'; readonly side: SideName; readonly runId: string }
  | { readonly kind: 'failed'; readonly message: string; readonly details: readonly string[] }
  | {
      readonly kind: 'ready'
      readonly comparison: RunComparison
      readonly base: RunModel
      readonly other: RunModel
    }

/** Error codes of the store that a side may answer with. */
const NOT_FOUND = 'RUN_NOT_FOUND'
const STILL_RUNNING = 'RUN_STILL_RUNNING'

/** Two runs and what the main process says of them. Never throws: every failure is a state of its own. */
export async function loadComparison(
  api: ApiClient,
  baseId: string,
  otherId: string
): Promise<ComparisonState> {
  if (baseId === otherId) return { kind: 'same-run' }
  const [base, other] = await Promise.allSettled([loadRun(api, baseId), loadRun(api, otherId)])
  if (base.status === 'rejected') return failureOf(base.reason, 'base', baseId)
  if (other.status === 'rejected') return failureOf(other.reason, 'other', otherId)
  try {
    const comparison = await api.call('compare.runs', { baseId, otherId })
    return { kind: 'ready', comparison, base: base.value, other: other.value }
  } catch (error) {
    return failureOf(error, null, '')
  }
}

async function loadRun(api: ApiClient, runId: string): Promise<RunModel> {
  const [detail, series] = await Promise.all([
    api.call('history.detail', { runId }),
    api.call('history.series', { runId, slot: ALL_SLOTS })
  ])
  const model = RunModel.saved(detail, null)
  model.addSeries(series)
  return model
}

function failureOf(error: unknown, side: SideName | null, runId: string): ComparisonState {
  const code = error instanceof ApiError ? error.code : ''
  if (side !== null && code === NOT_FOUND) return { kind: 'missing', side }
  if (side !== null && code === STILL_RUNNING) return { kind: 'running', side, runId }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', message, details: error instanceof ApiError ? error.details : [] }
}

/** Brings the seconds of a request name that are not there yet. */
export async function loadRequestSeries(
  api: ApiClient,
  models: readonly RunModel[],
  requestName: string | null
): Promise<void> {
  for (const model of models) {
    for (const slot of slotsOf(model, requestName)) {
      if (model.series(slot) !== undefined) continue
      model.addSeries(await api.call('history.series', { runId: model.runId, slot }))
    }
  }
}

/** The percentiles of both runs, of all requests or of those of one name. */
export function loadShift(
  api: ApiClient,
  base: RunModel,
  other: RunModel,
  requestName: string | null
): Promise<HistogramShift> {
  return api.call('compare.shift', { baseId: base.runId, otherId: other.runId, requestName })
}
