import { sleep, Timer, Wakeup, type Coroutine } from '../scheduler/index.ts'
import type { ArrivalSchedule } from './arrival-schedule.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { IterationSource } from './virtual-user.ts'
import { VuGroup } from './vu-group.ts'
import { VuSlot } from './vu-slot.ts'
import { waitForStart } from './wait-for-start.ts'

/** An arrival this late was held up by the lane itself: finished iterations may still wait to be noticed. */
const LATE_MS = 1

/**
 * The open model on one lane: starts an iteration at each arrival of its stripe, whatever became of those before.
 * An arrival that finds every VU of every lane busy is dropped; one that the lane itself came late to is started
 * late, with its intended time, and shows as start lag.
 *
 * Always holds: the share's count of free VUs of this lane = maxVUs of this lane - VUs busy - VUs reserved by
 * another lane whose arrival is on its way here.
 */
export class ArrivalRateExecutor {
  readonly #context: ExecutorContext
  readonly #schedule: ArrivalSchedule
  readonly #ownVus: number
  readonly #group: VuGroup
  readonly #endMs: number
  readonly #idle: VuSlot[] = []
  readonly #pause = new Wakeup('next arrival')
  readonly #pauseTimer = new Timer(() => this.#pause.wakeInThisStep())
  #createdVus = 0
  #ended = false

  constructor(
    context: ExecutorContext,
    schedule: ArrivalSchedule,
    vus: { preAllocatedVUs: number; maxVUs: number }
  ) {
    this.#context = context
    this.#schedule = schedule
    this.#endMs = context.startMs + schedule.durationMs
    this.#group = new VuGroup(context, this.#endMs)
    this.#ownVus = context.share.ownCount(vus.maxVUs)
    const preAllocated = context.share.ownCount(Math.min(vus.preAllocatedVUs, vus.maxVUs))
    while (this.#createdVus < preAllocated) this.#idle.push(this.#createSlot())
    context.share.addFreeVus(context.scenario, this.#ownVus)
  }

  *run(): Coroutine<void> {
    const { loop, share, scenario, stop } = this.#context
    const unsubscribe = stop.subscribe(() => this.#pause.wake())
    try {
      if (!(yield* waitForStart(this.#context))) return
      yield* this.#arrivals()
      share.passLastArrival(scenario)
      yield* this.#pauseUntil(this.#endMs)
      while (!stop.requested && !share.allArrivalsDelivered(scenario)) yield* sleep(1)
    } finally {
      unsubscribe()
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
    else this.#startOne(intendedMs)
  }

  *#arrivals(): Coroutine<void> {
    const { loop, share, scenario, observer, startMs, stop } = this.#context
    for (let own = 0; own < share.ownCount(this.#schedule.count); own++) {
      const intendedMs = startMs + this.#schedule.timeOf(share.globalIndex(own))
      if (intendedMs > loop.nowMs()) yield* this.#pauseUntil(intendedMs)
      // Past the graceful stop no VU is left: a lane so late never reaches the rest of its arrivals.
      if (stop.requested || this.#group.interrupted) return
      observer.planned(scenario, intendedMs)
      if (this.#dispatch(intendedMs)) continue
      if (loop.nowMs() - intendedMs > LATE_MS) {
        yield* sleep(0)
        if (!this.#group.interrupted && this.#dispatch(intendedMs)) continue
      }
      observer.dropped(scenario, intendedMs)
    }
  }

  #dispatch(intendedMs: number): boolean {
    const { share, scenario, handOff } = this.#context
    const lane = share.reserveVu(scenario)
    if (lane === -1) return false
    if (lane === share.laneIndex) this.#startOne(intendedMs)
    else handOff(lane, scenario, intendedMs)
    return true
  }

  /** Needs a reserved VU. The last one that became idle goes first: its connection is the warmest. */
  #startOne(intendedMs: number): void {
    const slot = this.#idle.pop() ?? this.#createSlot()
    slot.start(intendedMs, this.#context.loop.nowMs())
    slot.wakeup.wake()
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

  *#pauseUntil(whenMs: number): Coroutine<void> {
    const { loop, stop } = this.#context
    while (!stop.requested && loop.nowMs() < whenMs) {
      loop.timers.schedule(this.#pauseTimer, whenMs)
      yield* this.#pause
    }
  }
}

/** The one iteration of an arrival, which was announced when it was dispatched. */
class SingleArrival implements IterationSource {
  readonly #slot: VuSlot

  constructor(slot: VuSlot) {
    this.#slot = slot
  }

  begin(): number {
    return this.#slot.busy ? this.#slot.intendedMs : Number.NaN
  }

  end(endMs: number): boolean {
    this.#slot.complete(endMs)
    return false
  }
}
