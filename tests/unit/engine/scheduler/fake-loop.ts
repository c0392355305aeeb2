import { EventLoop, FakeDriver } from '../../../../src/main/engine/scheduler/index.ts'
import type {
  Awaitable,
  EventLoopOptions,
  SlowStep,
  UnhandledReport
} from '../../../../src/main/engine/scheduler/index.ts'

/** An event loop on a fake clock that keeps what it reports. */
export class FakeLoop {
  readonly driver: FakeDriver
  readonly loop: EventLoop
  readonly unhandled: UnhandledReport[] = []
  readonly slowSteps: SlowStep[] = []

  constructor(options: EventLoopOptions & { driver?: FakeDriver } = {}) {
    this.driver = options.driver ?? new FakeDriver()
    this.loop = new EventLoop({
      onUnhandled: (report) => this.unhandled.push(report),
      onSlowStep: (step) => this.slowSteps.push(step),
      ...options,
      driver: this.driver
    })
  }

  run<T>(main: Awaitable<T>): T {
    return this.driver.run(this.loop, main)
  }
}

/** Runs `main` on a fresh fake loop and asserts by throwing that nothing went unhandled. */
export function runFake<T>(main: Awaitable<T>): T {
  const fake = new FakeLoop()
  const result = fake.run(main)
  if (fake.unhandled.length > 0) throw new Error(`Unhandled: ${JSON.stringify(fake.unhandled)}`)
  return result
}
