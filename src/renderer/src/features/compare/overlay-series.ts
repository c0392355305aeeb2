import type { RunModel } from '../../app-state/run-model.svelte.ts'
import type { SlotSeries } from '../../app-state/slot-series.ts'
import type { ChartSeries } from '../../charts/chart-series.ts'
import { formatFigure, formatRate } from '../../format/number.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'
import type { LatencySummaries, RequestTotals } from '../../../../shared/metrics/summary.ts'
import { namedRequest } from '../../../../shared/metrics/named-request.ts'

/** The slots of a run that a request name stands for: several when scenarios share it, none when it is not there. */
export function slotsOf(model: RunModel, requestName: string | null): number[] {
  if (requestName === null) return [ALL_SLOTS]
  return model.plan.slots.requests.flatMap(({ name }, slot) => (name === requestName ? [slot] : []))
}

export type OverlayChart = 'rate' | 'p50' | 'p99' | 'errors'

/** The same figure of both runs, aligned by the seconds since their starts. */
export function overlaySeries(
  chart: OverlayChart,
  base: RunModel,
  other: RunModel,
  requestName: string | null
): ChartSeries[] {
  return [sideSeries(chart, 'base', base, requestName), sideSeries(chart, 'other', other, requestName)]
}

function sideSeries(
  chart: OverlayChart,
  side: 'base' | 'other',
  model: RunModel,
  requestName: string | null
): ChartSeries {
  const slots = slotsOf(model, requestName)
  const isLatency = chart === 'p50' || chart === 'p99'
  return {
    kind: 'line',
    label: side,
    colour: side,
    width: side === 'other' ? 1.75 : 1.5,
    valueAt: (second) => valueAt(chart, slots, model, second),
    overall: overallOf(chart, model, requestName),
    format: isLatency ? formatFigure : formatRate
  }
}

function valueAt(chart: OverlayChart, slots: readonly number[], model: RunModel, second: number): number {
  if (second >= model.secondCount) return NaN
  if (chart === 'p50' || chart === 'p99') {
    // Percentiles of several slots cannot be put together from theirs.
    const [slot] = slots
    if (slot === undefined || slots.length > 1) return NaN
    return model.series(slot)?.at(second, `response_${chart}`) ?? NaN
  }
  if (!model.isWholeSecond(second)) return NaN
  const count = (series: SlotSeries): number =>
    (chart === 'rate' ? series.endedAt(second) : series.failedAt(second)) || 0
  const loaded = slots.flatMap((slot) => model.series(slot) ?? [])
  return loaded.length === 0 ? NaN : loaded.reduce((sum, series) => sum + count(series), 0)
}

interface Figures {
  readonly totals: RequestTotals
  readonly latency: LatencySummaries
}

function overallOf(chart: OverlayChart, { summary }: RunModel, requestName: string | null): number | null {
  if (summary === null) return null
  const named = requestName === null ? null : namedRequest(summary, requestName)
  const figures: Figures | null | undefined = requestName === null ? summary : named
  if (figures === null || figures === undefined) return null
  if (chart === 'p50' || chart === 'p99') return figures.latency.response[chart]
  if (chart === 'rate') return named?.requestsPerSecond ?? summary.rates.requestsPerSecond
  const seconds = summary.run.durationMs / 1000
  return seconds > 0 ? figures.totals.httpFailed / seconds : null
}
