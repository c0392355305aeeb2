import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { LiveProgress, LiveRun, LiveRunStart } from '../../shared/ipc-contract.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { RunEnvironment, RunSummary } from '../../shared/metrics/summary.ts'
import type { DialAction, DialEvent } from '../../shared/plan/dial.ts'
import { plannedDurationMs } from '../../shared/plan/load-shape.ts'
import { LaneShare } from '../engine/load/index.ts'
import type { LaneCommand, LaneEvent, LaneThreadData } from '../engine/lane-protocol.ts'
import { LiveCounterTable } from '../engine/live-counters.ts'
import { newRunId } from '../store/index.ts'
import { isOnThisMachine } from './environment.ts'
import { DialError } from './dial-error.ts'
import { letLaneCodeBeOnePiece } from './lane-code.ts'
import { laneCountFor } from './lane-count.ts'
import type { RecorderCommand, RecorderEvent, RecorderThreadData } from './recorder-protocol.ts'
import { rehearsalPlan } from './rehearsal-plan.ts'
import type { RunEnd, RunHandle, RunRequest, ThreadFactory } from './run-contract.ts'
import { RunDial, type DialOutcome } from './run-dial.ts'
import { RunMetronome } from './run-metronome.ts'
import { RunThread } from './run-thread.ts'
import { laneYoungGenerationMb, RECORDER_YOUNG_GENERATION_MB } from './thread-memory.ts'

/** Between the command to go and the run's time 0, so that every thread is ready when it comes. */
const START_AHEAD_NS = 30_000_000n

/** After an immediate stop a lane ends within milliseconds; one that takes this long never will. */
const STOP_LIMIT_MS = 5_000

type LaneThread = RunThread<LaneEvent, LaneCommand>
type RecorderThread = RunThread<RecorderEvent, RecorderCommand>

/**
 * One run and its threads, from their start to their end.
 *
 *   state        what happens                                    leaves it when
 *   preparing    recorder opens the database, lanes compile      all are ready: creating; one fails: ended
 *   creating     recorder makes the run's row                    it is in the database: running; fails: ended
 *   running      lanes load, recorder records                    every lane has ended: finishing
 *   finishing    recorder finalises the run in the database      recorder has ended: ended
 *   ended        `ended` is resolved, the threads are gone       never
 *
 * `stop` and a failed threshold do not change the state: they make the lanes end. A lane that dies ends the others and
 * the run is saved as crashed; without its recorder a run ends at once, and the next start finds it in the database.
 */
export class ActiveRun implements RunHandle {
  readonly #planned: Omit<LiveRunStart, 'startedAt'>
  #startedAt = new Date()
  readonly ended: Promise<RunEnd>
  readonly #recorder: RecorderThread
  readonly #lanes: LaneThread[]
  readonly #metronome: RunMetronome | null
  readonly #dial: RunDial
  readonly #listeners = new Set<(progress: LiveProgress) => void>()
  readonly #dialListeners = new Set<(event: DialEvent) => void>()
  readonly #seconds = new Map<number, SecondUpdate>()
  #resolveEnded: (end: RunEnd) => void = () => {}
  #last: LiveProgress
  #soFar: RunSummary | null = null
  #endReason: 'finished' | 'stopped' | 'aborted' | 'crashed' = 'finished'
  #failure: string | null = null
  #startNs = 0n
  #durationMs = 0
  #stopLimit: NodeJS.Timeout | null = null
  #isStopping = false
  #state: 'preparing' | 'running' | 'finishing' | 'ended' = 'preparing'

  /** Resolves once the lanes have been told to go. @throws Error when a thread cannot be prepared */
  static async start(
    request: RunRequest,
    environment: RunEnvironment,
    threads: ThreadFactory
  ): Promise<ActiveRun> {
    const made: Worker[] = []
    const keep = (worker: Worker): Worker => {
      made.push(worker)
      return worker
    }
    try {
      const run = new ActiveRun(request, environment, {
        lane: (options) => keep(threads.lane(options)),
        recorder: (options) => keep(threads.recorder(options)),
        metronome: (options) => keep(threads.metronome(options))
      })
      await run.#prepare()
      run.#go()
      return run
    } catch (error) {
      await Promise.all(made.map((worker) => worker.terminate()))
      throw error
    }
  }

  private constructor(request: RunRequest, environment: RunEnvironment, threads: ThreadFactory) {
    const { plan, document, folder } = request
    const runId = newRunId(this.#startedAt.getTime())
    this.#planned = { runId, plan, document, plannedDurationMs: plannedDurationMs(plan) }
    this.#last = firstProgress(runId)
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
    const laneCount = laneCountFor(plan, request.lanes)
    const counters = new LiveCounterTable(laneCount).buffer
    const channels = Array.from({ length: laneCount }, () => new MessageChannel())
    this.#recorder = spawnRecorder(threads, {
      ...{ runId, plan, document, folder, environment },
      startedAt: this.#startedAt.toISOString(),
      targetOnSameMachine: isOnThisMachine(environment.targetAddresses),
      databaseFile: request.databaseFile,
      liveCounters: counters,
      lanes: channels.map(({ port1 }) => port1)
    })
    const share = new LaneShare(0, laneCount, plan.scenarios.length).buffer
    this.#dial = new RunDial(plan)
    const peers = connectPeers(laneCount)
    this.#metronome = RunMetronome.start(threads, plan, laneCount)
    letLaneCodeBeOnePiece()
    const youngGenerationMb = laneYoungGenerationMb(plan)
    const rehearsal = rehearsalPlan()
    this.#lanes = channels.map(({ port2 }, laneIndex) =>
      spawnLane(threads, youngGenerationMb, {
        ...{
          plan,
          rehearsal,
          laneIndex,
          laneCount,
          share,
          dial: this.#dial.buffer,
          liveCounters: counters
        },
        ...{ env: request.env, files: request.files, allowedHosts: request.allowedHosts },
        ...(this.#metronome !== null && { metronome: this.#metronome.board }),
        recorder: port2,
        peers: peers[laneIndex]!
      })
    )
  }

  get started(): LiveRunStart {
    return { ...this.#planned, startedAt: this.#startedAt.toISOString() }
  }

  stop(phase: 'graceful' | 'immediate'): void {
    if (this.#state !== 'running') return
    if (this.#endReason === 'finished') this.#endReason = 'stopped'
    this.#stopLanes(phase)
  }

  dial(action: DialAction): DialOutcome {
    if (this.#state !== 'running') throw new DialError('This run has ended already.')
    if (this.#isStopping) {
      throw new DialError('The run is being stopped: its load cannot be changed any more.')
    }
    const outcome = this.#dial.act(action, this.#elapsedMs())
    this.#recorder.tell({ kind: 'dial', event: outcome.event })
    this.#tellLanes({ kind: 'dial' })
    for (const listener of this.#dialListeners) listener(outcome.event)
    return outcome
  }

  onDial(listener: (event: DialEvent) => void): () => void {
    this.#dialListeners.add(listener)
    return () => this.#dialListeners.delete(listener)
  }

  onProgress(listener: (progress: LiveProgress) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot(): LiveRun {
    const seconds = [...this.#seconds.values()].sort((a, b) => a.run.second - b.run.second)
    return { ...this.started, seconds, last: this.#last, dial: this.#dial.events }
  }

  async #prepare(): Promise<void> {
    await Promise.all([
      this.#recorder.expect('ready'),
      this.#metronome?.ready,
      ...this.#lanes.map((lane) => lane.expect('ready'))
    ])
    this.#recorder.tell({ kind: 'create' })
    await this.#recorder.expect('created')
  }

  #go(): void {
    this.#state = 'running'
    this.#startNs = process.hrtime.bigint() + START_AHEAD_NS
    // Until now the threads were made ready: a second of the run is to be found in the logs of the service.
    this.#startedAt = new Date(Date.now() + Number(START_AHEAD_NS) / 1e6)
    this.#metronome?.go(this.#startNs)
    const startedAt = this.#startedAt.toISOString()
    this.#recorder.tell({ kind: 'go', startNs: this.#startNs, startedAt })
    this.#tellLanes({ kind: 'go', startNs: this.#startNs })
    this.#recorder.listen((event) => this.#onRecorder(event))
    for (const lane of this.#lanes) lane.listen((event) => this.#onLane(event))
  }

  /** `ready` has been heard before: here a lane has only its end to tell. */
  #onLane(event: LaneEvent): void {
    if (event.kind === 'failed') this.#fail(event.message)
    const endMs = event.kind === 'ended' ? event.endMs : this.#elapsedMs()
    this.#durationMs = Math.max(this.#durationMs, endMs)
    if (this.#state !== 'running' || this.#lanes.some((lane) => !lane.over)) return
    this.#state = 'finishing'
    this.#recorder.tell({ kind: 'finish', status: this.#endReason, durationMs: this.#durationMs })
  }

  #onRecorder(event: RecorderEvent): void {
    switch (event.kind) {
      case 'ready':
      case 'created':
        return
      case 'progress':
        return this.#onProgress(event.progress)
      case 'abort':
        if (this.#state !== 'running') return
        if (this.#endReason === 'finished') this.#endReason = 'aborted'
        return this.#stopLanes('immediate')
      case 'ended':
        this.#failure ??= event.unsaved
        return this.#end(event.summary, event.unsaved === null)
      case 'failed':
        this.#fail(event.message)
        for (const thread of [this.#recorder, ...this.#lanes]) void thread.terminate()
        return this.#end(this.#soFar && crashed(this.#soFar), false)
    }
  }

  #onProgress(progress: LiveProgress): void {
    this.#last = progress
    this.#soFar = progress.soFar ?? this.#soFar
    if (progress.second !== null) this.#seconds.set(progress.second.run.second, progress.second)
    for (const listener of this.#listeners) listener(progress)
  }

  #stopLanes(phase: 'graceful' | 'immediate'): void {
    this.#isStopping = true
    this.#recorder.tell({ kind: 'stopping' })
    this.#tellLanes({ kind: 'stop', phase })
    if (phase === 'immediate') this.#stopLimit ??= setTimeout(() => this.#endStuckLanes(), STOP_LIMIT_MS)
  }

  /** A lane that hangs in one step, such as a regular expression that never comes to an end, hears no message. */
  #endStuckLanes(): void {
    const stuck = this.#lanes.filter((lane) => !lane.over)
    if (stuck.length === 0) return
    this.#fail(`${stuck.length} of the lanes did not stop within ${STOP_LIMIT_MS / 1000} s`)
    for (const lane of stuck) void lane.terminate()
  }

  #fail(message: string): void {
    this.#failure ??= message
    this.#endReason = 'crashed'
    this.#stopLanes('immediate')
  }

  #end(summary: RunSummary | null, isRecorded: boolean): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    if (this.#stopLimit !== null) clearTimeout(this.#stopLimit)
    void this.#metronome?.terminate()
    for (const thread of [this.#recorder, ...this.#lanes]) thread.release()
    const status = summary?.run.status ?? this.#endReason
    const { runId } = this.#planned
    this.#resolveEnded({ runId, status, summary, message: this.#failure, saved: isRecorded })
  }

  #elapsedMs(): number {
    return Math.max(0, Number(process.hrtime.bigint() - this.#startNs) / 1e6)
  }

  #tellLanes(command: LaneCommand): void {
    for (const lane of this.#lanes) lane.tell(command)
  }
}

function spawnRecorder(threads: ThreadFactory, data: RecorderThreadData): RecorderThread {
  const worker = threads.recorder({
    workerData: data,
    transferList: [...data.lanes],
    resourceLimits: { maxYoungGenerationSizeMb: RECORDER_YOUNG_GENERATION_MB }
  })
  return new RunThread(worker, 'the recorder')
}

function spawnLane(threads: ThreadFactory, youngGenerationMb: number, data: LaneThreadData): LaneThread {
  const ports = data.peers.filter((peer) => peer !== null)
  const worker = threads.lane({
    workerData: data,
    transferList: [data.recorder, ...ports],
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb }
  })
  return new RunThread(worker, `lane ${data.laneIndex + 1}`)
}

/** A port from each lane to each other lane. */
function connectPeers(laneCount: number): (MessagePort | null)[][] {
  const ports = Array.from({ length: laneCount }, () => Array<MessagePort | null>(laneCount).fill(null))
  for (let a = 0; a < laneCount; a++) {
    for (let b = a + 1; b < laneCount; b++) {
      const { port1, port2 } = new MessageChannel()
      ports[a]![b] = port1
      ports[b]![a] = port2
    }
  }
  return ports
}

/** The last summary that came from a recorder that is gone. */
function crashed(soFar: RunSummary): RunSummary {
  return { ...soFar, run: { ...soFar.run, status: 'crashed' } }
}

function firstProgress(runId: string): LiveProgress {
  return {
    ...{ runId, elapsedMs: 0, phase: 'starting' },
    counters: {
      ...{ requestsStarted: 0, requestsCompleted: 0, requestsFailed: 0 },
      ...{ iterationsCompleted: 0, iterationsDropped: 0, activeVus: 0 }
    },
    ...{ second: null, thresholds: null, soFar: null, diagnostics: null }
  }
}
