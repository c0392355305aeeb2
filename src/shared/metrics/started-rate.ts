import type { RunSummary } from './summary.ts'

/**
 * Iterations started for each second in which the schedule asked for starts: what the planned rate is to be held
 * against. Completed ones go on ending while the last responses are awaited. Null unless every scenario is an open model.
 */
export function startedIterationsPerSecond({
  plannedIterationsPerSecond,
  reachedOfPlanned
}: Pick<RunSummary['rates'], 'plannedIterationsPerSecond' | 'reachedOfPlanned'>): number | null {
  if (plannedIterationsPerSecond === null || reachedOfPlanned === null) return null
  return plannedIterationsPerSecond * reachedOfPlanned
}

/** What a run achieved of iterations, for each second: of open models those started, else those completed. */
export function achievedIterationsPerSecond(rates: RunSummary['rates']): number {
  return startedIterationsPerSecond(rates) ?? rates.iterationsPerSecond
}
