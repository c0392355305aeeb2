import type { RunListItem } from './history.ts'
import type { RunSummary } from './metrics/summary.ts'

/** Two runs side by side: what differs in their conditions first, then what got worse and how sure that is. */
export interface RunComparison {
  readonly base: RunListItem
  readonly other: RunListItem
  readonly baseSummary: RunSummary
  readonly otherSummary: RunSummary
  /** Plans, targets, environments, status mixes and response sizes that differ, field by field. */
  readonly conditions: readonly ConditionDifference[]
  /** The most important first. */
  readonly differences: readonly MetricDifference[]
}

export interface ConditionDifference {
  readonly field: string
  readonly base: string
  readonly other: string
}

export interface MetricDifference {
  /** Null for the whole run. */
  readonly requestName: string | null
  readonly metric: string
  readonly unit: 'ms' | '/s' | 'share' | 'count'
  readonly base: number | null
  readonly other: number | null
  /** (other - base) / base; null where base is 0 or missing. */
  readonly relative: number | null
  readonly direction: 'better' | 'worse' | 'same' | 'neutral'
  /** Why a verdict is withheld, or how the confidence was judged; plain words. */
  readonly basis: string
}

/** The shift at every quantile: percentile, base and other in milliseconds. */
export interface HistogramShift {
  readonly points: readonly (readonly [percentile: number, baseMs: number, otherMs: number])[]
}
