import { once } from 'node:events'
import { MetronomeBoard } from '../../src/main/engine/metronome-board.ts'
import { MetronomeDriver } from '../../src/main/engine/metronome-driver.ts'
import type { MetronomeCommand, MetronomeThreadData } from '../../src/main/engine/metronome-protocol.ts'
import { RunClock } from '../../src/main/engine/run-clock.ts'
import {
  EventLoop,
  NodeDriver,
  Timer,
  Wakeup,
  type Clock,
  type Coroutine,
  type DrivenLoop,
  type Driver,
  type DriverPort
} from '../../src/main/engine/scheduler/index.ts'
import { HdrHistogram } from '../../src/shared/metrics/histogram/index.ts'
import { sourceThreads } from '../support/source-threads.ts'
import { figure, type BenchRow } from './bench-row.ts'
import { median } from './measured-process.ts'

const RATES = [2_000, 10_000]
const ROUNDS = 3
const ROUND_MS = 3_000

interface Choice {
  readonly name: string
  /** A driver on the clock, and what ends it. */
  make(clock: RunClock, startNs: bigint): Promise<{ driver: Driver; end(): Promise<unknown> }>
}

/**
 * How a lane can wait for its next due start, and what that costs: the arrivals of an open model with nothing behind
 * them, in this process. The engine uses the last one.
 */
export async function runPacingChoicesBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const choice of CHOICES) {
    for (const rate of RATES) {
      const rounds = []
      for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(choice, rate))
      const name = `${choice.name}, ${rate.toLocaleString('en')}/s`
      rows.push(
        figure(`${name}: lag p50`, median(rounds.map(({ p50Ms }) => p50Ms)), 'ms'),
        figure(`${name}: lag p99`, median(rounds.map(({ p99Ms }) => p99Ms)), 'ms'),
        figure(`${name}: CPU`, median(rounds.map(({ cpuPercent }) => cpuPercent)), '% of a core')
      )
    }
  }
  return rows
}

const CHOICES: readonly Choice[] = [
  {
    name: "Node's timers",
    make: (clock) => Promise.resolve({ driver: new NodeDriver(clock), end: () => Promise.resolve() })
  },
  {
    name: 'spinning on setImmediate',
    make: (clock) => Promise.resolve({ driver: new SpinningDriver(clock), end: () => Promise.resolve() })
  },
  {
    name: 'metronome thread',
    make: async (clock, startNs) => {
      const board = new MetronomeBoard(1)
      const workerData: MetronomeThreadData = { laneCount: 1, board: board.buffer }
      const worker = sourceThreads.metronome({ workerData, transferList: [] })
      await once(worker, 'message')
      const command: MetronomeCommand = { kind: 'go', startNs }
      worker.postMessage(command)
      return { driver: new MetronomeDriver(clock, board, 0), end: () => worker.terminate() }
    }
  }
]

async function measure(
  choice: Choice,
  rate: number
): Promise<{ p50Ms: number; p99Ms: number; cpuPercent: number }> {
  const startNs = process.hrtime.bigint() + 300_000_000n
  const clock = new RunClock()
  clock.startAt(startNs)
  const { driver, end } = await choice.make(clock, startNs)
  const lagUs = new HdrHistogram()
  const loop = new EventLoop({ driver, onSlowStep: () => {} })
  const cpuBefore = process.cpuUsage()
  const beganMs = clock.nowMs()
  await loop.run(arrivals(loop, rate, lagUs))
  const { user, system } = process.cpuUsage(cpuBefore)
  await end()
  return {
    p50Ms: lagUs.valueAtPercentile(50) / 1000,
    p99Ms: lagUs.valueAtPercentile(99) / 1000,
    cpuPercent: (user + system) / 10 / (clock.nowMs() - beganMs)
  }
}

function* arrivals(loop: EventLoop, rate: number, lagUs: HdrHistogram): Coroutine<void> {
  const pause = new Wakeup('next arrival')
  const timer = new Timer(() => pause.wakeInThisStep())
  for (let dueMs = 0; dueMs < ROUND_MS; dueMs += 1000 / rate) {
    while (loop.nowMs() < dueMs) {
      loop.timers.schedule(timer, dueMs)
      yield* pause
    }
    lagUs.record((loop.nowMs() - dueMs) * 1000)
  }
}

/** Looks at every turn of Node's loop whether something is due, and so never lets the thread sleep. */
class SpinningDriver implements Driver {
  readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  attach(loop: DrivenLoop): DriverPort {
    let closed = false
    const turn = (): void => {
      if (closed) return
      loop.runPass()
      setImmediate(turn)
    }
    setImmediate(turn)
    return {
      requestPass: () => {},
      armTimer: () => {},
      close: () => {
        closed = true
      }
    }
  }
}
