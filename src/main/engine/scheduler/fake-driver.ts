import { FakeClock } from './clock.ts'
import type { DrivenLoop, Driver, DriverPort } from './driver.ts'
import { DeadlockError } from './errors.ts'
import type { Awaitable } from './suspension.ts'
import type { EventLoop } from './event-loop.ts'
import type { Task } from './task.ts'

/**
 * Drives any number of loops by hand on one fake clock, for tests: nothing waits, and the same program always runs
 * in the same order. While something is ready the clock stands still; only then does it jump to the next timer.
 */
export class FakeDriver implements Driver {
  readonly clock: FakeClock
  readonly #ports: FakePort[] = []

  constructor(clock = new FakeClock()) {
    this.clock = clock
  }

  attach(loop: DrivenLoop): DriverPort {
    const port = new FakePort(loop)
    this.#ports.push(port)
    return port
  }

  /**
   * `loop.run(main)`, here and now: returns what `main` returns or throws what it throws, and closes the loop.
   * Throws DeadlockError when nothing is left that could go on. Promises do not settle meanwhile.
   */
  run<T>(loop: EventLoop, main: Awaitable<T>): T {
    const ended: Task<T>[] = []
    loop.start(main, (task) => {
      // The loop closes right after this, and reports what was not asked for by then.
      if (!task.cancelled()) task.exception()
      ended.push(task)
    })
    while (ended.length === 0) {
      if (!this.runPasses() && !this.#jump(Infinity)) {
        throw new DeadlockError(`Nothing can go on: ${JSON.stringify(loop.inspect().tasksByWait)}`)
      }
    }
    return ended[0]!.result()
  }

  /** Moves the clock by `ms` and runs everything that is due on the way, each at its own time. */
  advance(ms: number): void {
    const untilMs = this.clock.nowMs() + ms
    this.runUntilIdle()
    while (this.#jump(untilMs)) this.runUntilIdle()
    this.clock.advanceTo(untilMs)
  }

  /** Runs passes until nothing is ready. The clock stands still. */
  runUntilIdle(): void {
    while (this.runPasses());
  }

  /** One pass of each loop that has something ready. False if there was none. */
  runPasses(): boolean {
    const due = this.#ports.filter((port) => port.passRequested)
    for (const port of due) port.fire()
    return due.length > 0
  }

  /** Jumps to the earliest timer if that is not after `untilMs`, and lets it fire. */
  #jump(untilMs: number): boolean {
    const earliestMs = Math.min(...this.#ports.map((port) => port.armedMs))
    if (earliestMs === Infinity || earliestMs > untilMs) return false
    this.clock.advanceTo(earliestMs)
    for (const port of this.#ports) if (port.armedMs <= earliestMs) port.fire()
    return true
  }
}

class FakePort implements DriverPort {
  passRequested = false
  armedMs = Infinity
  readonly #loop: DrivenLoop

  constructor(loop: DrivenLoop) {
    this.#loop = loop
  }

  requestPass(): void {
    this.passRequested = true
  }

  armTimer(whenMs: number): void {
    this.armedMs = Math.min(this.armedMs, whenMs)
  }

  close(): void {
    this.passRequested = false
    this.armedMs = Infinity
  }

  fire(): void {
    this.passRequested = false
    this.armedMs = Infinity
    this.#loop.runPass()
  }
}
