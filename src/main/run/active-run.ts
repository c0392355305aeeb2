import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { LiveProgress, LiveRun, LiveRunStart } from '../../shared/ipc-contract.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { RunEnvironment, RunSummary } from '../../shared/metrics/summary.ts'
import { plannedDurationMs } from '../../shared/plan/index.ts'
import { LaneShare } from '../engine/load/index.ts'
import type { LaneCommand, LaneEvent, LaneThreadData } from '../engine/lane-protocol.ts'
import { LiveCounterTable } from '../engine/live-counters.ts'
import { newRunId } from '../store/index.ts'
import { isOnThisMachine } from './environment.ts'
import { laneCountFor } from './lane-count.ts'
import type { RecorderCommand, RecorderEvent, RecorderThreadData } from './recorder-protocol.ts'
import type { RunEnd, RunHandle, RunRequest, ThreadFactory } from './run-contract.ts'

/** Between the command to go and the run's time 0, so that every thread is ready when it comes. */
const START_AHEAD_NS = 30_000_000n

/**
 * A lane allocates next to nothing per request, so a large young generation would only be memory: 10,000 connections
 * took 303 MB with V8's default and 159 MB with this.
 */
const LANE_YOUNG_GENERATION_MB = 24

/**
 * One run and its threads, from their start to their end.
 *
 *   state        what happens                                   leaves it when
 *   preparing    recorder opens the database, lanes compile     all are ready: running; one fails: ended
 *   running      lanes load, recorder records                   every lane has ended: finishing
 *   finishing    recorder finalises the run in the database     recorder has ended: ended
 *   ended        `ended` is resolved                            never
 *
 * `stop` and a failed threshold do not change the state: they make the lanes end.
 */
export class ActiveRun implements RunHandle {
  readonly started: LiveRunStart
  readonly ended: Promise<RunEnd>
  readonly #recorder: Worker
  readonly #lanes: Worker[]
  readonly #listeners = new Set<(progress: LiveProgress) => void>()
  readonly #seconds = new Map<number, SecondUpdate>()
  readonly #endedLanes = new Set<Worker>()
  #resolveEnded: (end: RunEnd) => void = () => {}
  #last: LiveProgress
  #endReason: 'finished' | 'stopped' | 'aborted' | 'crashed' = 'finished'
  #failure: string | null = null
  #startNs = 0n
  #finishing = false
  #over = false

  /** Resolves once the lanes have been told to go. @throws Error when a thread cannot be prepared */
  static async start(
    request: RunRequest,
    environment: RunEnvironment,
    threads: ThreadFactory
  ): Promise<ActiveRun> {
    const run = new ActiveRun(request, environment, threads)
    try {
      await Promise.all([run.#recorder, ...run.#lanes].map(whenReady))
    } catch (error) {
      await Promise.all([run.#recorder, ...run.#lanes].map((worker) => worker.terminate()))
      throw error
    }
    run.#go()
    return run
  }

  private constructor(request: RunRequest, environment: RunEnvironment, threads: ThreadFactory) {
    const { plan, document } = request
    const startedAt = new Date()
    this.started = {
      runId: newRunId(startedAt.getTime()),
      plan,
      document,
      startedAt: startedAt.toISOString(),
      plannedDurationMs: plannedDurationMs(plan)
    }
    this.#last = firstProgress(this.started.runId)
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
    const laneCount = laneCountFor(plan, request.lanes)
    const counters = new LiveCounterTable(laneCount).buffer
    const channels = Array.from({ length: laneCount }, () => new MessageChannel())
    this.#recorder = spawnRecorder(threads, {
      ...{ runId: this.started.runId, plan, document, environment, startedAt: this.started.startedAt },
      targetOnSameMachine: isOnThisMachine(environment.targetAddresses),
      databaseFile: request.databaseFile,
      liveCounters: counters,
      lanes: channels.map(({ port1 }) => port1)
    })
    const share = new LaneShare(0, laneCount, plan.scenarios.length).buffer
    const peers = connectPeers(laneCount)
    this.#lanes = channels.map(({ port2 }, laneIndex) =>
      spawnLane(threads, {
        ...{ plan, laneIndex, laneCount, share, liveCounters: counters },
        ...{ env: request.env, allowedHosts: request.allowedHosts },
        recorder: port2,
        peers: peers[laneIndex]!
      })
    )
  }

  stop(phase: 'graceful' | 'immediate'): void {
    if (this.#endReason === 'finished') this.#endReason = 'stopped'
    this.#stopLanes(phase)
  }

  onProgress(listener: (progress: LiveProgress) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot(): LiveRun {
    const seconds = [...this.#seconds.values()].sort((a, b) => a.run.second - b.run.second)
    return { ...this.started, seconds, last: this.#last }
  }

  #go(): void {
    this.#recorder.on('message', (event: RecorderEvent) => this.#onRecorder(event))
    this.#recorder.on('error', (error: Error) => this.#recorderDied(error.message))
    this.#recorder.on('exit', () => this.#recorderDied('the recorder ended unexpectedly'))
    for (const lane of this.#lanes) {
      lane.on('message', (event: LaneEvent) => this.#onLane(lane, event))
      lane.on('error', (error: Error) => this.#onLane(lane, { kind: 'failed', message: error.message }))
      lane.on('exit', () => this.#onLane(lane, { kind: 'ended' }))
    }
    this.#startNs = process.hrtime.bigint() + START_AHEAD_NS
    this.#tellRecorder({ kind: 'go', startNs: this.#startNs })
    this.#tellLanes({ kind: 'go', startNs: this.#startNs })
  }

  #onLane(lane: Worker, event: LaneEvent): void {
    if (event.kind === 'ready' || this.#endedLanes.has(lane)) return
    if (event.kind === 'failed') this.#fail(event.message)
    this.#endedLanes.add(lane)
    if (this.#endedLanes.size < this.#lanes.length || this.#finishing) return
    this.#finishing = true
    const durationMs = Number(process.hrtime.bigint() - this.#startNs) / 1e6
    this.#tellRecorder({ kind: 'finish', status: this.#endReason, durationMs })
  }

  #onRecorder(event: RecorderEvent): void {
    switch (event.kind) {
      case 'ready':
        return
      case 'progress':
        this.#last = event.progress
        if (event.progress.second !== null)
          this.#seconds.set(event.progress.second.run.second, event.progress.second)
        for (const listener of this.#listeners) listener(event.progress)
        return
      case 'abort':
        if (this.#endReason === 'finished') this.#endReason = 'aborted'
        return this.#stopLanes('immediate')
      case 'ended':
        return this.#end(event.summary)
      case 'failed':
        return this.#recorderDied(event.message)
    }
  }

  #stopLanes(phase: 'graceful' | 'immediate'): void {
    this.#tellRecorder({ kind: 'stopping' })
    this.#tellLanes({ kind: 'stop', phase })
  }

  #fail(message: string): void {
    this.#failure ??= message
    this.#endReason = 'crashed'
    this.#stopLanes('immediate')
  }

  /** Without its recorder a run has no result: the lanes are cut off, and the next start finds it in the database. */
  #recorderDied(message: string): void {
    if (this.#over) return
    this.#fail(message)
    for (const lane of this.#lanes) void lane.terminate()
    this.#end(null)
  }

  #end(summary: RunSummary | null): void {
    if (this.#over) return
    this.#over = true
    const status = summary?.run.status ?? this.#endReason
    this.#resolveEnded({ runId: this.started.runId, status, summary, message: this.#failure })
  }

  #tellRecorder(command: RecorderCommand): void {
    this.#recorder.postMessage(command)
  }

  #tellLanes(command: LaneCommand): void {
    for (const lane of this.#lanes) lane.postMessage(command)
  }
}

function spawnRecorder(threads: ThreadFactory, data: RecorderThreadData): Worker {
  return threads.recorder({ workerData: data, transferList: [...data.lanes] })
}

function spawnLane(threads: ThreadFactory, data: LaneThreadData): Worker {
  const ports = data.peers.filter((peer) => peer !== null)
  return threads.lane({
    workerData: data,
    transferList: [data.recorder, ...ports],
    resourceLimits: { maxYoungGenerationSizeMb: LANE_YOUNG_GENERATION_MB }
  })
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

/** Resolves at a thread's `ready`; rejects with what it says went wrong or died of. */
function whenReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', (event: RecorderEvent | LaneEvent) => {
      if (event.kind === 'failed') reject(new Error(event.message))
      else resolve()
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('a thread ended before it was ready')))
  })
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
