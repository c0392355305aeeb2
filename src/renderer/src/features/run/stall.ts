import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'

/** A running test whose requests wait and get no answer. */
export interface Stall {
  readonly seconds: number
  readonly waiting: number
}

/** Shorter than this is an ordinary wait. */
const LEAST_SECONDS = 2

/** How long nothing has ended, up to the last recorded second; null where something has, or nothing waits. */
export function stallOf(model: RunModel): Stall | null {
  if (!model.isLive) return null
  const last = model.secondCount - 1
  const waiting = model.runSecond(last)?.requestsInFlight ?? 0
  if (waiting === 0) return null
  const series = model.series(ALL_SLOTS)
  let second = last
  while (second >= 0 && !((series?.endedAt(second) ?? 0) > 0)) second--
  const seconds = last - second
  return seconds < LEAST_SECONDS ? null : { seconds, waiting }
}
