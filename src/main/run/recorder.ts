import type { LiveProgress } from '../../shared/ipc-contract.ts'
import type { LaneDiagnostics } from '../../shared/metrics/diagnostics.ts'
import type { RunStatus, RunSummary, ThresholdResult } from '../../shared/metrics/summary.ts'
import type { DialEvent } from '../../shared/plan/dial.ts'
import { LiveCounterTable } from '../engine/live-counters.ts'
import { scheduledIterations } from '../engine/load/index.ts'
import {
  encodeHistogram,
  buildSummary,
  RunAccumulator,
  runHistograms,
  SecondMerger,
  ThresholdEvaluator,
  type ClosedSecond
} from '../engine/metrics/index.ts'
import { RunClock } from '../engine/run-clock.ts'
import type { Store } from '../store/index.ts'
import { byteCount, encodeBySlot } from './encoded-histograms.ts'
import { ProcessWatch } from './process-watch.ts'
import type { RecorderEvent, RecorderThreadData } from './recorder-protocol.ts'
import { RunJournal } from './run-journal.ts'
import { descriptorLimit, ephemeralPorts } from './system-limits.ts'

export type RecorderOptions = Omit<RecorderThreadData, 'databaseFile' | 'lanes' | 'document'> & {
  readonly laneCount: number
  /** Null runs without saving. */
  readonly store: Store | null
  readonly send: (event: RecorderEvent) => void
}

/** How long the end of a run waits for a history that cannot be written. */
const SAVE_LIMIT_MS = 30_000

export type RecordedEnd = Pick<RecorderEvent & { readonly kind: 'ended' }, 'summary' | 'unsaved'>

/**
 * Takes the lanes' frames, merges them into seconds, commits each second as it closes, judges the thresholds, and
 * tells the main thread at each tick. All of it happens away from the thread that serves the window.
 *
 * Always holds: a second is in the database before anybody is told of it, as long as the database can be written.
 */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #clock = new RunClock()
  readonly #accumulator: RunAccumulator
  readonly #merger: SecondMerger
  readonly #thresholds: ThresholdEvaluator
  readonly #counters: LiveCounterTable
  readonly #process: ProcessWatch
  readonly #limits = { descriptorLimit: descriptorLimit(), localPortLimit: ephemeralPorts() }
  readonly #dial: DialEvent[] = []
  #journal = new RunJournal(null)
  #startedAt: string
  #plannedIterations: readonly (number | null)[]
  readonly #diagnostics = new Map<number, LaneDiagnostics>()
  #phase: LiveProgress['phase'] = 'starting'
  /**
   * The end of the latest second that closed; a corrected second lies before it. The last second of a run is over before
   * its time is.
   */
  #closedMs = 0
  /** A second was sent since the last tick, with everything that a tick has to say. */
  #sentSecond = false
  #abortAsked = false
  #finishing = false

  constructor(options: RecorderOptions) {
    const { plan, laneCount, environment } = options
    this.#options = options
    this.#startedAt = options.startedAt
    this.#accumulator = new RunAccumulator(plan)
    this.#merger = new SecondMerger(plan, laneCount, this.#accumulator)
    this.#thresholds = new ThresholdEvaluator(this.#accumulator)
    this.#counters = new LiveCounterTable(laneCount, options.liveCounters)
    this.#process = new ProcessWatch(environment.cores)
    this.#plannedIterations = scheduledIterations(plan, [])
  }

  /**
   * @param startNs the moment of the system's monotonic clock at which the run starts
   * @param startedAt the same by the wall clock, in ISO 8601
   */
  start(startNs: bigint, startedAt: string): void {
    const { store, runId } = this.#options
    this.#journal = new RunJournal(store)
    this.#startedAt = startedAt
    this.#journal.write(({ runs }) => runs.begin(runId, startedAt))
    this.#clock.startAt(startNs)
    this.#phase = 'running'
  }

  /** The hand changed the load: from now on more or fewer iterations are planned. */
  dialled(event: DialEvent): void {
    const { runId } = this.#options
    this.#journal.write(({ runs }) => runs.addDialEvent(runId, event))
    this.#dial.push(event)
    this.#plannedIterations = scheduledIterations(this.#options.plan, this.#dial)
  }

  stopping(): void {
    this.#phase = 'stopping'
  }

  /** Merges a lane's frames and closes what every lane has passed; the buffers may go back afterwards. */
  addFrames(frames: readonly SharedArrayBuffer[], diagnostics: LaneDiagnostics | null): void {
    if (diagnostics !== null) this.#diagnostics.set(diagnostics.lane, diagnostics)
    for (const frame of frames) this.#merger.addFrame(frame)
    this.#closeSeconds()
  }

  /** Between two seconds: the counters alone. */
  tick(): void {
    if (!this.#sentSecond) this.#send({ second: null, thresholds: null, soFar: null, diagnostics: null })
    this.#sentSecond = false
  }

  /** After the last frame of every lane: closes what is left and finalises the run. */
  finish(status: Exclude<RunStatus, 'running'>, durationMs: number): RecordedEnd {
    this.#finishing = true
    for (let lane = 0; lane < this.#options.laneCount; lane++) this.#merger.endLane(lane)
    this.#closeSeconds()
    const { results } = this.#thresholds.evaluate(durationMs)
    // What fails only now that everything has ended did not end the run.
    const thresholds = results.map((result) => ({
      ...result,
      abortedRun: result.abortedRun && status === 'aborted'
    }))
    const summary = this.#summarise(status, durationMs, thresholds)
    this.#save(summary, status)
    return { summary, unsaved: this.#journal.close(SAVE_LIMIT_MS) }
  }

  #save(summary: RunSummary, status: Exclude<RunStatus, 'running'>): void {
    const { runId } = this.#options
    const histograms = runHistograms(this.#accumulator).map(({ slot, kind, histogram }) => ({
      ...{ slot, kind },
      bytes: encodeHistogram(histogram)
    }))
    this.#journal.write(({ runs }) => {
      if (status === 'crashed') runs.markCrashed(runId, { summary, histograms })
      else runs.finalise(runId, { status, summary, histograms })
    })
  }

  #closeSeconds(): void {
    for (;;) {
      const closed = this.#merger.closeNext(this.#process.read())
      if (closed === null) return
      this.#closeOne(closed)
    }
  }

  #closeOne({ update, histograms }: ClosedSecond): void {
    const { runId, store } = this.#options
    if (store !== null) {
      const encoded = encodeBySlot(histograms)
      this.#journal.write(({ seconds }) => seconds.append(runId, update, encoded), byteCount(encoded))
    }
    const endMs = Math.min((update.run.second + 1) * 1000, this.#clock.nowMs())
    this.#closedMs = Math.max(this.#closedMs, endMs)
    const { results, abort } = this.#thresholds.evaluate(this.#closedMs)
    this.#sentSecond = true
    this.#send({
      second: update,
      thresholds: results,
      soFar: this.#summarise('running', this.#closedMs, results),
      diagnostics: [...this.#diagnostics.values()].sort((a, b) => a.lane - b.lane)
    })
    if (!abort || this.#abortAsked || this.#finishing) return
    this.#abortAsked = true
    this.#options.send({ kind: 'abort' })
  }

  #send(part: Pick<LiveProgress, 'second' | 'thresholds' | 'soFar' | 'diagnostics'>): void {
    const progress: LiveProgress = {
      runId: this.#options.runId,
      elapsedMs: Math.max(0, this.#clock.nowMs()),
      phase: this.#phase,
      counters: this.#counters.sum(),
      ...part
    }
    this.#options.send({ kind: 'progress', progress })
  }

  #summarise(status: RunStatus, durationMs: number, thresholds: readonly ThresholdResult[]): RunSummary {
    const { runId, plan, environment, laneCount, targetOnSameMachine } = this.#options
    return buildSummary({
      run: {
        ...{ id: runId, name: plan.name, startedAt: this.#startedAt, durationMs, status },
        ...{ target: plan.target, tags: plan.tags, note: '', environment }
      },
      accumulator: this.#accumulator,
      thresholds,
      dial: [...this.#dial],
      plannedIterations: this.#plannedIterations,
      allLanesEnded: status !== 'running' && status !== 'crashed',
      generator: {
        ...{ lanes: laneCount, targetOnSameMachine, ...this.#limits },
        cpuMicroseconds: this.#process.cpuMicroseconds
      }
    })
  }
}
