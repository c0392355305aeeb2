import type { DialAction, DialEvent } from '../../shared/plan/dial.ts'
import { dialNote, dialRefusal } from '../../shared/plan/dial-refusal.ts'
import { dialledStartMs } from '../../shared/plan/dialled-stages.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { DialBoard } from '../engine/load/index.ts'
import { DialError } from './dial-error.ts'

/** Between the call and its effect, so that every lane has heard of it before. */
const LEAD_MS = 30

export interface DialOutcome {
  readonly event: DialEvent
  /** What the user should know of it; null for nothing. */
  readonly note: string | null
}

/** What the hand did to one run, kept on the board that its lanes follow. */
export class RunDial {
  readonly #plan: Plan
  readonly #board: DialBoard
  readonly #events: DialEvent[] = []

  constructor(plan: Plan) {
    this.#plan = plan
    this.#board = new DialBoard(plan.scenarios.map(({ name }) => name))
  }

  get buffer(): SharedArrayBuffer {
    return this.#board.buffer
  }

  get events(): readonly DialEvent[] {
    return [...this.#events]
  }

  /**
   * Puts it on the board for a moment shortly ahead, in whole milliseconds: a plan can say those exactly.
   *
   * @param elapsedMs time of the run now
   * @throws DialError when it cannot be done, with the sentence for the user
   */
  act(action: DialAction, elapsedMs: number): DialOutcome {
    const atMs = this.#momentFor(action, elapsedMs)
    const refusal = this.#board.isFull
      ? `The load of this run was changed ${this.#events.length} times already, more is not kept.`
      : dialRefusal(this.#plan, this.#events, action, atMs)
    if (refusal !== null) throw new DialError(refusal)
    const event: DialEvent = { ...action, atMs }
    this.#board.add(event)
    this.#events.push(event)
    return { event, note: this.#noteOf(action) }
  }

  /** Never the very moment at which a scenario starts: a pause would neither delay it nor be within it. */
  #momentFor({ action }: DialAction, elapsedMs: number): number {
    const atMs = Math.max(Math.ceil(elapsedMs + LEAD_MS), this.#events.at(-1)?.atMs ?? 0)
    if (action !== 'pause') return atMs
    const starts = this.#plan.scenarios.map((scenario) => dialledStartMs(scenario, this.#events))
    return starts.includes(atMs) ? atMs + 1 : atMs
  }

  #noteOf(action: DialAction): string | null {
    if (action.action !== 'set') return null
    const scenario = this.#plan.scenarios.find(({ name }) => name === action.scenario)
    return scenario === undefined ? null : dialNote(scenario, action.value)
  }
}
