/** What the buckets of a histogram alone cannot tell exactly. All zero for an empty histogram. */
export interface ExactSummary {
  readonly sum: number
  readonly min: number
  readonly max: number
  /** How many values were over the layout's highest trackable value and are counted at it. */
  readonly overflowCount: number
}

/** The summary of two histograms merged, neither of them empty. */
export function mergeSummaries(a: ExactSummary, b: ExactSummary): ExactSummary {
  return {
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    overflowCount: a.overflowCount + b.overflowCount
  }
}
