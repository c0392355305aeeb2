import type { ArrivalRatePlan } from '../../../shared/plan/plan.ts'
import { sleep, Timer, Wakeup, type Coroutine } from '../scheduler/index.ts'
import { ArrivalSchedule } from './arrival-schedule.ts'
import { arrivalSpacing } from './arrival-spacing.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { ScenarioExecutor } from './scenario-executor.ts'
import type { IterationSource } from './virtual-user.ts'
import { VuGroup } from './vu-group.ts'
import { VuSlot } from './vu-slot.ts'
import { waitForStart } from './wait-for-start.ts'

/** An arrival this late was held up by the lane itself: finished iterations may still wait to be noticed. */
const LATE_MS = 1

/**
 * The open model on one lane: starts an iteration at each arrival of its stripe, whatever became of those before.
 * An arrival that finds every VU of every lane busy is dropped; one that the lane itself came late to is started
 * late, with its intended time, and shows as start lag. When the hand changes the rate, the arrivals from that moment
 * on come by the new one, on every lane.
 *
 * Always holds: the share's count of free VUs of this lane = maxVUs of this lane - VUs busy - VUs reserved by
 * another lane whose arrival is on its way here.
 */
export class ArrivalRateExecutor implements ScenarioExecutor {
  readonly #context: ExecutorContext
  #schedule: ArrivalSchedule
  readonly #group: VuGroup
  readonly #idle: VuSlot[] = []
  readonly #pause = new Wakeup('next arrival')
  readonly #pauseTimer = new Timer(() => this.#pause.wakeInThisStep())
  #createdVus = 0
  #ended = false

  constructor(context: ExecutorContext, plan: ArrivalRatePlan) {
    this.#context = context
    const { share, dial, scenario } = context
    this.#schedule = new ArrivalSchedule(
      arrivalSpacing(plan, dial.scenarioName),
      plan.timeUnitMs,
      dial.segments
    )
    this.#group = new VuGroup(context)
    const preAllocated = share.ownCount(Math.min(plan.preAllocatedVUs, plan.maxVUs))
    while (this.#createdVus < preAllocated) this.#idle.push(this.#createSlot())
    share.addFreeVus(scenario, share.ownCount(plan.maxVUs))
  }

  *run(): Coroutine<void> {
    const { loop, share, scenario, stop, dial } = this.#context
    const unsubscribes = [stop.subscribe(() => this.#pause.wake()), dial.subscribe(() => this.#follow())]
    try {
      if (!(yield* waitForStart(this.#context))) return
      yield* this.#arrivals()
      share.passLastArrival(scenario)
      while (!stop.requested && !share.allArrivalsDelivered(scenario)) yield* sleep(1)
    } finally {
      for (const unsubscribe of unsubscribes) unsubscribe()
      loop.timers.cancel(this.#pauseTimer)
      this.#ended = true
      this.#group.dismissIdle()
      yield* this.#group.join()
    }
  }

  /** An arrival for which another lane has reserved one of this lane's VUs. */
  accept(intendedMs: number): void {
    const { share, scenario, stop, observer } = this.#context
    share.arrivedFromTransit(scenario)
    if (this.#ended || stop.requested) share.addFreeVus(scenario, 1)
    else if (this.#group.interrupted) observer.dropped(scenario, intendedMs)
    else this.#startOne(intendedMs).wakeNow()
  }

  /** Until the scenario's time is over, since the hand may ask for more at any moment. */
  *#arrivals(): Coroutine<void> {
    const { loop, share, scenario, observer, dial, stop } = this.#context
    let own = 0
    for (;;) {
      dial.refresh()
      const intendedMs = dial.runTimeOf(this.#schedule.timeOf(share.globalIndex(own)))
      const nowMs = loop.nowMs()
      if (intendedMs > nowMs) {
        const { endMs } = dial
        if (nowMs >= endMs) return
        yield* this.#pauseUntil(Math.min(intendedMs, endMs))
        if (stop.requested) return
        continue
      }
      // Past the graceful stop no VU is left: a lane so late never reaches the rest of its arrivals.
      if (stop.requested || this.#group.interrupted) return
      own++
      observer.planned(scenario, intendedMs)
      if (this.#dispatch(intendedMs)) continue
      if (nowMs - intendedMs > LATE_MS) {
        yield* sleep(0)
        if (!this.#group.interrupted && this.#dispatch(intendedMs)) continue
      }
      observer.dropped(scenario, intendedMs)
    }
  }

  #follow(): void {
    this.#schedule = this.#schedule.under(this.#context.dial.segments)
    this.#pause.wake()
  }

  #dispatch(intendedMs: number): boolean {
    const { share, scenario, handOff } = this.#context
    const lane = share.reserveVu(scenario)
    if (lane === -1) return false
    // In this step: a pass of its own would cost as much as the request, for each of the few that are due at a time.
    if (lane === share.laneIndex) this.#startOne(intendedMs).wakeInThisStep()
    else handOff(lane, scenario, intendedMs)
    return true
  }

  /**
   * Needs a reserved VU, which runs when the wakeup that is returned is woken. The last one that became idle goes
   * first: its connection is the warmest.
   */
  #startOne(intendedMs: number): Wakeup {
    const slot = this.#idle.pop() ?? this.#createSlot()
    slot.start(intendedMs, this.#context.loop.nowMs())
    return slot.wakeup
  }

  #createSlot(): VuSlot {
    const slot = new VuSlot(this.#context, this.#context.share.globalIndex(this.#createdVus++))
    this.#group.start(slot, this.#serve(slot))
    return slot
  }

  *#serve(slot: VuSlot): Coroutine<void> {
    const arrival = new SingleArrival(slot)
    for (;;) {
      while (!slot.busy) yield* slot.wakeup
      yield* slot.vu.iterations(arrival)
      this.#context.share.addFreeVus(this.#context.scenario, 1)
      if (this.#ended || this.#context.stop.requested) return
      this.#idle.push(slot)
    }
  }

  /** Until a time, which may be Infinity, a change of the load, or the stop. */
  *#pauseUntil(whenMs: number): Coroutine<void> {
    const { timers } = this.#context.loop
    if (whenMs < Infinity) timers.schedule(this.#pauseTimer, whenMs)
    else timers.cancel(this.#pauseTimer)
    yield* this.#pause
  }
}

/** The one iteration of an arrival, which was announced when it was dispatched. */
class SingleArrival implements IterationSource {
  readonly #slot: VuSlot

  constructor(slot: VuSlot) {
    this.#slot = slot
  }

  begin(): boolean {
    return this.#slot.busy
  }

  get intendedMs(): number {
    return this.#slot.intendedMs
  }

  end(endMs: number): boolean {
    this.#slot.complete(endMs)
    return false
  }
}
