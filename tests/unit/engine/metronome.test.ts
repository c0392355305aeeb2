import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetronomeBoard } from '../../../src/main/engine/metronome-board.ts'
import { Metronome } from '../../../src/main/engine/metronome.ts'
import { FakeClock } from '../../../src/main/engine/scheduler/index.ts'

class RecordingBoard extends MetronomeBoard {
  readonly woken: number[] = []
  readonly sleeps: { forMs: number; untilMs: number }[] = []
  #listened = 0

  /** How often a lane has rung since the metronome listened. */
  get rings(): number {
    return super.listen() - this.#listened
  }

  override listen(): number {
    return (this.#listened = super.listen())
  }

  override wake(lane: number): void {
    this.woken.push(lane)
  }

  override sleep(listened: number, forMs: number, untilMs: number): void {
    this.sleeps.push({ forMs, untilMs })
    super.sleep(listened, 0, untilMs)
  }
}

/** One lane and its metronome: `wakeAt` has the lane ask for a time 1 ms before, and wakes it then. */
function steadyLane(): {
  clock: FakeClock
  board: RecordingBoard
  metronome: Metronome
  wakeAt: (dueMs: number) => void
} {
  const clock = new FakeClock(90)
  const board = new RecordingBoard(1)
  const metronome = new Metronome(board, clock)
  const wakeAt = (dueMs: number): void => {
    clock.advanceTo(dueMs - 1)
    board.setWakeTime(0, dueMs)
    clock.advanceTo(dueMs)
    metronome.beat()
  }
  return { clock, board, metronome, wakeAt }
}

describe('Metronome', () => {
  it('sleeps exactly until the earliest lane wants to be woken, and for ever when none does', () => {
    const board = new RecordingBoard(3)
    const metronome = new Metronome(board, new FakeClock(10))
    metronome.beat()
    board.setWakeTime(0, 14)
    board.setWakeTime(2, 12.5)
    metronome.beat()
    expect(board.sleeps).toEqual([
      { forMs: Infinity, untilMs: Infinity },
      { forMs: 2.5, untilMs: 12.5 }
    ])
    expect(board.woken).toEqual([])
  })

  it('wakes everybody who is due before it sleeps again', () => {
    const clock = new FakeClock()
    const board = new RecordingBoard(3)
    const metronome = new Metronome(board, clock)
    board.setWakeTime(0, 3)
    board.setWakeTime(1, 9)
    board.setWakeTime(2, 1)
    clock.advance(4)
    metronome.beat()
    expect(board.woken).toEqual([0, 2])
    expect(board.sleeps).toEqual([{ forMs: 5, untilMs: 9 }])
  })

  it('does not sleep past the time at which a lane that keeps its interval will want to be woken', () => {
    const { clock, board, metronome, wakeAt } = steadyLane()
    for (const dueMs of [100, 110, 120]) wakeAt(dueMs)
    expect(board.sleeps.at(-1)!.untilMs).toBeCloseTo(130, 1)
    expect(board.sleeps.at(-1)!.untilMs).toBeGreaterThan(130)
    // The lane asks meanwhile, for a time that is known by then.
    clock.advanceTo(121)
    board.setWakeTime(0, 130)
    expect(board.rings).toBe(0)
    clock.advanceTo(130.01)
    metronome.beat()
    expect(board.woken).toHaveLength(4)
  })

  it('expects a lane once, and sleeps for ever when it does not ask', () => {
    const { clock, board, metronome, wakeAt } = steadyLane()
    for (const dueMs of [100, 110]) wakeAt(dueMs)
    expect(board.sleeps.at(-1)!.untilMs).toBeCloseTo(120, 1)
    clock.advanceTo(121)
    metronome.beat()
    expect(board.sleeps.at(-1)!.untilMs).toBe(Infinity)
  })

  it('follows the time that a lane has asked for rather than the expected one', () => {
    const { clock, board, metronome, wakeAt } = steadyLane()
    for (const dueMs of [100, 110]) wakeAt(dueMs)
    clock.advanceTo(111)
    board.setWakeTime(0, 170)
    clock.advanceTo(121)
    metronome.beat()
    expect(board.sleeps.at(-1)!.untilMs).toBe(170)
    expect(board.woken).toHaveLength(2)
  })

  it('wakes each lane exactly when its time has come, whatever the times are', () => {
    const time = fc.integer({ min: 0, max: 1000 })
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 8 }), time, (times, nowMs) => {
        const board = new RecordingBoard(times.length)
        for (const [lane, whenMs] of times.entries()) board.setWakeTime(lane, whenMs)
        const earliestMs = new Metronome(board, new FakeClock()).wakeDue(nowMs)
        const due = times.flatMap((whenMs, lane) => (whenMs <= nowMs ? [lane] : []))
        expect(board.woken).toEqual(due)
        expect(earliestMs).toBe(Math.min(Infinity, ...times.filter((whenMs) => whenMs > nowMs)))
      })
    )
  })
})
