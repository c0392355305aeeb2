import { describe, expect, it } from 'vitest'
import { MetronomeBoard } from '../../../src/main/engine/metronome-board.ts'

/** One board as a lane and the metronome see it, each on its own thread. */
function twoSides(laneCount = 1): { lanes: MetronomeBoard; metronome: MetronomeBoard } {
  const lanes = new MetronomeBoard(laneCount)
  return { lanes, metronome: new MetronomeBoard(laneCount, lanes.buffer) }
}

describe('MetronomeBoard', () => {
  it('tells the metronome when each lane wants to be woken, rounded up to the microsecond', () => {
    const { lanes, metronome } = twoSides(3)
    lanes.setWakeTime(1, 12.3456)
    lanes.setWakeTime(2, -0.5)
    expect([0, 1, 2].map((lane) => metronome.wakeIfDue(lane, -1))).toEqual([Infinity, 12.346, -0.5])
    lanes.setWakeTime(1, Infinity)
    expect(metronome.wakeIfDue(1, 1e9)).toBe(Infinity)
  })

  it('wakes a lane once when its time has come', async () => {
    const { lanes, metronome } = twoSides()
    const woken = lanes.nextWake(0)
    lanes.setWakeTime(0, 5)
    expect(metronome.wakeIfDue(0, 4.999)).toBe(5)
    expect(metronome.wakeIfDue(0, 5.2)).toBe(5)
    expect(await woken).toBe('ok')
    // Taken out: it would have to come again a moment later.
    expect(metronome.wakeIfDue(0, 4)).toBe(Infinity)
  })

  // 1.001 ms and the like are no whole microseconds as floating point numbers.
  it('takes out every time that it was given', () => {
    const { lanes, metronome } = twoSides()
    for (let us = 1; us < 20_000; us += 7) {
      lanes.setWakeTime(0, us / 1000)
      metronome.wakeIfDue(0, 1000)
      expect(metronome.wakeIfDue(0, -1)).toBe(Infinity)
    }
  })

  it('does not let the metronome sleep after a lane has rung', () => {
    const { lanes, metronome } = twoSides()
    const listened = metronome.listen()
    lanes.setWakeTime(0, 7)
    // Were the ring lost, this would block the test for good.
    metronome.sleep(listened, Infinity, Infinity)
    expect(metronome.wakeIfDue(0, 0)).toBe(7)
  })

  it('rings for a time clearly before the one until which the metronome sleeps, and for no other', () => {
    const { lanes, metronome } = twoSides()
    const listened = metronome.listen()
    metronome.sleep(listened, 0, 50)
    lanes.setWakeTime(0, 60)
    lanes.setWakeTime(0, 50)
    lanes.setWakeTime(0, 49.975)
    const afterLater = new MetronomeBoard(1, lanes.buffer).listen()
    expect(afterLater).toBe(listened)
    metronome.sleep(afterLater, 0, 50)
    lanes.setWakeTime(0, 49.974)
    expect(metronome.listen()).toBe(listened + 1)
  })

  it('says on every thread whether a metronome beats', () => {
    const { lanes, metronome } = twoSides(2)
    expect(lanes.beating).toBe(false)
    metronome.beating = true
    expect(lanes.beating).toBe(true)
    lanes.beating = false
    expect(metronome.beating).toBe(false)
  })
})
