import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'
import { measuredFailedShare } from '../../../../shared/metrics/failed-share.ts'
import { requestLabel, sharesItsName, summaryOf } from './request-summary.ts'

/** A request name of the plan; two scenarios that share a name are told apart. */
export interface RequestLabel {
  readonly slot: number
  readonly label: string
}

export function requestLabels(plan: Plan): RequestLabel[] {
  return plan.slots.requests.map(({ name, scenario }, slot) => {
    const scenarioName = plan.scenarios[scenario]?.name ?? ''
    return { slot, label: sharesItsName(plan, slot) ? requestLabel(scenarioName, name) : name }
  })
}

/** The figures of one request name, of one second or of the whole run. NaN without samples. */
export interface RequestRow {
  readonly slot: number
  readonly label: string
  readonly requestsPerSecond: number
  readonly p99Ms: number
  readonly errorShare: number
  /** False while the seconds of a saved run are being read. */
  readonly known: boolean
}

/** One row for each request name in the plan's order, so that no row moves while figures change. */
export function requestRows(model: RunModel, second: number | null): RequestRow[] {
  const labels = requestLabels(model.plan)
  const rows = labels.map(({ slot, label }) =>
    second === null ? wholeRow(model, slot, label) : secondRow(model, slot, label, second)
  )
  if (labels.length < 2) return rows
  const all = 'all requests'
  return [
    second === null ? wholeRow(model, ALL_SLOTS, all) : secondRow(model, ALL_SLOTS, all, second),
    ...rows
  ]
}

function secondRow(model: RunModel, slot: number, label: string, second: number): RequestRow {
  const series = model.series(slot)
  const ended = series?.endedAt(second) ?? NaN
  return {
    slot,
    label,
    requestsPerSecond: Number.isNaN(ended) ? 0 : ended,
    p99Ms: series?.at(second, 'response_p99') ?? NaN,
    errorShare: series === undefined || !(ended > 0) ? NaN : series.failedAt(second) / ended,
    known: model.isLive || series !== undefined
  }
}

function wholeRow(model: RunModel, slot: number, label: string): RequestRow {
  const figures = summaryOf(model, slot)
  return {
    slot,
    label,
    requestsPerSecond: figures?.requestsPerSecond ?? NaN,
    p99Ms: figures?.latency.response.p99 ?? NaN,
    errorShare: figures === null ? NaN : (measuredFailedShare(figures) ?? NaN),
    known: true
  }
}
