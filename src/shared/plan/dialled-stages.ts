import { dialBounds } from './dial-bounds.ts'
import { dialledProfile, pausesOf, runTimeOf, type DialEvent, type Pause } from './dial.ts'
import { loadOfProfile, profileEndMs, type LoadSegment } from './load-profile.ts'
import type { ScenarioPlan, Stage } from './plan.ts'

/** What a scenario was asked for after everything that the hand did, pauses included, as a plan says it. */
export interface DialledStages {
  readonly scenario: string
  /** When it starts, from the start of the run. */
  readonly startTimeMs: number
  /** The load before the first stage. */
  readonly start: number
  /** A change at once is a stage without duration; a pause is a stage at 0. */
  readonly stages: readonly Stage[]
}

/** A stretch of the scenario by its length. */
interface Piece {
  readonly durationMs: number
  readonly from: number
  readonly to: number
}

type DialledScenario = Pick<ScenarioPlan, 'name' | 'executor' | 'startTimeMs'>

/** Null for a scenario whose load is a number of iterations. A pause that was never ended is left out. */
export function dialledStages(scenario: DialledScenario, events: readonly DialEvent[]): DialledStages | null {
  const bounds = dialBounds(scenario.executor)
  if (bounds === null) return null
  const pieces = withPauses(dialledProfile(scenario, events), pausesWithin(scenario, events))
  const whole = bounds.isWhole ? pieces.flatMap(wholePieces) : pieces
  return {
    scenario: scenario.name,
    startTimeMs: dialledStartMs(scenario, events),
    ...stagesOf(whole.filter(({ durationMs }) => durationMs > 0))
  }
}

/** When a scenario starts after the pauses before it; a pause that was never ended is left out. */
export function dialledStartMs({ startTimeMs }: DialledScenario, events: readonly DialEvent[]): number {
  return runTimeOf(endedPauses(events), startTimeMs)
}

/** The ended pauses in which a scenario stood still, in its own time without pauses. */
export function pausesWithin(
  scenario: DialledScenario,
  events: readonly DialEvent[]
): { readonly atMs: number; readonly durationMs: number }[] {
  const endMs = profileEndMs(dialledProfile(scenario, events))
  const startMs = dialledStartMs(scenario, events)
  let pausedMs = 0
  return endedPauses(events).flatMap(({ fromMs, toMs }) => {
    const atMs = fromMs - startMs - pausedMs
    if (atMs < 0 || atMs >= endMs) return []
    pausedMs += toMs - fromMs
    return [{ atMs, durationMs: toMs - fromMs }]
  })
}

function endedPauses(events: readonly DialEvent[]): Pause[] {
  return pausesOf(events).filter(({ toMs }) => toMs < Infinity)
}

function withPauses(
  segments: readonly LoadSegment[],
  pauses: readonly { readonly atMs: number; readonly durationMs: number }[]
): Piece[] {
  const pieces: Piece[] = []
  let next = 0
  for (const { startMs, endMs, from, to } of segments) {
    let doneMs = startMs
    let load = from
    for (; next < pauses.length && pauses[next]!.atMs < endMs; next++) {
      const { atMs, durationMs } = pauses[next]!
      const there = loadOfProfile([{ startMs, endMs, from, to }], atMs)
      pieces.push({ durationMs: atMs - doneMs, from: load, to: there }, { durationMs, from: 0, to: 0 })
      doneMs = atMs
      load = there
    }
    pieces.push({ durationMs: endMs - doneMs, from: load, to })
  }
  return pieces
}

/**
 * Virtual users come whole, so a stage cannot end between two of them, where the hand cut a ramp: the same users at the
 * same times are had by the ramp between the whole numbers in it, and by holding before and after.
 */
function wholePieces({ durationMs, from, to }: Piece): Piece[] {
  const isUp = to > from
  const first = isUp ? Math.ceil(from) : Math.floor(from)
  const last = isUp ? Math.floor(to) : Math.ceil(to)
  // As many as are on until the line comes to the next whole number.
  const before = isUp ? Math.floor(from) : Math.ceil(from)
  if (isUp ? first > last : first < last) return [hold(durationMs, before)]
  if (from === to) return [hold(durationMs, before)]
  const timeAt = (load: number): number => (durationMs * (load - from)) / (to - from)
  return [
    hold(timeAt(first), before),
    { durationMs: timeAt(last) - timeAt(first), from: first, to: last },
    hold(durationMs - timeAt(last), last)
  ]
}

function hold(durationMs: number, load: number): Piece {
  return { durationMs, from: load, to: load }
}

function stagesOf(pieces: readonly Piece[]): { start: number; stages: Stage[] } {
  const start = pieces[0]?.from ?? 0
  const stages: Stage[] = []
  let load = start
  let isHeld = false
  for (const { durationMs, from, to } of pieces) {
    if (from !== load) stages.push({ durationMs: 0, target: from })
    const isHold = from === to
    // Two holds of one load are one.
    const joined = isHold && isHeld && from === load ? (stages.pop()?.durationMs ?? 0) : 0
    stages.push({ durationMs: joined + durationMs, target: to })
    load = to
    isHeld = isHold
  }
  return { start, stages }
}
