import type { ExecutorPlan, Plan, Stage } from '../../../shared/plan/plan.ts'
import { formatDuration } from '../format/time.ts'
import { countOf, formatCount, formatRate } from '../format/number.ts'
import type { ChartPoint } from './decimate.ts'

/** A stretch of a scenario in which the load is constant or moves in a straight line. */
interface LoadSegment {
  readonly startMs: number
  readonly endMs: number
  /** Load at its start and end, in the unit of the shape. */
  readonly from: number
  readonly to: number
  readonly label: string
}

export interface LoadShape {
  readonly unit: 'iterations/s' | 'VUs'
  readonly segments: readonly LoadSegment[]
  /** Iterations after which it ends, wherever in its time that is; null when time alone ends it. */
  readonly iterations: number | null
}

/** What an executor does over time, counted from the scenario's own start. */
export function loadShape(executor: ExecutorPlan): LoadShape {
  switch (executor.kind) {
    case 'constant-vus':
      return closed(executor.vus, executor.durationMs, null)
    case 'shared-iterations':
      return closed(executor.vus, executor.maxDurationMs, executor.iterations)
    case 'per-vu-iterations':
      return closed(executor.vus, executor.maxDurationMs, executor.iterations * executor.vus)
    case 'ramping-vus':
      return {
        unit: 'VUs',
        segments: staged(executor.startVUs, executor.stages, 1, (vus) => countOf(vus, 'VU')),
        iterations: null
      }
    case 'constant-arrival-rate': {
      const rate = (executor.rate * 1000) / executor.timeUnitMs
      return {
        unit: 'iterations/s',
        segments: [hold(0, executor.durationMs, rate, rateText(rate))],
        iterations: null
      }
    }
    case 'ramping-arrival-rate': {
      const perSecond = 1000 / executor.timeUnitMs
      const segments = staged(executor.startRate * perSecond, executor.stages, perSecond, rateText)
      return { unit: 'iterations/s', segments, iterations: null }
    }
  }
}

function rateText(rate: number): string {
  return `${Number.isInteger(rate) ? formatCount(rate) : formatRate(rate)}/s`
}

function hold(startMs: number, endMs: number, load: number, label: string): LoadSegment {
  return { startMs, endMs, from: load, to: load, label }
}

function closed(vus: number, durationMs: number, iterations: number | null): LoadShape {
  const label =
    iterations === null ? countOf(vus, 'VU') : `${countOf(iterations, 'iteration')}, ${countOf(vus, 'VU')}`
  return { unit: 'VUs', segments: [hold(0, durationMs, vus, label)], iterations }
}

function staged(
  start: number,
  stages: readonly Stage[],
  factor: number,
  text: (load: number) => string
): LoadSegment[] {
  const segments: LoadSegment[] = []
  let atMs = 0
  let load = start
  for (const stage of stages) {
    const to = stage.target * factor
    const label = to === load ? `hold ${text(to)}` : `to ${text(to)} in ${formatDuration(stage.durationMs)}`
    segments.push({ startMs: atMs, endMs: atMs + stage.durationMs, from: load, to, label })
    atMs += stage.durationMs
    load = to
  }
  return segments
}

/**
 * The rate of iterations that a plan asks for, as the corners of a line over seconds. Null unless every scenario is
 * an arrival rate: virtual users in a closed loop have no planned rate.
 */
export function plannedRate(plan: Plan): ChartPoint[] | null {
  const segments: LoadSegment[] = []
  for (const { executor, startTimeMs } of plan.scenarios) {
    const shape = loadShape(executor)
    if (shape.unit !== 'iterations/s') return null
    for (const segment of shape.segments) {
      segments.push({
        ...segment,
        startMs: segment.startMs + startTimeMs,
        endMs: segment.endMs + startTimeMs
      })
    }
  }
  const corners = [...new Set(segments.flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort(
    (a, b) => a - b
  )
  // Two points for each corner, just before and just after it: a jump is a vertical line.
  return corners.flatMap((ms, index) => {
    const before = segments.filter((segment) => segment.startMs < ms && ms <= segment.endMs)
    const after = segments.filter((segment) => segment.startMs <= ms && ms < segment.endMs)
    const points = [
      { x: ms / 1000, y: sumAt(before, ms) },
      { x: ms / 1000, y: sumAt(after, ms) }
    ]
    if (index === 0) return points.slice(1)
    return index === corners.length - 1 ? points.slice(0, 1) : points
  })
}

function sumAt(segments: readonly LoadSegment[], ms: number): number {
  return segments.reduce((sum, { startMs, endMs, from, to }) => {
    const share = endMs === startMs ? 1 : (ms - startMs) / (endMs - startMs)
    return sum + from + (to - from) * share
  }, 0)
}

/** Iterations after which the plan ends; null when any scenario is bounded by time. */
export function plannedIterations(plan: Plan): number | null {
  let sum = 0
  for (const { executor } of plan.scenarios) {
    const { iterations } = loadShape(executor)
    if (iterations === null) return null
    sum += iterations
  }
  return sum
}

/** Length of the plan without graceful stops; null when iterations may end it earlier. */
export function plannedDurationMs(plan: Plan): number | null {
  let end = 0
  for (const { executor, startTimeMs } of plan.scenarios) {
    const { segments, iterations } = loadShape(executor)
    if (iterations !== null) return null
    end = Math.max(end, startTimeMs + (segments.at(-1)?.endMs ?? 0))
  }
  return end
}
