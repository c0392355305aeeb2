import { dialBounds, dialStep, shownLoad, type DialBounds } from '../../../shared/plan/dial-bounds.ts'
import { wantedLoad, type DialAction } from '../../../shared/plan/dial.ts'
import type { ScenarioPlan } from '../../../shared/plan/plan.ts'
import { printable } from '../../report/index.ts'
import type { RunHandle } from '../../run/index.ts'
import type { LiveState } from './live-state.ts'

interface Dialled {
  readonly scenario: ScenarioPlan
  readonly bounds: DialBounds
}

/** What the keys of the live display do, and the line that tells of them. */
export class DialKeys {
  readonly #run: Pick<RunHandle, 'dial'>
  readonly #state: LiveState
  readonly #onStop: () => void
  readonly #dialled: readonly Dialled[]
  #selected = 0
  /** Of the last key; gone with the next. */
  #message = ''

  /** @param onStop asked for a graceful stop */
  constructor(run: Pick<RunHandle, 'dial'>, state: LiveState, onStop: () => void) {
    this.#run = run
    this.#state = state
    this.#onStop = onStop
    this.#dialled = state.start.plan.scenarios.flatMap((scenario) => {
      const bounds = dialBounds(scenario.executor)
      return bounds === null ? [] : [{ scenario, bounds }]
    })
  }

  press(key: string): void {
    this.#message = ''
    if (key === '+' || key === '=') this.#step(1)
    else if (key === '-' || key === '_') this.#step(-1)
    else if (key === 'p') this.#act({ action: this.#state.isPaused ? 'resume' : 'pause' })
    else if (key === '\t' && this.#dialled.length > 1)
      this.#selected = (this.#selected + 1) % this.#dialled.length
    else if (key === 'q') this.#onStop()
  }

  get line(): string {
    if (this.#message !== '') return this.#message
    const chosen = this.#dialled[this.#selected]
    const parts = [
      ...(chosen === undefined ? [] : [`+/- ${this.#loadText(chosen)}`]),
      ...(this.#dialled.length > 1 ? ['tab next scenario'] : []),
      this.#state.isPaused ? 'p resume' : 'p pause',
      'q stop'
    ]
    return parts.join('   ')
  }

  #step(direction: 1 | -1): void {
    const chosen = this.#dialled[this.#selected]
    if (chosen === undefined) {
      this.#message = 'Every scenario is a number of iterations: the run can be paused, not dialled.'
      return
    }
    const load = this.#loadOf(chosen)
    const value = dialStep(load, direction, chosen.bounds)
    // No step is left in this direction; set all the same, it would only end the stages of the plan.
    if (value === shownLoad(load, chosen.bounds)) return
    this.#act({ action: 'set', scenario: chosen.scenario.name, value })
  }

  #act(action: DialAction): void {
    try {
      this.#message = this.#run.dial(action).note ?? ''
    } catch (error) {
      this.#message = error instanceof Error ? error.message : String(error)
    }
  }

  #loadOf({ scenario }: Dialled): number {
    return wantedLoad(scenario, this.#state.dial, this.#state.elapsedMs)
  }

  #loadText(chosen: Dialled): string {
    const { scenario, bounds } = chosen
    const name = this.#dialled.length > 1 ? `${printable(scenario.name)} ` : ''
    return `${name}${shownLoad(this.#loadOf(chosen), bounds)} ${bounds.unit}`
  }
}
