import { firstLoad, loadOfProfile, loadProfile, withHolds, type LoadSegment } from './load-profile.ts'
import type { ScenarioPlan } from './plan.ts'

/**
 * What a hand did to the load of a run while it went on. Times are milliseconds since the start of the run and never
 * decrease; a pause is followed by a resume or by nothing.
 *
 * - `set` holds the scenario's load at the value from then on: virtual users, or starts for each time unit. What the
 *   plan's stages still had to say is not followed any more.
 * - `pause` makes the plan of the whole run stand still: nothing starts until `resume`, which goes on where it stood.
 *   So a run lasts longer by its pauses, and no start is lost or made up for.
 */
export type DialEvent = DialAction & { readonly atMs: number }

/** The same before it is known when. */
export type DialAction =
  | { readonly action: 'set'; readonly scenario: string; readonly value: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }

/** A span in which the plan stands still, in time of the run; without an end (Infinity) while it goes on. */
export interface Pause {
  readonly fromMs: number
  readonly toMs: number
}

export function pausesOf(events: readonly DialEvent[]): Pause[] {
  const pauses: Pause[] = []
  let fromMs: number | null = null
  for (const { action, atMs } of events) {
    if (action === 'pause') fromMs ??= atMs
    if (action !== 'resume' || fromMs === null) continue
    if (atMs > fromMs) pauses.push({ fromMs, toMs: atMs })
    fromMs = null
  }
  return fromMs === null ? pauses : [...pauses, { fromMs, toMs: Infinity }]
}

/** A nanosecond: what is due at the very moment of a pause must not come after it by a rounding error. */
const SAME_MOMENT_MS = 1e-6

/**
 * When something comes that stands at `planMs` of the plan: later by the pauses before it. What is due at the very
 * moment of a pause still comes before it; Infinity where the pause has no end yet.
 */
export function runTimeOf(pauses: readonly Pause[], planMs: number): number {
  let runMs = planMs
  for (const { fromMs, toMs } of pauses) if (runMs > fromMs + SAME_MOMENT_MS) runMs += toMs - fromMs
  return runMs
}

/** How far the plan has come at `runMs` of the run. */
function planTimeOf(pauses: readonly Pause[], runMs: number): number {
  return pauses.reduce(
    (planMs, { fromMs, toMs }) => planMs - Math.max(0, Math.min(runMs, toMs) - fromMs),
    runMs
  )
}

/**
 * When the plan has gone on by `durationMs` since a time of the run: later by what the pauses take of it; Infinity where
 * one of them has no end yet.
 */
export function runTimeAfter(pauses: readonly Pause[], runMs: number, durationMs: number): number {
  return runMs === Infinity ? Infinity : runTimeOf(pauses, planTimeOf(pauses, runMs) + durationMs)
}

/** What a scenario is asked for, in its own time without pauses, after everything that the hand did. */
export function dialledProfile(
  { name, executor, startTimeMs }: Pick<ScenarioPlan, 'name' | 'executor' | 'startTimeMs'>,
  events: readonly DialEvent[]
): LoadSegment[] {
  const pauses = pausesOf(events)
  const holds = events.flatMap((event) =>
    event.action === 'set' && event.scenario === name
      ? [{ atMs: planTimeOf(pauses, event.atMs) - startTimeMs, value: event.value }]
      : []
  )
  return withHolds(loadProfile(executor), holds)
}

/**
 * What the dial of a scenario stands at, in the scenario's own unit, when the run has come to `runMs`: what it is asked
 * for, in a pause what it will go on with. The last event counts also before it takes effect, so that a step after
 * another one goes on from there. Before its start a scenario stands at what it will start with: a tenth more or less of
 * nothing would be the end of it.
 */
export function wantedLoad(
  scenario: Pick<ScenarioPlan, 'name' | 'executor' | 'startTimeMs'>,
  events: readonly DialEvent[],
  runMs: number
): number {
  const atMs = Math.max(runMs, events.at(-1)?.atMs ?? 0)
  const scenarioMs = planTimeOf(pausesOf(events), atMs) - scenario.startTimeMs
  const profile = dialledProfile(scenario, events)
  return scenarioMs < 0 ? firstLoad(profile) : loadOfProfile(profile, scenarioMs)
}

/** Whether the run is paused after these events. */
export function isPausedAfter(events: readonly DialEvent[]): boolean {
  return events.findLast(({ action }) => action !== 'set')?.action === 'pause'
}
