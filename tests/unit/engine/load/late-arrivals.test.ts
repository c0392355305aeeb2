import { expect, it } from 'vitest'
import {
  ActiveVus,
  createExecutor,
  DialBoard,
  LaneShare,
  ScenarioDial,
  StopSignal,
  type IterationObserver,
  type ScenarioExecutor
} from '../../../../src/main/engine/load/index.ts'
import { EventLoop, FakeDriver, sleep, type Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import type { ExecutorPlan } from '../../../../src/shared/plan/plan.ts'

type Counts = Record<keyof IterationObserver, number>

/** Lanes of one open scenario on fake clocks of their own, with hand-offs that the test delivers when it likes. */
class OpenLanes {
  readonly counts: Counts = { planned: 0, started: 0, completed: 0, interrupted: 0, dropped: 0 }
  readonly activeVus = new ActiveVus()
  readonly drivers: FakeDriver[] = []
  readonly running: boolean[] = []
  /** The pass of its lane's loop in which each arrival was noticed, and in which its iteration began. */
  readonly passes = { planned: [] as number[], begun: [] as number[] }
  readonly #executors: ScenarioExecutor[] = []
  #inTransit: (() => void)[] = []

  constructor(plan: ExecutorPlan, lanes: number, gracefulStopMs: number, iterationMs: number) {
    const { passes } = this
    const share = new LaneShare(0, lanes, 1)
    for (let lane = 0; lane < lanes; lane++) {
      const driver = new FakeDriver()
      const loop = new EventLoop({ driver, onSlowStep: () => {} })
      const executor = createExecutor(plan, {
        ...{ loop, scenario: 0, gracefulStopMs, vuId: (index) => index + 1 },
        dial: new ScenarioDial({ name: 'only', executor: plan, startTimeMs: 0 }, new DialBoard(['only'])),
        share: lane === 0 ? share : new LaneShare(lane, lanes, 1, share.buffer),
        stop: new StopSignal(),
        observer: this.#observer(loop),
        activeVus: this.activeVus,
        handOff: (to, _, intendedMs) => this.#inTransit.push(() => this.#executors[to]!.accept(intendedMs)),
        createVirtualUser: () => ({
          *iterations(source): Coroutine<void> {
            while (source.begin()) {
              passes.begun.push(loop.inspect().passes)
              yield* sleep(iterationMs)
              if (source.end(loop.nowMs())) yield* sleep(0)
            }
          },
          close() {}
        })
      })
      this.drivers.push(driver)
      this.#executors.push(executor)
      this.running.push(true)
      loop.start(executor.run(), (task) => {
        task.result()
        this.running[lane] = false
      })
    }
  }

  advance(ms: number): void {
    for (const driver of this.drivers) driver.advance(ms)
  }

  deliver(): void {
    for (const accept of this.#inTransit.splice(0)) accept()
    for (const driver of this.drivers) driver.runUntilIdle()
  }

  /** The lane is held up: its clock goes on and nothing runs. */
  stall(lane: number, ms: number): void {
    this.drivers[lane]!.clock.advance(ms)
  }

  #observer(loop: EventLoop): IterationObserver {
    const count = (what: keyof Counts) => (): void => void this.counts[what]++
    return {
      planned: () => {
        this.counts.planned++
        this.passes.planned.push(loop.inspect().passes)
      },
      started: count('started'),
      completed: count('completed'),
      interrupted: count('interrupted'),
      dropped: count('dropped')
    }
  }
}

const open = (rate: number, preAllocatedVUs: number, maxVUs: number): ExecutorPlan => ({
  ...{ kind: 'constant-arrival-rate', rate, timeUnitMs: 1000, durationMs: 1000, preAllocatedVUs, maxVUs }
})

it('a lane held up past the graceful stop starts nothing on virtual users that are gone', () => {
  const lanes = new OpenLanes(open(100, 10, 10), 1, 0, 5)
  lanes.advance(500)
  lanes.stall(0, 700)
  lanes.advance(100)
  const { planned, started, completed, interrupted, dropped } = lanes.counts
  expect(lanes.running).toEqual([false])
  expect(started).toBe(completed + interrupted)
  expect(planned).toBe(completed + interrupted + dropped)
  expect(planned).toBeLessThan(100)
})

it('a lane waits for the arrival that is on its way to it, however late the message', () => {
  // Lane 0 has one virtual user, lane 1 the other: the second arrival of lane 0 goes to lane 1.
  const lanes = new OpenLanes(open(4, 2, 2), 2, 30_000, 600)
  lanes.advance(1500)
  expect(lanes.counts.planned).toBe(4)
  expect(lanes.running).toContain(true)
  lanes.deliver()
  lanes.advance(2000)
  const { planned, completed, dropped } = lanes.counts
  expect(lanes.running).toEqual([false, false])
  expect(completed + dropped).toBe(planned)
})

it('an arrival that comes to a lane after its graceful stop is dropped and not lost', () => {
  const lanes = new OpenLanes(open(4, 2, 2), 2, 100, 600)
  lanes.advance(1500)
  lanes.deliver()
  lanes.advance(2000)
  const { planned, completed, interrupted, dropped } = lanes.counts
  expect(lanes.running).toEqual([false, false])
  expect(completed + interrupted + dropped).toBe(planned)
})

it('begins the iteration of an arrival in the pass that notices it', () => {
  const lanes = new OpenLanes(open(100, 5, 5), 1, 0, 3)
  lanes.advance(1500)
  expect(lanes.passes.planned).toHaveLength(100)
  expect(new Set(lanes.passes.planned).size).toBe(100)
  // The first one finds virtual users whose tasks have not run yet.
  expect(lanes.passes.begun.slice(1)).toEqual(lanes.passes.planned.slice(1))
})

it('counts only virtual users that run an iteration as active', () => {
  const lanes = new OpenLanes(open(10, 5, 5), 1, 0, 20)
  lanes.advance(50)
  expect(lanes.activeVus.count).toBe(0)
  lanes.advance(55)
  expect(lanes.activeVus.count).toBe(1)
  lanes.advance(2000)
  expect(lanes.activeVus.count).toBe(0)
})
