import type { LiveCounters, LiveProgress, LiveRun, LiveRunStart } from '../../../shared/ipc-contract.ts'
import type { RunDetail, RunSeries } from '../../../shared/history.ts'
import type { LaneDiagnostics } from '../../../shared/metrics/diagnostics.ts'
import type { RunSecond } from '../../../shared/metrics/series.ts'
import type { RunStatus, RunSummary, ThresholdResult } from '../../../shared/metrics/summary.ts'
import { isPausedAfter, pausesOf, type DialEvent } from '../../../shared/plan/dial.ts'
import { plannedDurationMs } from '../../../shared/plan/load-shape.ts'
import { planAsDialled } from '../../../shared/plan/plan-as-dialled.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { RunData } from './run-data.ts'
import type { SlotSeries } from './slot-series.ts'

/** A saved run has its status; a live one is starting, running or stopping. */
export type RunPhase = 'starting' | 'stopping' | RunStatus

const NO_COUNTERS: LiveCounters = {
  requestsStarted: 0,
  requestsCompleted: 0,
  requestsFailed: 0,
  iterationsCompleted: 0,
  iterationsDropped: 0,
  activeVus: 0
}

interface RunIdentity {
  readonly runId: string
  readonly plan: Plan
  readonly document: unknown
  readonly startedAt: string
  readonly plannedDurationMs: number | null
}

/**
 * One run as the Run page shows it, live or saved. The seconds lie in plain typed arrays; `version` moves when some
 * were added, and whoever draws them reads it. Everything else is replaced as a whole, never changed inside.
 */
export class RunModel {
  readonly runId: string
  readonly plan: Plan
  readonly document: unknown
  readonly startedAt: string
  readonly #plannedDurationMs: number | null

  #version = $state(0)
  phase = $state<RunPhase>('starting')
  elapsedMs = $state(0)
  counters = $state.raw<LiveCounters>(NO_COUNTERS)
  /** So far, while the run goes on; null before its first second. */
  summary = $state.raw<RunSummary | null>(null)
  thresholds = $state.raw<readonly ThresholdResult[]>([])
  diagnostics = $state.raw<readonly LaneDiagnostics[]>([])
  /** What the hand did so far. */
  dial = $state.raw<readonly DialEvent[]>([])
  /**
   * A pause that goes on is as long as it has lasted, in whole seconds: what is drawn moves with them. One in which the
   * run ended reaches past its last second, so that nothing is drawn as planned there.
   */
  readonly #pausedUntilMs = $derived((Math.ceil(this.elapsedMs / 1000) + (this.isLive ? 0 : 1)) * 1000)
  readonly #dialSoFar = $derived.by((): readonly DialEvent[] => {
    if (!isPausedAfter(this.dial)) return this.dial
    const atMs = Math.max(this.#pausedUntilMs, this.dial.at(-1)?.atMs ?? 0)
    return [...this.dial, { action: 'resume', atMs }]
  })
  /** The plan with what the hand did as stages. */
  readonly asked = $derived.by(() => planAsDialled(this.plan, this.#dialSoFar))
  /** Spans in which the plan stood still; the one that goes on is as long as it has lasted. */
  readonly pauses = $derived(pausesOf(this.#dialSoFar))
  /** Why the run could not start or broke off. */
  message = $state<string | null>(null)

  readonly #data: RunData

  constructor(identity: RunIdentity) {
    this.runId = identity.runId
    this.plan = identity.plan
    this.document = identity.document
    this.startedAt = identity.startedAt
    this.#plannedDurationMs = identity.plannedDurationMs
    this.#data = new RunData(identity.plan)
  }

  static starting(start: LiveRunStart): RunModel {
    return new RunModel(start)
  }

  static live(run: LiveRun): RunModel {
    const model = new RunModel(run)
    for (const second of run.seconds) model.#data.addSecond(second)
    model.dial = run.dial
    model.progress({ ...run.last, second: null })
    model.#version++
    return model
  }

  static saved(detail: RunDetail, plannedDurationMs: number | null): RunModel {
    const { item, plan, document, summary } = detail
    const model = new RunModel({
      runId: item.id,
      plan,
      document,
      startedAt: item.startedAt,
      plannedDurationMs
    })
    for (const second of detail.runSeconds) model.#data.setRunSecond(second)
    model.dial = detail.dial
    model.finish(item.status, summary, null)
    return model
  }

  get isLive(): boolean {
    return this.phase === 'starting' || this.phase === 'running' || this.phase === 'stopping'
  }

  /** The hand stopped the plan of a run that goes on. */
  get isPaused(): boolean {
    return this.isLive && this.phase !== 'stopping' && isPausedAfter(this.dial)
  }

  /** With the pauses so far; null where iterations end the plan. */
  get plannedDurationMs(): number | null {
    const isTimed = this.#plannedDurationMs !== null && this.dial.length > 0
    return isTimed ? plannedDurationMs(this.asked) : this.#plannedDurationMs
  }

  /** Read it where the seconds are read: it moves when one was added. */
  get version(): number {
    return this.#version
  }

  /** Whole seconds so far. */
  get secondCount(): number {
    void this.#version
    return this.#data.secondCount
  }

  /**
   * Whether a second's counts are rates: not those of the last second of a run that ended in the middle of it, which
   * would be drawn as a drop that never was.
   */
  isWholeSecond(second: number): boolean {
    return this.isLive || second === 0 || (second + 1) * 1000 <= this.elapsedMs
  }

  /** Undefined where a second was never recorded. */
  runSecond(second: number): RunSecond | undefined {
    return this.#data.runSecond(second)
  }

  /** Undefined until its seconds are there: no traffic yet, or not loaded yet. */
  series(slot: number): SlotSeries | undefined {
    return this.#data.series(slot)
  }

  dialled(event: DialEvent): void {
    this.dial = [...this.dial, event]
  }

  progress(progress: LiveProgress): void {
    this.phase = progress.phase
    this.elapsedMs = progress.elapsedMs
    this.counters = progress.counters
    if (progress.thresholds !== null) this.thresholds = progress.thresholds
    if (progress.soFar !== null) this.summary = progress.soFar
    if (progress.diagnostics !== null) this.diagnostics = progress.diagnostics
    if (progress.second === null) return
    this.#data.addSecond(progress.second)
    this.#version++
  }

  finish(status: RunStatus, summary: RunSummary | null, message: string | null): void {
    this.phase = status
    this.message = message
    if (summary !== null) {
      this.summary = summary
      this.thresholds = summary.thresholds
      this.elapsedMs = summary.run.durationMs
      this.counters = {
        requestsStarted: summary.totals.started,
        requestsCompleted: summary.totals.completed,
        requestsFailed: summary.totals.httpFailed,
        iterationsCompleted: summary.iterations.completed,
        iterationsDropped: summary.iterations.dropped,
        activeVus: 0
      }
    }
    this.#version++
  }

  /** The lazily loaded series of one slot of a saved run. */
  addSeries(series: RunSeries): void {
    this.#data.addSeries(series)
    this.#version++
  }
}
