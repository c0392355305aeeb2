import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetronomeBoard } from '../../../src/main/engine/metronome-board.ts'
import { Metronome } from '../../../src/main/engine/metronome.ts'
import { FakeClock } from '../../../src/main/engine/scheduler/index.ts'

class RecordingBoard extends MetronomeBoard {
  readonly woken: number[] = []
  readonly sleeps: { forMs: number; untilMs: number }[] = []

  override wake(lane: number): void {
    this.woken.push(lane)
  }

  override sleep(_listened: number, forMs: number, untilMs: number): void {
    this.sleeps.push({ forMs, untilMs })
  }
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
