import { describe, expect, it } from 'vitest'
import { DeadlineTimer } from '../../../../src/main/engine/http/deadline-timer.ts'
import { EventLoop, FakeDriver } from '../../../../src/main/engine/scheduler/index.ts'

class Deadline extends DeadlineTimer {
  readonly #reached: number[]

  constructor(loop: EventLoop, reached: number[]) {
    super(loop)
    this.#reached = reached
  }

  set(whenMs: number): void {
    this.setDeadline(whenMs)
  }

  clear(): void {
    this.clearDeadline()
  }

  close(): void {
    this.closeDeadline()
  }

  protected override deadlineReached(nowMs: number): void {
    this.#reached.push(nowMs)
  }
}

function setUp() {
  const driver = new FakeDriver()
  const loop = new EventLoop({ driver })
  const reached: number[] = []
  const timer = new Deadline(loop, reached)
  return { driver, loop, reached, timer }
}

describe('a deadline', () => {
  it('is reached once, at its time', () => {
    const { driver, reached, timer } = setUp()
    timer.set(10)
    driver.advance(9)
    expect(reached).toEqual([])
    driver.advance(100)
    expect(reached).toEqual([10])
  })

  it('that moves away is not reached at its old time', () => {
    const { driver, reached, timer } = setUp()
    timer.set(10)
    driver.advance(5)
    timer.set(25)
    driver.advance(19)
    expect(reached).toEqual([])
    driver.advance(1)
    expect(reached).toEqual([25])
  })

  it('that comes nearer is reached at its new time', () => {
    const { driver, reached, timer } = setUp()
    timer.set(100)
    timer.set(10)
    driver.advance(200)
    expect(reached).toEqual([10])
  })

  it('that was cleared is not reached, and can be set again', () => {
    const { driver, reached, timer } = setUp()
    timer.set(10)
    timer.clear()
    driver.advance(50)
    expect(reached).toEqual([])
    timer.set(60)
    driver.advance(50)
    expect(reached).toEqual([60])
  })

  it('moved for each of a thousand requests takes one timer of the loop and few expiries', () => {
    const { driver, loop, reached, timer } = setUp()
    for (let request = 0; request < 1000; request++) {
      timer.set(loop.nowMs() + 100)
      driver.advance(1)
      timer.clear()
      expect(loop.inspect().timerCount).toBeLessThanOrEqual(1)
    }
    expect(reached).toEqual([])
    expect(loop.inspect().steps).toBeLessThan(20)
  })

  it('leaves nothing on the loop once closed', () => {
    const { driver, loop, reached, timer } = setUp()
    timer.set(10)
    timer.close()
    expect(loop.inspect().timerCount).toBe(0)
    driver.advance(50)
    expect(reached).toEqual([])
  })

  it('of Infinity arms no timer', () => {
    const { loop, timer } = setUp()
    timer.set(Infinity)
    expect(loop.inspect().timerCount).toBe(0)
  })
})
