import { isJudgedSecond } from '../../../shared/metrics/judged-second.ts'
import type { RunModel } from './run-model.svelte.ts'

/**
 * The recorded seconds that count where a run's generator is judged, as the main process counts them; every recorded one
 * of a run that is too short for any. All counts of suspect and saturated seconds on a page are of these.
 */
export function judgedSeconds(model: RunModel): readonly number[] {
  const span = {
    warmUpMs: model.plan.warmUpMs,
    // A second of a live run is there when it is over.
    durationMs: model.isLive ? Infinity : model.elapsedMs
  }
  const recorded = Array.from({ length: model.secondCount }, (_, second) => second).filter(
    (second) => model.runSecond(second) !== undefined
  )
  const judged = recorded.filter((second) => isJudgedSecond(second, span))
  return judged.length > 0 ? judged : recorded
}
