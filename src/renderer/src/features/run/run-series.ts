import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { countAt } from '../../app-state/slot-series.ts'
import type { ChartColour } from '../../charts/chart-colours.ts'
import type { ChartSeries, SampledSeries, TimeDomain } from '../../charts/chart-series.ts'
import type { ChartPoint } from '../../charts/decimate.ts'
import { growingEnd } from '../../charts/nice-scale.ts'
import { markOf, type SecondMark } from '../../charts/second-mark.ts'
import { achievedIterationsPerSecond } from '../../../../shared/metrics/started-rate.ts'
import { ALL_SLOTS, type RunSecond, type SeriesField } from '../../../../shared/metrics/series.ts'
import type { LatencySummaries } from '../../../../shared/metrics/summary.ts'
import { formatFigure, formatRate, formatShare } from '../../format/number.ts'
import { phasePartsOf } from './phase-parts.ts'
import { summaryOf } from './request-summary.ts'
import { latencyObjectives } from './threshold-words.ts'

/** While a run goes on its axis is as long as the plan, then as long as the run was. */
export function runDomain(model: RunModel): TimeDomain {
  if (!model.isLive) return { start: 0, end: Math.max(1, model.secondCount) }
  const reached = Math.max(model.secondCount, model.elapsedMs / 1000)
  const planned = model.plannedDurationMs === null ? 0 : model.plannedDurationMs / 1000
  return {
    start: 0,
    end: planned > 0 && reached <= planned + 1 ? planned : growingEnd(Math.max(reached, planned))
  }
}

function ofRun(model: RunModel, value: (second: RunSecond) => number): (second: number) => number {
  return (second) => {
    const found = model.runSecond(second)
    return found === undefined ? NaN : value(found)
  }
}

/** Iterations for the whole run; requests when one request name is chosen, since iterations have no name. */
export function rateSeries(
  model: RunModel,
  slot: number,
  plannedPoints: readonly ChartPoint[] | null
): ChartSeries[] {
  if (slot !== ALL_SLOTS) {
    return [
      {
        kind: 'line',
        label: 'ended',
        colour: 'achieved',
        definition: 'requestRate',
        valueAt: (second) =>
          model.isWholeSecond(second) ? (model.series(slot)?.endedAt(second) ?? NaN) : NaN,
        overall: summaryOf(model, slot)?.requestsPerSecond ?? null,
        format: formatRate
      }
    ]
  }
  const achieved: ChartSeries = {
    kind: 'line',
    label: 'achieved',
    colour: 'achieved',
    definition: 'achievedRate',
    valueAt: ofRun(model, ({ second, iterationsStarted }) =>
      model.isWholeSecond(second) ? iterationsStarted : NaN
    ),
    overall: model.summary === null ? null : achievedIterationsPerSecond(model.summary.rates),
    format: formatRate
  }
  if (plannedPoints === null) return [achieved]
  const planned = ofRun(model, (second) => second.iterationsPlanned)
  const overall = model.summary?.rates.plannedIterationsPerSecond
  return [
    {
      kind: 'fixed',
      label: 'planned',
      colour: 'planned',
      definition: 'plannedRate',
      points: plannedPoints,
      dash: [3, 3],
      alwaysInView: true,
      note: (second) => formatRate(second === null ? overall : planned(second))
    },
    achieved
  ]
}

/** Percentiles of the response, the service beside them, and the plan's limits on the response as lines. */
export function latencySeries(model: RunModel, slot: number, domain: TimeDomain): ChartSeries[] {
  const line = (
    label: string,
    field: SeriesField,
    look: Partial<SampledSeries> & { colour: ChartColour }
  ) => ({
    kind: 'line' as const,
    label,
    valueAt: (second: number) => model.series(slot)?.at(second, field) ?? NaN,
    format: formatFigure,
    ...look
  })
  const overall = summaryOf(model, slot)?.latency
  const requestName = slot === ALL_SLOTS ? null : (model.plan.slots.requests[slot]?.name ?? null)
  return [
    line('p50', 'response_p50', { overall: overall?.response.p50 ?? null, colour: 'p50', definition: 'p50' }),
    line('p95', 'response_p95', { overall: overall?.response.p95 ?? null, colour: 'p95', definition: 'p95' }),
    line('p99', 'response_p99', {
      overall: overall?.response.p99 ?? null,
      colour: 'p99',
      definition: 'p99',
      width: 2
    }),
    line('service p99', 'service_p99', {
      overall: overall?.service.p99 ?? null,
      colour: 'service',
      definition: 'service',
      dash: [2, 2],
      width: 1.25
    }),
    ...latencyObjectives(model.plan.thresholds, requestName).map(({ label, limitMs }): ChartSeries => ({
      kind: 'fixed',
      label,
      colour: 'objective',
      definition: 'objective',
      points: [
        { x: domain.start, y: limitMs },
        { x: domain.end, y: limitMs }
      ],
      dash: [5, 4],
      alwaysInView: false,
      note: () => formatFigure(limitMs)
    }))
  ]
}

type PhaseColour = 'setup' | 'sending' | 'waiting' | 'receiving'

const PHASES: readonly (readonly [label: string, field: SeriesField, colour: PhaseColour])[] = [
  ['set-up', 'setupMean', 'setup'],
  ['sending', 'sendingMean', 'sending'],
  ['waiting', 'waitingMean', 'waiting'],
  ['receiving', 'receivingMean', 'receiving']
]

function meanOf(latency: LatencySummaries | undefined, phase: PhaseColour): number | null {
  return phasePartsOf(latency).find(({ colour }) => colour === phase)?.ms ?? null
}

export function phaseSeries(model: RunModel, slot: number): ChartSeries[] {
  const latency = summaryOf(model, slot)?.latency
  return PHASES.map(([label, field, colour]) => ({
    kind: 'area',
    label,
    colour,
    definition: colour,
    valueAt: (second) => model.series(slot)?.at(second, field) ?? NaN,
    overall: meanOf(latency, colour),
    format: formatFigure
  }))
}

const ERROR_COLOURS: readonly ChartColour[] = ['error-1', 'error-2', 'error-3', 'error-4']

/** The colour of the nth error code of a run: the fifth and all later ones share one. */
export function errorColour(index: number): ChartColour {
  return ERROR_COLOURS[index] ?? 'error-5'
}

/** One layer for each of the first four codes, one for all others together. */
export function errorSeries(model: RunModel, slot: number): ChartSeries[] {
  const errors = model.series(slot)?.errors ?? new Map<string, readonly number[]>()
  // Colours go by the run's order, so that a code keeps its colour when a name is chosen.
  const order = [...(model.series(ALL_SLOTS)?.errors.keys() ?? [])]
  const named = order.slice(0, ERROR_COLOURS.length).filter((code) => errors.has(code))
  const others = [...errors].filter(([code]) => order.indexOf(code) >= ERROR_COLOURS.length)
  const bar = (label: string, colour: ChartColour, columns: readonly (readonly number[])[]): ChartSeries => ({
    kind: 'bar',
    label,
    colour,
    definition: 'errors',
    valueAt: (second) => columns.reduce((sum, column) => sum + countAt(column, second), 0),
    format: formatRate
  })
  const layers = named.map((code) => bar(code, errorColour(order.indexOf(code)), [errors.get(code) ?? []]))
  if (others.length === 0) return layers
  const rest = others.map(([, column]) => column)
  return [...layers, bar(`${others.length} other`, 'error-5', rest)]
}

/** The generator's own figures: milliseconds on the axis, the busy share as a figure beside them. */
export function generatorSeries(model: RunModel): ChartSeries[] {
  return [
    {
      kind: 'line',
      label: 'start lag p99',
      colour: 'lag',
      definition: 'startLag',
      valueAt: ofRun(model, (second) => second.generator.startLagP99Ms),
      format: formatFigure
    },
    {
      kind: 'line',
      label: 'loop delay p99',
      colour: 'loop-delay',
      definition: 'loopDelay',
      dash: [2, 2],
      width: 1.25,
      valueAt: ofRun(model, (second) => second.generator.loopDelayP99Ms),
      format: formatFigure
    }
  ]
}

/** Busy share of the busiest lane in words, at a second or (null) over the whole run. */
export function busyText(model: RunModel, second: number | null): string {
  const { summary } = model
  const overall = summary === null ? null : summary.generator.laneBusyPercent / 100
  return `busy ${formatShare(second === null ? overall : model.runSecond(second)?.generator.laneBusy)}`
}

export function markAt(model: RunModel, second: number): SecondMark | null {
  return markOf(model.runSecond(second)?.generator)
}
