import type { ExecutorPlan, Plan, Stage } from './plan.ts'

/** The load that an executor is asked for over time: straight lines between the points. */
export interface LoadShape {
  /** What the values are: virtual users, or iteration starts for each second. */
  readonly unit: 'vus' | 'iterationsPerSecond'
  /** From the start of the scenario; two points at one time are a jump. */
  readonly points: readonly LoadPoint[]
}

export interface LoadPoint {
  readonly timeMs: number
  readonly value: number
}

/** For the preview of the form and the planned line of the chart. Iteration counts may end long before their line. */
export function loadShape(executor: ExecutorPlan): LoadShape {
  switch (executor.kind) {
    case 'constant-vus':
      return { unit: 'vus', points: flat(executor.vus, executor.durationMs) }
    case 'shared-iterations':
    case 'per-vu-iterations':
      return { unit: 'vus', points: flat(executor.vus, executor.maxDurationMs) }
    case 'ramping-vus':
      return { unit: 'vus', points: ramps(executor.startVUs, executor.stages, 1) }
    case 'constant-arrival-rate':
      return {
        unit: 'iterationsPerSecond',
        points: flat((executor.rate * 1000) / executor.timeUnitMs, executor.durationMs)
      }
    case 'ramping-arrival-rate':
      return {
        unit: 'iterationsPerSecond',
        points: ramps(executor.startRate, executor.stages, 1000 / executor.timeUnitMs)
      }
  }
}

/**
 * When the last scenario stops starting iterations, in ms from the start of the run; null where all scenarios are
 * bounded by iterations alone.
 */
export function plannedDurationMs(plan: Plan): number | null {
  const ends = plan.scenarios.flatMap(({ executor, startTimeMs }) => {
    const durationMs = executorDurationMs(executor)
    return durationMs === null ? [] : [startTimeMs + durationMs]
  })
  return ends.length === 0 ? null : Math.max(...ends)
}

function executorDurationMs(executor: ExecutorPlan): number | null {
  switch (executor.kind) {
    case 'constant-vus':
    case 'constant-arrival-rate':
      return executor.durationMs
    case 'ramping-vus':
    case 'ramping-arrival-rate':
      return executor.stages.reduce((sum, { durationMs }) => sum + durationMs, 0)
    case 'shared-iterations':
    case 'per-vu-iterations':
      return null
  }
}

function flat(value: number, durationMs: number): LoadPoint[] {
  return [
    { timeMs: 0, value },
    { timeMs: durationMs, value }
  ]
}

function ramps(start: number, stages: readonly Stage[], factor: number): LoadPoint[] {
  const points: LoadPoint[] = [{ timeMs: 0, value: start * factor }]
  let timeMs = 0
  for (const { durationMs, target } of stages) {
    timeMs += durationMs
    points.push({ timeMs, value: target * factor })
  }
  return points
}
