import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Timer, Timers } from '../../../../src/main/engine/scheduler/timers.ts'

const SLOTS = 12
const schedule = fc.record({ timer: fc.nat(SLOTS - 1), whenMs: fc.integer({ min: 0, max: 30 }) })
const cancel = fc.record({ cancelled: fc.nat(SLOTS - 1) })
const expire = fc.record({ nowMs: fc.integer({ min: 0, max: 35 }) })

interface Armed {
  readonly timer: number
  readonly whenMs: number
  readonly order: number
}

/** The same by sorting a list anew each time. */
class NaiveTimers {
  armed: Armed[] = []
  #order = 0

  schedule(timer: number, whenMs: number): void {
    this.cancel(timer)
    this.armed.push({ timer, whenMs, order: this.#order++ })
    this.armed.sort((a, b) => a.whenMs - b.whenMs || a.order - b.order)
  }

  cancel(timer: number): void {
    this.armed = this.armed.filter((other) => other.timer !== timer)
  }

  takeDue(nowMs: number): number[] {
    const due = this.armed.filter(({ whenMs }) => whenMs <= nowMs).map(({ timer }) => timer)
    for (const timer of due) this.cancel(timer)
    return due
  }
}

function takeAllDue(timers: Timers, nowMs: number): void {
  for (let timer = timers.takeDue(nowMs); timer !== undefined; timer = timers.takeDue(nowMs)) timer.run()
}

describe('the timers', () => {
  it('expire in the order of a sorted list, whatever was armed, moved and cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(schedule, schedule, cancel, expire), { maxLength: 200 }), (commands) => {
        const expired: number[] = []
        const timers = new Timers(() => undefined)
        const slots = Array.from({ length: SLOTS }, (_, i) => new Timer(() => expired.push(i)))
        const oracle = new NaiveTimers()
        for (const command of commands) {
          if ('timer' in command) {
            timers.schedule(slots[command.timer]!, command.whenMs)
            oracle.schedule(command.timer, command.whenMs)
          } else if ('cancelled' in command) {
            timers.cancel(slots[command.cancelled]!)
            oracle.cancel(command.cancelled)
          } else {
            expired.length = 0
            takeAllDue(timers, command.nowMs)
            expect(expired).toEqual(oracle.takeDue(command.nowMs))
          }
          expect(timers.size).toBe(oracle.armed.length)
          expect(timers.earliestMs).toBe(oracle.armed[0]?.whenMs ?? Infinity)
        }
      }),
      { numRuns: 300 }
    )
  })

  it('hear at once of a time before all others, and only of that', () => {
    const earlier: number[] = []
    const timers = new Timers((whenMs) => earlier.push(whenMs))
    for (const whenMs of [30, 40, 20, 25, 10]) timers.schedule(new Timer(() => undefined), whenMs)
    expect(earlier).toEqual([30, 20, 10])
  })

  it('do not run one that was cancelled between its expiry and its step', () => {
    let runs = 0
    const timers = new Timers(() => undefined)
    const timer = new Timer(() => runs++)
    timers.schedule(timer, 5)
    const due = timers.takeDue(5)
    timers.cancel(timer)
    due?.run()
    expect(runs).toBe(0)
    expect(timer.armed).toBe(false)
  })

  it('run one that was armed anew between its expiry and its step only at its new time', () => {
    let runs = 0
    const timers = new Timers(() => undefined)
    const timer = new Timer(() => runs++)
    timers.schedule(timer, 5)
    const due = timers.takeDue(5)
    timers.schedule(timer, 9)
    due?.run()
    expect(runs).toBe(0)
    takeAllDue(timers, 9)
    expect(runs).toBe(1)
  })

  it('refuse NaN, which no time is before or after', () => {
    expect(() => new Timers(() => undefined).schedule(new Timer(() => undefined), NaN)).toThrow(RangeError)
  })

  it('disarm all on clear', () => {
    const timers = new Timers(() => undefined)
    const timer = new Timer(() => undefined)
    timers.schedule(timer, 5)
    timers.clear()
    expect(timers.size).toBe(0)
    expect(timer.armed).toBe(false)
  })
})
