import type { Stage } from '../../../shared/plan/plan.ts'

/** A span in which one virtual user of `ramping-vus` is on; milliseconds after the start of the scenario. */
export interface VuInterval {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * When VU number `vu` (from 0) is on, by k6's definition: the wanted number of VUs moves linearly from stage to
 * stage; on the way up the VU starts when the line reaches vu + 1, on the way down it stops when the line reaches
 * vu. A stage of zero duration jumps. Whoever is on at the end of the last stage stops there.
 */
export function vuIntervals(startVUs: number, stages: readonly Stage[], vu: number): readonly VuInterval[] {
  const intervals: VuInterval[] = []
  let onSinceMs: number | null = startVUs > vu ? 0 : null
  let value = startVUs
  let stageStartMs = 0
  for (const { durationMs, target } of stages) {
    if (onSinceMs === null && target > vu) {
      onSinceMs = stageStartMs + (durationMs * (vu + 1 - value)) / (target - value)
    } else if (onSinceMs !== null && target <= vu) {
      intervals.push({
        fromMs: onSinceMs,
        toMs: stageStartMs + (durationMs * (value - vu)) / (value - target)
      })
      onSinceMs = null
    }
    value = target
    stageStartMs += durationMs
  }
  if (onSinceMs !== null) intervals.push({ fromMs: onSinceMs, toMs: stageStartMs })
  return intervals.filter(({ fromMs, toMs }) => toMs > fromMs)
}
