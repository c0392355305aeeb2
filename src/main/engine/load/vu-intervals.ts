import { runTimeOf, type Pause } from '../../../shared/plan/dial.ts'
import { profileEndMs, type LoadSegment } from '../../../shared/plan/load-profile.ts'

/** A span in which one virtual user of a closed model is on: it may start iterations from `fromMs` until `toMs`. */
export interface VuInterval {
  readonly fromMs: number
  readonly toMs: number
  /** Why it ends: the load goes down, the scenario is over, or the run is paused. */
  readonly endedBy: 'ramp-down' | 'end' | 'pause'
}

/**
 * When VU number `vu` (from 0) is on, in milliseconds of the scenario, by k6's definition of `ramping-vus`: the VU
 * starts when the line of wanted VUs comes up to vu + 1 and stops when it comes down to vu. A jump is a line of no
 * duration. Whoever is on at the end stops there.
 */
export function vuIntervals(segments: readonly LoadSegment[], vu: number): readonly VuInterval[] {
  const intervals: VuInterval[] = []
  let onSinceMs: number | null = null
  const cross = (atMs: number, isUp: boolean): void => {
    if (isUp) onSinceMs ??= atMs
    else if (onSinceMs !== null) {
      intervals.push({ fromMs: onSinceMs, toMs: atMs, endedBy: 'ramp-down' })
      onSinceMs = null
    }
  }
  for (const { startMs, endMs, from, to } of segments) {
    if (from >= vu + 1) cross(startMs, true)
    else if (from <= vu) cross(startMs, false)
    const timeAt = (level: number): number => startMs + ((endMs - startMs) * (level - from)) / (to - from)
    if (from < vu + 1 && to >= vu + 1) cross(timeAt(vu + 1), true)
    else if (from > vu && to <= vu) cross(timeAt(vu), false)
  }
  if (onSinceMs !== null) {
    intervals.push({ fromMs: onSinceMs, toMs: profileEndMs(segments), endedBy: 'end' })
  }
  return intervals.filter(({ fromMs, toMs }) => toMs > fromMs)
}

/** The same in time of the run, without the pauses. */
export function withoutPauses(
  intervals: readonly VuInterval[],
  pauses: readonly Pause[],
  startTimeMs: number
): readonly VuInterval[] {
  return intervals.flatMap((interval) => {
    const spans: VuInterval[] = []
    let fromMs = runTimeOf(pauses, startTimeMs + interval.fromMs)
    const toMs = runTimeOf(pauses, startTimeMs + interval.toMs)
    for (const pause of pauses) {
      if (pause.toMs <= fromMs || pause.fromMs >= toMs) continue
      if (fromMs < pause.fromMs) spans.push({ fromMs, toMs: pause.fromMs, endedBy: 'pause' })
      fromMs = pause.toMs
    }
    if (fromMs < toMs) spans.push({ ...interval, fromMs, toMs })
    return spans
  })
}
