import type { ExecutorPlan, Stage } from './plan.ts'

/**
 * A stretch of a scenario in which its load is constant or moves in a straight line. Times are milliseconds of the
 * scenario; the load is in the executor's own unit: virtual users, or starts for each time unit.
 */
export interface LoadSegment {
  readonly startMs: number
  readonly endMs: number
  readonly from: number
  readonly to: number
}

/** What an executor is asked for, without gaps from 0 to its end. Iterations may end it before, if they are counted. */
export function loadProfile(executor: ExecutorPlan): LoadSegment[] {
  switch (executor.kind) {
    case 'constant-vus':
      return [hold(0, executor.durationMs, executor.vus)]
    case 'shared-iterations':
    case 'per-vu-iterations':
      return [hold(0, executor.maxDurationMs, executor.vus)]
    case 'ramping-vus':
      return ramps(executor.startVUs, executor.stages)
    case 'constant-arrival-rate':
      return [hold(0, executor.durationMs, executor.rate)]
    case 'ramping-arrival-rate':
      return ramps(executor.startRate, executor.stages)
  }
}

/** A load that is held from a time of the scenario to its end. */
export interface HeldLoad {
  readonly atMs: number
  readonly value: number
}

/**
 * The same profile with each value from its time on, until the next one or the end. A time before the start or after
 * the end is no error.
 *
 * @param holds in ascending time
 */
export function withHolds(segments: readonly LoadSegment[], holds: readonly HeldLoad[]): LoadSegment[] {
  const endMs = profileEndMs(segments)
  const held = [...segments]
  for (const { atMs, value } of holds) {
    if (atMs >= endMs) break
    const cutMs = Math.max(0, atMs)
    while (held.length > 0 && held.at(-1)!.startMs >= cutMs) held.pop()
    const last = held.pop()
    if (last !== undefined) held.push(last.endMs <= cutMs ? last : segmentUntil(last, cutMs))
    held.push(hold(cutMs, endMs, value))
  }
  return held
}

export function profileEndMs(segments: readonly LoadSegment[]): number {
  return segments.at(-1)?.endMs ?? 0
}

/** What is asked for at a time; after the jump where there is one, and 0 outside of the profile. */
export function loadOfProfile(segments: readonly LoadSegment[], atMs: number): number {
  const segment = segments.findLast(({ startMs }) => startMs <= atMs)
  return segment === undefined || atMs > segment.endMs ? 0 : loadAt(segment, atMs)
}

/** What is asked for at the start; of a ramp from nothing the first load that it leads to. */
export function firstLoad(segments: readonly LoadSegment[]): number {
  const atStart = loadOfProfile(segments, 0)
  if (atStart > 0) return atStart
  return segments.find(({ startMs, endMs, to }) => endMs > startMs && to > 0)?.to ?? 0
}

function segmentUntil(segment: LoadSegment, endMs: number): LoadSegment {
  return { ...segment, endMs, to: loadAt(segment, endMs) }
}

/** The load of a segment at a time within it. */
function loadAt({ startMs, endMs, from, to }: LoadSegment, atMs: number): number {
  return endMs === startMs ? to : from + ((to - from) * (atMs - startMs)) / (endMs - startMs)
}

/** Area under the line, in load times milliseconds. */
export function profileArea(segments: readonly LoadSegment[]): number {
  return segments.reduce(
    (sum, { startMs, endMs, from, to }) => sum + ((from + to) / 2) * (endMs - startMs),
    0
  )
}

/** The highest load at any time. */
export function highestLoad(segments: readonly LoadSegment[]): number {
  return segments.reduce((most, { from, to }) => Math.max(most, from, to), 0)
}

function hold(startMs: number, endMs: number, value: number): LoadSegment {
  return { startMs, endMs, from: value, to: value }
}

function ramps(start: number, stages: readonly Stage[]): LoadSegment[] {
  let from = start
  let startMs = 0
  return stages.map(({ durationMs, target: to }) => {
    const segment = { startMs, endMs: startMs + durationMs, from, to }
    startMs += durationMs
    from = to
    return segment
  })
}
