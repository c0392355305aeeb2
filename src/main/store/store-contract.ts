import type { CalibrationResult } from '../../shared/calibration.ts'
import type { CapacityListItem, CapacityResult } from '../../shared/capacity/capacity.ts'
import type { RunDetail, RunListItem, RunListPage, RunListQuery, RunSeries } from '../../shared/history.ts'
import type { RunSecond, SecondUpdate } from '../../shared/metrics/series.ts'
import type { RunEnvironment, RunStatus, RunSummary } from '../../shared/metrics/summary.ts'
import type { DialEvent } from '../../shared/plan/dial.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { HistogramKind } from './histogram-kind.ts'

/**
 * The history of runs in one SQLite file. All calls are synchronous. A store belongs to the thread that opened it;
 * other threads and other processes open their own on the same file.
 */
export interface Store {
  readonly file: string
  readonly runs: RunHistory
  readonly seconds: SecondHistory
  readonly histograms: TotalHistogramHistory
  readonly capacity: CapacityHistory
  readonly calibrations: CalibrationHistory
  /** For how long a write waits for that of another process before it fails with DATABASE_BUSY; 5 s at first. */
  waitForOthers(limitMs: number): void
  /** No call but close itself is allowed afterwards. */
  close(): void
}

/** The process that drives a run: enough to tell it from a later process with the same pid. */
export interface RunOwner {
  readonly pid: number
  /** What tells this process from any other that had or will have its pid; made by `currentRunOwner`. */
  readonly startToken: string
}

export interface NewRun {
  /** From `newRunId`. */
  readonly id: string
  readonly name: string
  readonly target: string | null
  /** The plan document as it was started, after command line overrides; plain JSON data. */
  readonly document: unknown
  readonly folder?: string | undefined
  readonly plan: Plan
  readonly environment: RunEnvironment
  readonly tags: Readonly<Record<string, string>>
  /** ISO 8601. */
  readonly startedAt: string
  readonly owner: RunOwner
}

/** One histogram over the whole run, as HdrHistogram V2 compressed bytes. */
interface TotalHistogram {
  /** A request slot, or ALL_SLOTS. */
  readonly slot: number
  readonly kind: HistogramKind
  readonly bytes: Uint8Array
}

/** How a run ended, except by the death of its process. */
export type EndStatus = Exclude<RunStatus, 'running' | 'crashed'>

export interface RunEnding {
  readonly summary: RunSummary
  readonly histograms: readonly TotalHistogram[]
}

export interface Annotation {
  readonly note?: string
  /** Replaces all tags. */
  readonly tags?: Readonly<Record<string, string>>
  readonly baseline?: boolean
}

/** Everything that was stored of a run but its request series; also of a run that is still going on or crashed. */
export interface StoredRun {
  readonly item: RunListItem
  readonly plan: Plan
  readonly document: unknown
  /** Where its relative paths begin, where that is known. */
  readonly folder: string | null
  readonly environment: RunEnvironment
  /** Null until the run is finalised. */
  readonly summary: RunSummary | null
  readonly runSeconds: readonly RunSecond[]
  /** What the hand did to its load. */
  readonly dial: readonly DialEvent[]
}

/** A running run's owner, and when a second of it was last committed (milliseconds since 1970). */
export interface OwnerSign extends RunOwner {
  readonly heartbeatAtMs: number
}

export interface RunHistory {
  /** Before the run's first request. @throws StoreError RUN_EXISTS */
  create(run: NewRun): void
  /** The run's time 0, in ISO 8601, once it is known. @throws StoreError RUN_NOT_FOUND */
  begin(id: string, startedAt: string): void
  /** What the hand did to the load of a run that goes on, in order. @throws StoreError RUN_NOT_FOUND */
  addDialEvent(id: string, event: DialEvent): void
  /**
   * Ends a run: status, summary and total histograms in one transaction that is on the disk when this returns. A run
   * that another process took for crashed is put right by its owner's call.
   *
   * @throws StoreError RUN_NOT_FOUND, RUN_ALREADY_ENDED
   */
  finalise(id: string, ending: RunEnding & { readonly status: EndStatus }): void
  /** Ends a run whose process died. False if it is not running any more: another process was first. */
  markCrashed(id: string, ending: RunEnding): boolean
  /** Ids of the runs that are still `running` though nobody drives them, oldest first; see `isOwnerAlive`. */
  findAbandoned(isAlive: (owner: OwnerSign) => boolean): readonly string[]

  /** Newest first. @throws StoreError CURSOR_INVALID */
  list(query: RunListQuery): RunListPage
  item(id: string): RunListItem
  /** @throws StoreError RUN_NOT_FOUND, RUN_STILL_RUNNING (use `stored`), RUN_DATA_BROKEN */
  detail(id: string): RunDetail
  /** @throws StoreError RUN_NOT_FOUND, RUN_DATA_BROKEN */
  stored(id: string): StoredRun
  /**
   * The id that a user means by an id, the beginning of one, `latest`, `baseline` (the newest starred run),
   * `tag:KEY` or `tag:KEY=VALUE` (the newest run with that tag).
   *
   * @throws StoreError RUN_NOT_FOUND, RUN_AMBIGUOUS
   */
  resolve(reference: string): string

  /** @throws StoreError RUN_NOT_FOUND */
  annotate(id: string, annotation: Annotation): RunListItem
  /** Takes runs out of the history until `restore` or `purgeDeleted`. @throws StoreError RUN_STILL_RUNNING */
  delete(ids: readonly string[]): void
  restore(ids: readonly string[]): void
  /**
   * Removes for good what was deleted before the time (milliseconds since 1970; all if left out) and gives the room
   * back to the file system. Returns how many runs.
   */
  purgeDeleted(deletedBeforeMs?: number): number
}

/** The histograms of one slot in one second: HdrHistogram V2 compressed bytes, null for an empty one. */
export type SlotHistograms = { readonly slot: number } & {
  readonly [K in HistogramKind]: Uint8Array | null
}

export interface HistogramQuery {
  readonly fromSecond: number
  /** Inclusive. */
  readonly toSecond: number
  /** Null for every request slot. */
  readonly slots: readonly number[] | null
  readonly kind: HistogramKind
}

export interface StoredHistogram {
  readonly second: number
  readonly slot: number
  readonly bytes: Uint8Array
}

/** One second as it was appended, but for what its counts by status and error say of ALL_SLOTS. */
export interface StoredSecond {
  readonly update: SecondUpdate
  readonly histograms: readonly SlotHistograms[]
}

export interface SecondHistory {
  /**
   * Commits one second: all of it or nothing. Called again for the same second it replaces what was stored.
   * `histograms` holds request slots only; ALL_SLOTS is their merger. Status and error counts of ALL_SLOTS are
   * left out and summed up when read.
   *
   * @throws StoreError RUN_NOT_FOUND
   */
  append(runId: string, update: SecondUpdate, histograms: readonly SlotHistograms[]): void
  series(runId: string, slot: number): RunSeries
  runSeconds(runId: string): RunSecond[]
  /** One after the other, by slot, then second; seconds without samples of the kind are left out. */
  histograms(runId: string, query: HistogramQuery): IterableIterator<StoredHistogram>
  /** The whole run, second by second: what its summary can be made of again. */
  replay(runId: string): IterableIterator<StoredSecond>
}

export interface TotalHistogramHistory {
  /** Over the whole run, saved when it was finalised; null if empty or not finalised. */
  ofRun(runId: string, slot: number, kind: HistogramKind): Uint8Array | null
}

/** What a search was started with. */
export interface StartedPlan {
  readonly document: unknown
  /** Where its relative paths begin, where that is known. */
  readonly folder?: string | null | undefined
}

export interface StoredSearch extends StartedPlan {
  readonly result: CapacityResult
  readonly folder: string | null
}

/** Searches for a capacity, apart from the runs: a search is one entry, whatever number of steps it took. */
export interface CapacityHistory {
  /** Makes the search, or replaces the result of the one of this id; on the disk when it returns. */
  save(result: CapacityResult, started: StartedPlan): void
  /** Its process is alive; between two steps nothing else says so. */
  beat(id: string): void
  /** Newest first. */
  list(limit: number): readonly CapacityListItem[]
  /** @throws StoreError CAPACITY_NOT_FOUND, RUN_DATA_BROKEN */
  detail(id: string): StoredSearch
  /**
   * The id that a user means by an id, the beginning of one, or `capacity` (the newest).
   *
   * @throws StoreError CAPACITY_NOT_FOUND, RUN_AMBIGUOUS
   */
  resolve(reference: string): string
  /** Ids of the searches that are still `running` though nobody drives them. */
  findAbandoned(isAlive: (owner: OwnerSign) => boolean): readonly string[]
  delete(ids: readonly string[]): void
  restore(ids: readonly string[]): void
  /** Removes for good what was deleted before the time (milliseconds since 1970). Returns how many. */
  purgeDeleted(deletedBeforeMs: number): number
}

export interface CalibrationHistory {
  save(result: CalibrationResult): void
  /** The newest of the machine with this name; null without one that can be read. */
  newest(host: string): CalibrationResult | null
}
