import type { MetronomeBoard } from './metronome-board.ts'
import type { Clock } from './scheduler/index.ts'

/** How much later than the last interval says a lane is expected: it is to have asked by then, not to have to ring. */
const EXPECTED_LATER_MS = 0.01

/**
 * Wakes the lanes of a run at the times that they ask for, and sleeps in between. It has a thread of its own because
 * sleeping blocks: the kernel wakes a blocked thread within some 60 us, where Node's timers know whole milliseconds.
 *
 * A lane that was woken asks for its next time only after it has done its work, when the metronome sleeps already, and
 * would have to ring it awake: a call to the kernel on each side. So the metronome does not sleep past the time that
 * the lane's last interval lets it expect.
 *
 * Always holds: it sleeps no longer than to the earliest time that a lane has asked for, or is expected to ask for.
 */
export class Metronome {
  readonly #board: MetronomeBoard
  readonly #clock: Clock
  /** The time at which each lane asked to be woken last. */
  readonly #askedMs: Float64Array
  /** When each lane, having been woken, is expected to want the next wake. */
  readonly #expectedMs: Float64Array

  constructor(board: MetronomeBoard, clock: Clock) {
    this.#board = board
    this.#clock = clock
    this.#askedMs = new Float64Array(board.laneCount).fill(Number.NaN)
    this.#expectedMs = new Float64Array(board.laneCount).fill(Number.NaN)
  }

  /** Beats until the thread is terminated. */
  run(): never {
    this.#board.beating = true
    for (;;) this.beat()
  }

  /** Wakes who is due, then sleeps until the next one is or somebody rings. */
  beat(): void {
    const listened = this.#board.listen()
    const nowMs = this.#clock.nowMs()
    const earliestMs = this.wakeDue(nowMs)
    this.#board.sleep(listened, earliestMs - nowMs, earliestMs)
  }

  /**
   * Wakes every lane whose time has come at `nowMs`; returns the earliest time of the others and the earliest that is
   * expected, Infinity for none.
   */
  wakeDue(nowMs: number): number {
    let earliestMs = Infinity
    for (let lane = 0; lane < this.#board.laneCount; lane++) {
      const askedMs = this.#board.wakeIfDue(lane, nowMs)
      if (askedMs <= nowMs) this.#expectNext(lane, askedMs)
      const nextMs = askedMs < Infinity && askedMs > nowMs ? askedMs : this.#expectedMs[lane]!
      if (nextMs > nowMs && nextMs < earliestMs) earliestMs = nextMs
    }
    return earliestMs
  }

  #expectNext(lane: number, askedMs: number): void {
    this.#expectedMs[lane] = askedMs + (askedMs - this.#askedMs[lane]!) + EXPECTED_LATER_MS
    this.#askedMs[lane] = askedMs
  }
}
