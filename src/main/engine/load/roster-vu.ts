import { TimerNode, type Task } from '../scheduler/index.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { IterationBudget } from './iteration-budget.ts'
import type { IterationSource } from './virtual-user.ts'
import type { VuGroup, VuMember } from './vu-group.ts'
import type { VuInterval } from './vu-intervals.ts'
import { VuSlot } from './vu-slot.ts'

/**
 * A virtual user of a closed model with the spans in which it is on. While it is on a task runs its iterations; it has
 * no task while it is off. The last iteration of a span that ends by a ramp-down is cut off when it takes longer than
 * the graceful ramp-down, unless the VU is on again by then.
 *
 * It gives its task the iterations: the next one starts when the one before it ended, so what the lane itself does in
 * between is start lag of the next.
 *
 * Always holds while it is not retired and the run not stopped: a task runs, or its timer is set for the next span, or
 * there is no next span, or nothing is left for this VU.
 */
export class RosterVu extends TimerNode implements IterationSource, VuMember {
  readonly #context: ExecutorContext
  readonly #group: VuGroup
  readonly #budget: IterationBudget
  readonly #index: number
  readonly #rampDownMs: number
  readonly #slot: VuSlot
  #intervals: readonly VuInterval[] = []
  /** The span that goes on or comes next, as far as time has been looked at. */
  #onMs = Infinity
  #offMs = Infinity
  #task: Task<void> | null = null
  #isRetired = false

  /** @param rampDownMs how long an iteration may go on after a ramp-down */
  constructor(
    context: ExecutorContext,
    group: VuGroup,
    budget: IterationBudget,
    index: number,
    rampDownMs: number
  ) {
    super()
    this.#context = context
    this.#group = group
    this.#budget = budget
    this.#index = index
    this.#rampDownMs = rampDownMs
    this.#slot = new VuSlot(context, index)
  }

  override get name(): string {
    return 'virtual user'
  }

  get busy(): boolean {
    return this.#slot.busy
  }

  abandonIteration(): void {
    this.#slot.abandonIteration()
  }

  /** @param intervals in time of the run, all from its start: those that are over do no harm */
  follow(intervals: readonly VuInterval[]): void {
    if (this.#isRetired && this.#task === null) return
    this.#intervals = intervals
    this.#goOn()
  }

  /** Starts nothing any more; an iteration in progress may end. */
  retire(): void {
    this.#isRetired = true
    if (this.#task === null) this.#close()
  }

  #goOn(): void {
    const { loop, stop } = this.#context
    const nowMs = loop.nowMs()
    this.#lookAt(nowMs)
    if (this.#task !== null) {
      const cutMs = this.#cutMs(nowMs)
      if (cutMs < Infinity) loop.timers.schedule(this, cutMs)
      else loop.timers.cancel(this)
    } else if (stop.requested || this.#onMs === Infinity || this.#budget.isSpentFor(this.#index)) {
      loop.timers.cancel(this)
    } else if (this.#onMs > nowMs) {
      loop.timers.schedule(this, this.#onMs)
    } else {
      this.#slot.intendedMs = Number.NaN
      this.#task = this.#group.start(this, this.#slot.vu.iterations(this))
      this.#goOn()
    }
  }

  /** The end of the iteration before; NaN until a span has begun its first. */
  get intendedMs(): number {
    return this.#slot.intendedMs
  }

  begin(): boolean {
    const { loop, stop } = this.#context
    const slot = this.#slot
    if (Number.isNaN(slot.intendedMs)) slot.intendedMs = loop.nowMs()
    if (stop.requested || !this.#mayStart(slot.intendedMs)) return false
    slot.start(slot.intendedMs, slot.intendedMs)
    return true
  }

  /** An iteration that took no time at all must not keep the lane from its other tasks. */
  end(endMs: number): boolean {
    const slot = this.#slot
    const tookNoTime = endMs <= slot.intendedMs
    slot.complete(endMs)
    slot.intendedMs = endMs
    return tookNoTime
  }

  #mayStart(nowMs: number): boolean {
    this.#context.dial.refresh()
    if (nowMs >= this.#offMs) this.#lookAt(nowMs)
    return nowMs >= this.#onMs && nowMs < this.#offMs && this.#budget.claim(this.#index)
  }

  #lookAt(nowMs: number): void {
    const interval = this.#intervals.find(({ toMs }) => toMs > nowMs)
    this.#onMs = interval?.fromMs ?? Infinity
    this.#offMs = interval?.toMs ?? Infinity
  }

  /** When the iteration in progress is to be cut off at the latest. */
  #cutMs(nowMs: number): number {
    const { dial } = this.#context
    let cutMs = Infinity
    for (const { fromMs, toMs, endedBy } of this.#intervals) {
      if (fromMs > nowMs && fromMs > cutMs) break
      cutMs = endedBy === 'ramp-down' ? dial.runTimeAfter(toMs, this.#rampDownMs) : Infinity
    }
    return cutMs
  }

  protected override expire(): void {
    if (this.#task === null) this.#goOn()
    // What is new on the board, as a pause, has been followed: the timer is set anew where there still is a cut.
    else if (!this.#context.dial.refresh()) this.#task.cancel()
  }

  taskDone(): void {
    this.#task = null
    if (this.#isRetired || this.#group.interrupted) this.#close()
    else this.#goOn()
  }

  #close(): void {
    this.#context.loop.timers.cancel(this)
    this.#slot.vu.close()
  }
}
