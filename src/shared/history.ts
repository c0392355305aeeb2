import type { RunSecond } from './metrics/series.ts'
import type { RunStatus, RunSummary, Verdict } from './metrics/summary.ts'
import type { DialEvent } from './plan/dial.ts'
import type { Plan } from './plan/plan.ts'

/** As many runs as one call may delete or bring back. */
export const MOST_RUNS_AT_ONCE = 10_000

/** One run as the history lists it; nothing here needs the run's seconds to be read. */
export interface RunListItem {
  readonly id: string
  readonly name: string
  readonly target: string | null
  readonly startedAt: string
  readonly durationMs: number
  readonly status: RunStatus
  readonly verdict: Verdict
  readonly requestsPerSecond: number
  readonly requests: number
  readonly p99Ms: number | null
  /** 0 to 1. */
  readonly failedShare: number
  readonly tags: Readonly<Record<string, string>>
  readonly note: string
  readonly baseline: boolean
  /** Up to 60 values of requests per second over the run, for the sparkline. */
  readonly sparkline: readonly number[]
}

export interface RunListQuery {
  /** Matches name, target, tags and note. */
  readonly search: string
  readonly status: RunStatus | null
  readonly limit: number
  /** `nextCursor` of the page before; null for the newest. */
  readonly cursor: string | null
}

export interface RunListPage {
  readonly items: readonly RunListItem[]
  readonly nextCursor: string | null
  readonly total: number
}

export interface RunDetail {
  readonly item: RunListItem
  readonly plan: Plan
  /** The plan document as it was started, after command line overrides. */
  readonly document: unknown
  /** Where its relative paths begin: the folder of the plan file, where that is known. */
  readonly folder: string | null
  readonly summary: RunSummary
  readonly runSeconds: readonly RunSecond[]
  /** What the hand did to its load. */
  readonly dial: readonly DialEvent[]
}

/** The series of one slot, or of the whole run (`ALL_SLOTS`), in ascending seconds. */
export interface RunSeries {
  readonly slot: number
  readonly seconds: readonly number[]
  /** `seconds.length` rows of SERIES_FIELDS, see metrics/series.ts. */
  readonly values: Float64Array
  readonly statuses: readonly (readonly [second: number, status: number, count: number])[]
  readonly errors: readonly (readonly [second: number, code: string, count: number])[]
}
