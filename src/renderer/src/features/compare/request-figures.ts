import type { RunComparison } from '../../../../shared/compare.ts'
import { measuredFailedShare, runFailedShare } from '../../../../shared/metrics/failed-share.ts'
import type { RequestSummary, RunSummary } from '../../../../shared/metrics/summary.ts'
import type { Direction } from './comparison-words.ts'
import { namedRequest } from '../../../../shared/metrics/named-request.ts'

/** One request name, or all requests (null), on both sides. NaN where a side has none. */
export interface RequestFigures {
  readonly name: string | null
  readonly baseP99Ms: number
  readonly otherP99Ms: number
  /** Of p99; null without a base. */
  readonly relative: number | null
  /** The verdict on p99; neutral where there is none. */
  readonly direction: Direction
  readonly baseFailed: number
  readonly otherFailed: number
  /** The verdict on the share of failed requests; neutral where there is none. */
  readonly failedDirection: Direction
}

type Figures = Pick<RequestSummary, 'failed' | 'latency' | 'totals'>

/** All requests first, then the names: the largest rise of p99 first, those with one side only last. */
export function requestFigures(comparison: RunComparison): RequestFigures[] {
  const { baseSummary, otherSummary } = comparison
  const names = new Set([...Object.keys(baseSummary.requests), ...Object.keys(otherSummary.requests)])
  const rows = [...names].map((name) =>
    figuresOf(comparison, name, namedRequest(baseSummary, name), namedRequest(otherSummary, name))
  )
  rows.sort((a, b) => (b.relative ?? -Infinity) - (a.relative ?? -Infinity))
  return [figuresOf(comparison, null, ofRun(baseSummary), ofRun(otherSummary)), ...rows]
}

function figuresOf(
  { differences }: RunComparison,
  name: string | null,
  base: Figures | undefined,
  other: Figures | undefined
): RequestFigures {
  const baseP99Ms = base?.latency.response.p99 ?? NaN
  const otherP99Ms = other?.latency.response.p99 ?? NaN
  const relative = (otherP99Ms - baseP99Ms) / baseP99Ms
  const directionOf = (metric: string): Direction =>
    differences.find((one) => one.requestName === name && one.metric === metric)?.direction ?? 'neutral'
  return {
    name,
    baseP99Ms,
    otherP99Ms,
    relative: Number.isFinite(relative) ? relative : null,
    direction: directionOf('response p99'),
    baseFailed: failedOf(base),
    otherFailed: failedOf(other),
    failedDirection: directionOf('failed requests')
  }
}

function ofRun(summary: RunSummary): Figures {
  const { latency, totals } = summary
  return { latency, totals, failed: runFailedShare(summary) }
}

function failedOf(figures: Figures | undefined): number {
  return figures === undefined ? NaN : (measuredFailedShare(figures) ?? NaN)
}
