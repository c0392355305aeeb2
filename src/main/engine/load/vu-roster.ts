import { highestLoad } from '../../../shared/plan/load-profile.ts'
import { Timer, Wakeup, type Coroutine } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { IterationBudget } from './iteration-budget.ts'
import { RosterVu } from './roster-vu.ts'
import type { ScenarioExecutor } from './scenario-executor.ts'
import { VuGroup } from './vu-group.ts'
import { waitForStart } from './wait-for-start.ts'

/** A lane without a VU at work looks this often whether those of the other lanes have taken all iterations. */
const LOOK_MS = 5

/**
 * The closed model on one lane: its share of the virtual users, each on while the scenario asks for it, until the
 * scenario's time is over, its iterations are spent or the run is stopped. When the hand changes the load the VUs
 * follow; a VU that it adds is made then.
 */
export class VuRoster implements ScenarioExecutor {
  readonly #context: ExecutorContext
  readonly #budget: IterationBudget
  readonly #rampDownMs: number
  readonly #group: VuGroup
  /** By their index in the scenario. */
  readonly #vus = new Map<number, RosterVu>()
  readonly #wake = new Wakeup('end of the scenario')
  readonly #timer = new Timer(() => this.#wake.wake())
  #isStarted = false

  /** @param rampDownMs how long an iteration of a VU may go on after the load went down */
  constructor(context: ExecutorContext, budget: IterationBudget, rampDownMs: number) {
    this.#context = context
    this.#budget = budget
    this.#rampDownMs = rampDownMs
    this.#group = new VuGroup(context, () => this.#wake.wake())
    this.#askForVus()
  }

  *run(): Coroutine<void> {
    const { dial, stop, loop } = this.#context
    const unsubscribes = [dial.subscribe(() => this.#follow()), stop.subscribe(() => this.#wake.wake())]
    try {
      if (!(yield* waitForStart(this.#context))) return
      this.#isStarted = true
      this.#follow()
      while (!this.#isOver) {
        const lookMs = this.#group.isEmpty && this.#budget.isBounded ? loop.nowMs() + LOOK_MS : Infinity
        const wakeMs = Math.min(dial.endMs, lookMs)
        if (wakeMs < Infinity) loop.timers.schedule(this.#timer, wakeMs)
        yield* this.#wake
      }
    } finally {
      for (const unsubscribe of unsubscribes) unsubscribe()
      loop.timers.cancel(this.#timer)
      for (const vu of this.#vus.values()) vu.retire()
      // A pause holds up the graceful ramp-down of what still runs.
      const unsubscribe = dial.subscribe(() => this.#tellVus())
      try {
        yield* this.#group.join()
      } finally {
        unsubscribe()
      }
    }
  }

  get #isOver(): boolean {
    const { dial, stop, loop } = this.#context
    dial.refresh()
    if (stop.requested || this.#group.interrupted || this.#budget.isSpent) return true
    return loop.nowMs() >= dial.endMs
  }

  accept(): void {
    throw new Error('a closed model got an arrival from another lane')
  }

  #follow(): void {
    const { dial, share } = this.#context
    this.#askForVus()
    if (!this.#isStarted) return
    for (let own = 0; own < share.ownCount(Math.ceil(highestLoad(dial.segments))); own++) {
      const index = share.globalIndex(own)
      if (dial.intervalsOf(index).length > 0) this.#makeVu(index)
    }
    this.#tellVus()
    this.#wake.wake()
  }

  /** Also those that the load does not reach any more. */
  #tellVus(): void {
    for (const [index, vu] of this.#vus) vu.follow(this.#context.dial.intervalsOf(index))
  }

  #makeVu(index: number): void {
    if (this.#vus.has(index)) return
    this.#vus.set(index, new RosterVu(this.#context, this.#group, this.#budget, index, this.#rampDownMs))
  }

  /** What the hand, or the plan, wants in the end. */
  #askForVus(): void {
    this.#budget.askFor(this.#context.dial.segments.at(-1)?.to ?? 0)
  }
}
