import {
  ActiveVus,
  createExecutor,
  DialBoard,
  LaneShare,
  ScenarioDial,
  StopSignal,
  type IterationObserver,
  type ScenarioExecutor
} from '../../src/main/engine/load/index.ts'
import { EventLoop, FakeDriver, sleep, type Coroutine } from '../../src/main/engine/scheduler/index.ts'
import type { DialEvent } from '../../src/shared/plan/dial.ts'
import type { ExecutorPlan } from '../../src/shared/plan/plan.ts'

/** What became of the iterations of one scenario, over all lanes. */
export interface Tally {
  planned: number
  started: number
  completed: number
  interrupted: number
  dropped: number
  /** Intended times in the order of the starts, and how many VUs there were at the most. */
  intendedMs: number[]
  startedMs: number[]
  vuIds: Set<number>
  mostBusy: number
  endMs: number
}

export interface RunOptions {
  lanes: number
  gracefulStopMs?: number
  startMs?: number
  /** How long iteration `n` (from 0, in order of start) takes. */
  iterationMs: (n: number, vuId: number) => number
  /** Called when the clock stands at these times, in ascending order. */
  at?: { ms: number; act: (control: LoadControl) => void }[]
}

export interface LoadControl {
  stop(phase: 'graceful' | 'immediate'): void
  /** As the hand does, to every lane. */
  dial(...events: readonly DialEvent[]): void
  /** The same where no lane has come to hear of it yet. */
  dialUnheard(...events: readonly DialEvent[]): void
}

/** The only scenario's name. */
const SCENARIO = 'only'

/** Runs one scenario on several lanes in one thread, on one fake clock, to its end. */
export function runOnFakeLanes(plan: ExecutorPlan, options: RunOptions): Tally {
  const driver = new FakeDriver()
  const tally = newTally()
  const share = new LaneShare(0, options.lanes, 1)
  const executors: ScenarioExecutor[] = []
  const stops: StopSignal[] = []
  const dials: ScenarioDial[] = []
  const board = new DialBoard([SCENARIO])
  const ended: boolean[] = []
  let busy = 0
  for (let lane = 0; lane < options.lanes; lane++) {
    const loop = new EventLoop({ driver, onSlowStep: () => {} })
    const stop = new StopSignal()
    const scenario = { name: SCENARIO, executor: plan, startTimeMs: options.startMs ?? 0 }
    const dial = new ScenarioDial(scenario, new DialBoard([SCENARIO], board.buffer))
    const executor = createExecutor(plan, {
      loop,
      scenario: 0,
      dial,
      gracefulStopMs: options.gracefulStopMs ?? 30_000,
      share: lane === 0 ? share : new LaneShare(lane, options.lanes, 1, share.buffer),
      stop,
      observer: observerOf(tally),
      vuId: (index) => index + 1,
      activeVus: new ActiveVus(),
      handOff: (to, _scenario, intendedMs) => executors[to]!.accept(intendedMs),
      createVirtualUser: (id) => ({
        *iterations(source): Coroutine<void> {
          while (source.begin()) {
            tally.vuIds.add(id)
            tally.intendedMs.push(source.intendedMs)
            tally.startedMs.push(loop.nowMs())
            tally.mostBusy = Math.max(tally.mostBusy, ++busy)
            try {
              yield* sleep(options.iterationMs(tally.startedMs.length - 1, id))
            } finally {
              busy--
            }
            if (source.end(loop.nowMs())) yield* sleep(0)
          }
        },
        close() {}
      })
    })
    stops.push(stop)
    dials.push(dial)
    executors.push(executor)
    loop.start(executor.run(), (task) => {
      task.result()
      ended[lane] = true
    })
  }
  const control: LoadControl = {
    stop: (phase) => stops.forEach((stop) => stop.request(phase)),
    dial: (...events) => {
      for (const event of events) board.add(event)
      for (const dial of dials) dial.refresh()
    },
    dialUnheard: (...events) => {
      for (const event of events) board.add(event)
    }
  }
  for (const { ms, act } of options.at ?? []) {
    driver.advance(ms - driver.clock.nowMs())
    act(control)
  }
  while (ended.filter(Boolean).length < options.lanes) {
    if (driver.clock.nowMs() > 3_600_000) throw new Error('the scenario does not end')
    driver.advance(1)
  }
  tally.endMs = driver.clock.nowMs()
  return tally
}

function newTally(): Tally {
  return {
    ...{ planned: 0, started: 0, completed: 0, interrupted: 0, dropped: 0 },
    ...{ intendedMs: [], startedMs: [], vuIds: new Set<number>(), mostBusy: 0, endMs: 0 }
  }
}

function observerOf(tally: Tally): IterationObserver {
  return {
    planned: () => tally.planned++,
    started: () => tally.started++,
    completed: () => tally.completed++,
    interrupted: () => tally.interrupted++,
    dropped: () => tally.dropped++
  }
}
