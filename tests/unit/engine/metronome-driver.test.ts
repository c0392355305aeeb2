import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MetronomeBoard } from '../../../src/main/engine/metronome-board.ts'
import { MetronomeDriver } from '../../../src/main/engine/metronome-driver.ts'
import { FakeClock, type DriverPort } from '../../../src/main/engine/scheduler/index.ts'

const LANE = 1

/** A lane's port on a clock that moves only when told; the test is the loop and the metronome. */
class OpenPort {
  readonly clock = new FakeClock(1000)
  readonly board = new MetronomeBoard(2)
  readonly port: DriverPort
  passes = 0
  #onPass: () => void = () => {}

  constructor({ beating = true } = {}) {
    this.board.beating = beating
    this.port = new MetronomeDriver(this.clock, this.board, LANE).attach({
      runPass: () => {
        this.passes++
        this.#onPass()
      }
    })
    onTestFinished(() => this.port.close())
  }

  /** When the lane wants to be woken. */
  get wakeMs(): number {
    return this.board.wakeIfDue(LANE, -Infinity)
  }

  nextPass(): Promise<void> {
    return new Promise((resolve) => (this.#onPass = resolve))
  }

  /** The clock shows `nowMs` and the metronome wakes the lane. */
  async wakeAt(nowMs: number): Promise<void> {
    this.clock.advanceTo(nowMs)
    const passed = this.nextPass()
    this.board.wakeIfDue(LANE, nowMs)
    await passed
  }

  /**
   * The wake for the timer at `dueMs` is under way when a pass that I/O brought has done what was due, and the next timer
   * is armed; then it comes. Returns when the lane wanted to be woken next before it came.
   */
  async wakeTooLate(dueMs: number, nextMs: number): Promise<number> {
    this.port.armTimer(dueMs)
    this.clock.advanceTo(dueMs)
    const passed = this.nextPass()
    this.board.wakeIfDue(LANE, dueMs)
    this.port.armTimer(nextMs)
    const { wakeMs } = this
    await passed
    this.port.armTimer(nextMs)
    return wakeMs
  }
}

describe('the port of a MetronomeDriver', () => {
  it('asks to be woken a little before the timer is due, for its own lane', () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    expect(one.wakeMs).toBeCloseTo(1001.92, 3)
    expect(one.board.wakeIfDue(0, Infinity)).toBe(Infinity)
  })

  it('asks somewhat earlier after a long sleep', () => {
    const one = new OpenPort()
    one.port.armTimer(1100)
    expect(one.wakeMs).toBeCloseTo(1099.77, 3)
  })

  it('runs a pass for each wake', async () => {
    const one = new OpenPort()
    for (let passes = 1; passes <= 3; passes++) {
      const dueMs = one.clock.nowMs() + 2
      one.port.armTimer(dueMs)
      await one.wakeAt(dueMs)
      expect(one.passes).toBe(passes)
    }
  })

  it('follows the earliest timer, to an earlier and to a later time and to none', () => {
    const one = new OpenPort()
    one.port.armTimer(1003)
    one.port.armTimer(1002)
    expect(one.wakeMs).toBeCloseTo(1001.92, 3)
    one.port.armTimer(1003.5)
    expect(one.wakeMs).toBeCloseTo(1003.42, 3)
    one.port.armTimer(Infinity)
    expect(one.wakeMs).toBe(Infinity)
  })

  it('asks once for one timer, however many passes end before it is due', () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    one.board.setWakeTime(LANE, Infinity)
    one.port.armTimer(1002)
    expect(one.wakeMs).toBe(Infinity)
  })

  it('waits awake for a timer that is all but due', async () => {
    const one = new OpenPort()
    const passed = one.nextPass()
    one.port.armTimer(1000.02)
    expect(one.wakeMs).toBe(Infinity)
    await passed
    expect(one.passes).toBe(1)
  })

  it('waits awake for the rest when it was woken early', async () => {
    const one = new OpenPort()
    one.port.armTimer(1100)
    await one.wakeAt(1099.8)
    const passed = one.nextPass()
    one.port.armTimer(1100)
    expect(one.wakeMs).toBe(Infinity)
    await passed
    expect(one.passes).toBe(2)
  })

  it('does not wait awake when a wake comes for a timer that is no more, and the next one is far', async () => {
    const one = new OpenPort()
    await one.wakeTooLate(1002, 5000)
    expect(one.wakeMs).toBeCloseTo(4999.77, 3)
    await nextTurn()
    expect(one.passes).toBe(1)
  })

  it('is not woken again within 0.3 ms', async () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    await one.wakeAt(1002)
    one.port.armTimer(1002.1)
    expect(one.wakeMs).toBeGreaterThan(1002.2)
    expect(one.wakeMs).toBeLessThanOrEqual(1002.3)
  })

  it('goes on waiting for its own wake when one comes for a timer that is no more', async () => {
    const one = new OpenPort()
    const askedMs = await one.wakeTooLate(1002, 1002.4)
    await nextTurn()
    expect(one.passes).toBe(1)
    expect(one.wakeMs).toBe(askedMs)
    expect(askedMs).toBeCloseTo(1002.32, 3)
  })

  it('does not wait awake for the end of the gap when it was woken a little before it', async () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    await one.wakeAt(1002)
    one.port.armTimer(1002.1)
    // 1002.3 less the lead: the timer has been due for a while.
    await one.wakeAt(1002.25)
    one.port.armTimer(1002.28)
    await nextTurn()
    expect(one.passes).toBe(2)
    expect(one.wakeMs).toBeGreaterThan(1002.5)
    expect(one.wakeMs).toBeLessThanOrEqual(1002.6)
  })

  it('asks once for all timers that wait for the end of the gap', async () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    await one.wakeAt(1002)
    one.port.armTimer(1002.1)
    one.board.setWakeTime(LANE, Infinity)
    one.clock.advanceTo(1002.28)
    one.port.armTimer(1002.2)
    await nextTurn()
    expect(one.wakeMs).toBe(Infinity)
    expect(one.passes).toBe(1)
  })

  it('waits awake until a timer that is all but due, also when it has asked to be woken for a later one', async () => {
    const one = new OpenPort()
    one.port.armTimer(1003)
    one.port.armTimer(1000.02)
    await one.nextPass()
    one.port.armTimer(1000.02)
    // Long before the backstop.
    await nextTurn()
    await nextTurn()
    expect(one.passes).toBe(2)
  })

  it('has its timers from Node where no metronome beats', async () => {
    const one = new OpenPort({ beating: false })
    const passed = one.nextPass()
    one.port.armTimer(1002)
    expect(one.wakeMs).toBe(Infinity)
    await passed
    expect(one.passes).toBe(1)
  })

  it('gets its pass from Node when the metronome never comes', async () => {
    const one = new OpenPort()
    const passed = one.nextPass()
    one.port.armTimer(1002)
    await passed
    expect(one.passes).toBe(1)
  })

  it('runs no pass and wants no wake after it was closed', async () => {
    const one = new OpenPort()
    one.port.armTimer(1002)
    one.port.requestPass()
    one.port.close()
    expect(one.wakeMs).toBe(Infinity)
    one.board.wake(LANE)
    await nextTurn()
    await nextTurn()
    expect(one.passes).toBe(0)
  })
})
