import { dialledProfile, pausesOf, runTimeAfter, runTimeOf, type Pause } from '../../../shared/plan/dial.ts'
import { profileEndMs, type LoadSegment } from '../../../shared/plan/load-profile.ts'
import type { ScenarioPlan } from '../../../shared/plan/plan.ts'
import type { DialBoard } from './dial-board.ts'
import { vuIntervals, withoutPauses, type VuInterval } from './vu-intervals.ts'

type DialledScenario = Pick<ScenarioPlan, 'name' | 'executor' | 'startTimeMs'>

/**
 * What one scenario is asked for now: its plan and what the hand has changed, as one lane knows it. Every lane makes
 * the same of the same events.
 */
export class ScenarioDial {
  readonly #scenario: DialledScenario
  readonly #board: DialBoard
  readonly #listeners = new Set<() => void>()
  #seen = 0
  #segments: readonly LoadSegment[]
  #pauses: readonly Pause[] = []

  constructor(scenario: DialledScenario, board: DialBoard) {
    this.#scenario = scenario
    this.#board = board
    this.#segments = dialledProfile(scenario, [])
  }

  get scenarioName(): string {
    return this.#scenario.name
  }

  /** The load over the scenario's own time, in which there are no pauses. */
  get segments(): readonly LoadSegment[] {
    return this.#segments
  }

  /** When the scenario starts, in time of the run; Infinity while it is paused before that. */
  get startMs(): number {
    return this.runTimeOf(0)
  }

  /** When its last iteration may start, in time of the run; Infinity while it is paused before that. */
  get endMs(): number {
    return this.runTimeOf(profileEndMs(this.#segments))
  }

  /** Time of the run at which the scenario's own time has come to `scenarioMs`; Infinity where a pause has no end. */
  runTimeOf(scenarioMs: number): number {
    return runTimeOf(this.#pauses, this.#scenario.startTimeMs + scenarioMs)
  }

  /** When a graceful time is over that begins at a time of the run: none runs in a pause. */
  runTimeAfter(runMs: number, gracefulMs: number): number {
    return runTimeAfter(this.#pauses, runMs, gracefulMs)
  }

  /** When a virtual user of a closed model is on, in time of the run, from the start of the run. */
  intervalsOf(vu: number): readonly VuInterval[] {
    return withoutPauses(vuIntervals(this.#segments, vu), this.#pauses, this.#scenario.startTimeMs)
  }

  /** Takes in what is new on the board and tells the listeners; false, for a read of memory, when nothing is. */
  refresh(): boolean {
    if (!this.#board.hasMoreThan(this.#seen)) return false
    const events = this.#board.read()
    this.#seen = events.length
    this.#segments = dialledProfile(this.#scenario, events)
    this.#pauses = pausesOf(events)
    for (const listener of [...this.#listeners]) listener()
    return true
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
