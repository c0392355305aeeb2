import type { LaneDiagnostics } from '../../shared/metrics/diagnostics.ts'
import type { PlanFiles } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { clientOptions } from './client-options.ts'
import { BodyFiles, HttpClient, type AddressGuard } from './http/index.ts'
import { LaneWatch } from './lane-watch.ts'
import { LiveCounterTable } from './live-counters.ts'
import { MetronomeBoard } from './metronome-board.ts'
import { MetronomeDriver } from './metronome-driver.ts'
import {
  ActiveVus,
  createExecutor,
  DialBoard,
  LaneShare,
  ScenarioDial,
  StopSignal,
  type ScenarioExecutor
} from './load/index.ts'
import { LaneMetrics, type LaneGauges } from './metrics/index.ts'
import { RunClock } from './run-clock.ts'
import { compileScenario } from './scenario/index.ts'
import {
  EventLoop,
  NodeDriver,
  type Coroutine,
  type Driver,
  type LoopSnapshot,
  type Task
} from './scheduler/index.ts'
import { vuIds } from './vu-ids.ts'

/** Frames are cut and counters written this often; a second is sent at most this long after it ended. */
const TICK_MS = 100
/** Off the round times for which schedules ask, so that cutting a second's frames holds up no start. */
const TICK_PHASE_MS = 7
const SHOWN_WAITS = 12

export interface LaneOptions {
  readonly plan: Plan
  readonly laneIndex: number
  readonly laneCount: number
  readonly share: SharedArrayBuffer
  /** The buffer of the run's DialBoard. */
  readonly dial: SharedArrayBuffer
  readonly liveCounters: SharedArrayBuffer
  /** The buffer of the run's MetronomeBoard; absent when Node's timers are precise enough. */
  readonly metronome?: SharedArrayBuffer
  /** What `${env.NAME}` in the plan resolves to. */
  readonly env: Readonly<Record<string, string>>
  /** The files that the plan names. */
  readonly files: PlanFiles
  readonly allowAddress: AddressGuard
}

/** The lane's lines to the other threads. */
export interface LanePort {
  /** A buffer that the recorder sent back, or a new one, of at least so many bytes. */
  obtainBuffer(minBytes: number): SharedArrayBuffer
  /** Frames for the recorder, with diagnostics once a second; their buffers are its own until it sends them back. */
  sendFrames(frames: SharedArrayBuffer[], diagnostics: LaneDiagnostics | null): void
  handOff(lane: number, scenario: number, intendedMs: number): void
}

/**
 * One engine on one thread: an event loop, an HTTP client, the recorder of this lane, and each scenario's executor
 * with this lane's share of the virtual users. A lane knows nothing of databases and windows, and of files only those
 * that it sends.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #port: LanePort
  readonly #clock = new RunClock()
  readonly #loop: EventLoop
  readonly #client: HttpClient
  readonly #bodyFiles: BodyFiles
  readonly #metrics: LaneMetrics
  readonly #stop = new StopSignal()
  readonly #activeVus = new ActiveVus()
  readonly #counters: LiveCounterTable
  readonly #watch = new LaneWatch()
  readonly #dials: readonly ScenarioDial[]
  readonly #executors: readonly ScenarioExecutor[]
  #failure: Error | null = null
  #shownSecond = 0
  #shownSteps = 0

  constructor(options: LaneOptions, port: LanePort) {
    const { plan, laneIndex, laneCount } = options
    this.#options = options
    this.#port = port
    this.#loop = new EventLoop({
      driver: createDriver(options, this.#clock),
      onSlowStep: () => {},
      onUnhandled: ({ kind, source, error }) => this.#fail(`${kind} in ${source}`, error)
    })
    this.#client = new HttpClient({
      loop: this.#loop,
      allowAddress: options.allowAddress,
      lane: { index: laneIndex, count: laneCount },
      ...clientOptions(plan, options)
    })
    this.#bodyFiles = new BodyFiles(options.files)
    this.#metrics = new LaneMetrics({
      lane: laneIndex,
      tables: plan.slots,
      scenarioCount: plan.scenarios.length
    })
    this.#counters = new LiveCounterTable(laneCount, options.liveCounters)
    const share = new LaneShare(laneIndex, laneCount, plan.scenarios.length, options.share)
    const board = new DialBoard(
      plan.scenarios.map(({ name }) => name),
      options.dial
    )
    this.#dials = plan.scenarios.map((scenario) => new ScenarioDial(scenario, board))
    this.#executors = this.#dials.map((dial, scenario) => this.#createExecutor(scenario, share, dial))
  }

  /**
   * Runs the lane's share of the plan to its end; the last frames are sent before it returns.
   *
   * @param startNs the moment of the system's monotonic clock at which the run starts
   * @returns when it ended, in milliseconds of the run
   * @throws what a part of the engine threw, which is a defect of Loadgale and never an error of the target
   */
  async run(startNs: bigint): Promise<number> {
    this.#clock.startAt(startNs)
    this.#watch.begin()
    try {
      await this.#loop.run(this.#main())
    } finally {
      this.#client.close()
      this.#bodyFiles.close()
      this.#cutFrames(true)
      this.#watch.close()
    }
    if (this.#failure !== null) throw this.#failure
    return Math.max(0, this.#clock.nowMs())
  }

  stop(phase: 'graceful' | 'immediate'): void {
    this.#stop.request(phase)
  }

  /** There is something new on the run's DialBoard. */
  followDial(): void {
    for (const dial of this.#dials) dial.refresh()
  }

  acceptHandOff(scenario: number, intendedMs: number): void {
    this.#executors[scenario]?.accept(intendedMs)
  }

  #createExecutor(scenario: number, share: LaneShare, dial: ScenarioDial): ScenarioExecutor {
    const { plan, env } = this.#options
    const { executor, gracefulStopMs } = plan.scenarios[scenario]!
    return createExecutor(executor, {
      ...{ loop: this.#loop, scenario, gracefulStopMs, dial },
      share,
      stop: this.#stop,
      observer: this.#metrics,
      createVirtualUser: compileScenario(plan, scenario, {
        loop: this.#loop,
        client: this.#client,
        metrics: this.#metrics,
        env,
        files: this.#bodyFiles
      }),
      vuId: vuIds(plan, scenario),
      handOff: (lane, index, intendedMs) => this.#port.handOff(lane, index, intendedMs),
      activeVus: this.#activeVus
    })
  }

  *#main(): Coroutine<void> {
    this.#scheduleTick()
    const tasks = this.#executors.map((executor, index) =>
      this.#loop.createTask(executor.run(), { name: `scenario ${this.#options.plan.scenarios[index]!.name}` })
    )
    // The failure of a scenario must not wait for the end of those before it.
    for (const task of tasks) task.addDoneCallback(() => this.#scenarioDone(task))
    for (const task of tasks) yield* task
  }

  #scheduleTick(): void {
    const ticks = Math.floor((this.#loop.nowMs() - TICK_PHASE_MS) / TICK_MS)
    const nextMs = (ticks + 1) * TICK_MS + TICK_PHASE_MS
    this.#loop.callAt(nextMs, () => {
      this.#cutFrames(false)
      this.#scheduleTick()
    })
  }

  #cutFrames(last: boolean): void {
    const nowMs = Math.max(0, this.#clock.nowMs())
    this.#counters.write(this.#options.laneIndex, {
      ...this.#metrics.readCounters(),
      activeVus: this.#activeVus.count
    })
    const second = Math.floor(nowMs / 1000)
    if (!last && second === this.#shownSecond) return
    const counts = {
      activeVus: this.#activeVus.count,
      requestsInFlight: this.#client.requestsInFlight,
      openConnections: this.#client.openConnections,
      unexpectedData: this.#client.unexpectedDataConnections
    }
    const gauges = this.#watch.read(counts, last)
    const frames = this.#metrics.takeFrames({ closedBeforeMs: nowMs, gauges, last }, (minBytes) =>
      this.#port.obtainBuffer(minBytes)
    )
    const diagnostics = last ? null : this.#diagnose(gauges, second - this.#shownSecond)
    this.#shownSecond = second
    if (frames.length > 0) this.#port.sendFrames(frames, diagnostics)
  }

  #diagnose(gauges: LaneGauges, seconds: number): LaneDiagnostics {
    const snapshot = this.#loop.inspect()
    const steps = snapshot.steps - this.#shownSteps
    this.#shownSteps = snapshot.steps
    return {
      lane: this.#options.laneIndex,
      readyQueue: snapshot.readyCount,
      timers: snapshot.timerCount,
      tasks: snapshot.taskCount,
      waitingFor: largestWaits(snapshot),
      stepsPerSecond: Math.round(steps / Math.max(1, seconds)),
      slowestStepMs: snapshot.slowestStep?.durationMs ?? 0,
      slowestStepTask: snapshot.slowestStep?.taskName ?? '',
      busyShare: gauges.laneBusy,
      loopDelayMaxMs: gauges.loopDelayMaxMs,
      openConnections: gauges.openConnections
    }
  }

  #scenarioDone(task: Task<void>): void {
    const error = task.cancelled() ? undefined : task.exception()
    if (error !== undefined) this.#fail(task.name, error)
  }

  #fail(where: string, error: unknown): void {
    this.#failure ??= new Error(`${where}: ${String(error)}`, { cause: error })
    this.#stop.request('immediate')
  }
}

function createDriver({ metronome, laneCount, laneIndex }: LaneOptions, clock: RunClock): Driver {
  if (metronome === undefined) return new NodeDriver(clock)
  return new MetronomeDriver(clock, new MetronomeBoard(laneCount, metronome), laneIndex)
}

function largestWaits(snapshot: LoopSnapshot): [what: string, tasks: number][] {
  return snapshot.tasksByWait
    .map(({ waitingFor, count }): [string, number] => [waitingFor, count])
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN_WAITS)
}
