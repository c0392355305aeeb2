import type { ResourceLimits, Transferable, Worker } from 'node:worker_threads'
import type { LiveProgress, LiveRun, LiveRunStart } from '../../shared/ipc-contract.ts'
import type { RunStatus, RunSummary } from '../../shared/metrics/summary.ts'
import type { PlanFiles } from '../../shared/plan/index.ts'
import type { DialAction, DialEvent } from '../../shared/plan/dial.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { DialOutcome } from './run-dial.ts'

/** What `RunController.start` needs. The plan has been validated; the document is kept as the copy that ran. */
export interface RunRequest {
  readonly plan: Plan
  readonly document: unknown
  /** Where the relative paths of the document begin; saved with it. */
  readonly folder?: string | undefined
  /** What `${env.NAME}` in the plan resolves to; never saved. */
  readonly env: Readonly<Record<string, string>>
  /** The files that the plan names; never saved. */
  readonly files: PlanFiles
  /** 1 by default; never more than there are VUs. */
  readonly lanes: number
  /** Null runs without saving. */
  readonly databaseFile: string | null
  /** Host names beyond loopback and private addresses that may get load; `*` stands for any run of characters. */
  readonly allowedHosts: readonly string[]
}

export interface RunEnd {
  readonly runId: string
  readonly status: RunStatus
  /** Null only when the run failed before anything was measured. */
  readonly summary: RunSummary | null
  /** What went wrong inside Loadgale, in one sentence; null for every ordinary end. */
  readonly message: string | null
  /** Whether the history has everything that it was to have of the run. */
  readonly saved: boolean
}

/** A run that has been started. Errors of the target never reject anything here: they are results. */
export interface RunHandle {
  readonly started: LiveRunStart
  /** The first call with `graceful` lets iterations end; `immediate` cuts them off. Later calls only go further. */
  stop(phase: 'graceful' | 'immediate'): void
  /**
   * Changes the load of a scenario, pauses the run or lets it go on, on every lane from the same time on.
   *
   * @throws DialError when it cannot be done: no such scenario, a value out of bounds, an executor that cannot be
   *   dialled, a run that has ended
   */
  dial(action: DialAction): DialOutcome
  /** Told of each change that was made. Returns the function that ends the subscription. */
  onDial(listener: (event: DialEvent) => void): () => void
  /** At most ten times a second. Returns the function that ends the subscription. */
  onProgress(listener: (progress: LiveProgress) => void): () => void
  /** Everything so far, for a page that comes late. */
  snapshot(): LiveRun
  /** Resolves when the run is saved. */
  readonly ended: Promise<RunEnd>
}

/** How the kinds of thread are made; the thin entry files inject it, because only a build knows their files. */
export interface ThreadFactory {
  lane(options: ThreadOptions): Worker
  recorder(options: ThreadOptions): Worker
  /** Made for plans that say when something is to start; a run goes on without it if this throws. */
  metronome(options: ThreadOptions): Worker
}

/** Passed on to `new Worker`. */
interface ThreadOptions {
  readonly workerData: unknown
  readonly transferList: Transferable[]
  readonly resourceLimits?: ResourceLimits
}
