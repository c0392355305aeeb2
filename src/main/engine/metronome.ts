import type { MetronomeBoard } from './metronome-board.ts'
import type { Clock } from './scheduler/index.ts'

/**
 * Wakes the lanes of a run at the times that they ask for, and sleeps in between. It has a thread of its own because
 * sleeping blocks: the kernel wakes a blocked thread within some 60 us, where Node's timers know whole milliseconds.
 *
 * Always holds: it sleeps no longer than to the earliest time that a lane has asked for.
 */
export class Metronome {
  readonly #board: MetronomeBoard
  readonly #clock: Clock

  constructor(board: MetronomeBoard, clock: Clock) {
    this.#board = board
    this.#clock = clock
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

  /** Wakes every lane whose time has come at `nowMs`; returns the earliest time of the others, Infinity for none. */
  wakeDue(nowMs: number): number {
    let earliestMs = Infinity
    for (let lane = 0; lane < this.#board.laneCount; lane++) {
      earliestMs = Math.min(earliestMs, this.#board.wakeIfDue(lane, nowMs))
    }
    return earliestMs
  }
}
