import type { MetronomeBoard } from './metronome-board.ts'
import { MetronomeLead } from './metronome-lead.ts'
import { NodeDriver, type Clock, type DrivenLoop, type Driver, type DriverPort } from './scheduler/index.ts'

/** Node's own timer comes this much later, should the metronome be gone or late. */
const BACKSTOP_MS = 5
/** Waiting for so little takes less than to be woken for it. */
const WAIT_AWAKE_MS = 0.03
/** A lane that was woken early waits for the rest awake, but for no more than this. */
const MOST_AWAKE_MS = 0.4
/** After so long a sleep the processor has gone to sleep too: the lane is woken a little early and waits awake. */
const LONG_SLEEP_MS = 4
const WARM_UP_MS = 0.15
/**
 * Between two wakes. More of them would cost more than they gain: timers that follow each other faster wait for the
 * next wake, or for the next pass that I/O brings.
 */
const WAKE_GAP_MS = 0.3

/**
 * Node's event loop with a metronome for its timers: passes come from `setImmediate` and from I/O as ever, and when
 * nothing happens the metronome wakes the lane within some 50 us of its next timer, where Node's own timers take up
 * to 2 ms. Costs nothing while no timer is due. Without a metronome that beats, the timers are Node's.
 */
export class MetronomeDriver implements Driver {
  readonly clock: Clock
  readonly #node: NodeDriver
  readonly #board: MetronomeBoard
  readonly #lane: number

  constructor(clock: Clock, board: MetronomeBoard, lane: number) {
    this.clock = clock
    this.#node = new NodeDriver(clock)
    this.#board = board
    this.#lane = lane
  }

  attach(loop: DrivenLoop): DriverPort {
    return new MetronomePort(loop, this.clock, this.#node.attach(loop), this.#board, this.#lane)
  }
}

/**
 * Invariants: `#armedMs` is the time of the timer for which the board was asked, and as long as it stands either its
 * wake time is on the board or the wake is on its way; Node's timer is armed whenever a timer is.
 */
class MetronomePort implements DriverPort {
  readonly #loop: DrivenLoop
  readonly #clock: Clock
  readonly #node: DriverPort
  readonly #board: MetronomeBoard
  readonly #lane: number
  readonly #lead = new MetronomeLead()
  #armedMs = Infinity
  /** When the lane is to be awake: at `#armedMs`, or later where that would be too soon after the last time. */
  #targetMs = Infinity
  #notBeforeMs = -Infinity
  /** The target at the last wake. */
  #wokenForMs = Number.NaN
  /** NaN when a wake would say nothing about how late wakes come. */
  #askedMs = Number.NaN
  #closed = false

  constructor(loop: DrivenLoop, clock: Clock, node: DriverPort, board: MetronomeBoard, lane: number) {
    this.#loop = loop
    this.#clock = clock
    this.#node = node
    this.#board = board
    this.#lane = lane
    this.#awaitWake()
  }

  requestPass(): void {
    this.#node.requestPass()
  }

  armTimer(whenMs: number): void {
    if (!this.#board.beating) return this.#node.armTimer(whenMs)
    this.#node.armTimer(whenMs + BACKSTOP_MS)
    if (whenMs === this.#armedMs) return
    const nowMs = this.#clock.nowMs()
    if (nowMs >= this.#targetMs) this.#notBeforeMs = this.#targetMs + WAKE_GAP_MS
    const targetMs = Math.max(whenMs, this.#notBeforeMs)
    const isAskedFor = this.#armedMs !== Infinity && targetMs === this.#targetMs
    if (isAskedFor) {
      this.#armedMs = whenMs
      return
    }
    this.#targetMs = targetMs
    const waitMs = this.#targetMs - nowMs
    const mostAwakeMs = this.#targetMs === this.#wokenForMs ? MOST_AWAKE_MS : WAIT_AWAKE_MS
    if (waitMs <= mostAwakeMs) {
      // What the board was asked for before was for a later timer: it does not stand for this one.
      this.#armedMs = Infinity
      return this.#node.requestPass()
    }
    const wakeMs = this.#targetMs - this.#lead.ms - (waitMs > LONG_SLEEP_MS ? WARM_UP_MS : 0)
    this.#armedMs = whenMs
    this.#askedMs = wakeMs > nowMs ? wakeMs : Number.NaN
    this.#board.setWakeTime(this.#lane, wakeMs)
  }

  close(): void {
    this.#closed = true
    this.#node.close()
    this.#board.setWakeTime(this.#lane, Infinity)
    // Ends the pending wait, which would keep this alive as long as the board.
    this.#board.wake(this.#lane)
  }

  #awaitWake(): void {
    for (;;) {
      const wake = this.#board.nextWake(this.#lane)
      if (wake !== null) return void wake.then(this.#onWake)
      this.#node.requestPass()
    }
  }

  /** A promise for each wake, not for each request: it costs about what a message to the thread does. */
  readonly #onWake = (): void => {
    if (this.#closed) return
    this.#awaitWake()
    const lateMs = this.#clock.nowMs() - this.#askedMs
    // The metronome never wakes early: this was for what a pass that I/O brought has done, and the next wake is to come.
    const wasForAnother = lateMs < 0
    if (!wasForAnother) this.#noteWake(lateMs)
    this.#loop.runPass()
  }

  /** @param lateMs NaN when that says nothing */
  #noteWake(lateMs: number): void {
    if (lateMs >= 0) this.#lead.observe(lateMs)
    // What waited for the gap to end is started now, be it a little before that: nobody waits awake for its very end.
    if (this.#armedMs < this.#targetMs) this.#notBeforeMs = this.#targetMs + WAKE_GAP_MS
    this.#armedMs = Infinity
    this.#askedMs = Number.NaN
    this.#wokenForMs = this.#targetMs
  }
}
