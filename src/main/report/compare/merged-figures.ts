import type { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import {
  COUNT_FIELDS,
  LATENCY_STATISTICS,
  PHASE_FIELDS,
  SERIES_LATENCIES,
  type SeriesField,
  type SeriesLatency
} from '../../../shared/metrics/series.ts'
import { latencyStatisticMs } from '../../engine/metrics/index.ts'

/** The figures of one second; NaN without samples. */
export type SecondFigures = (field: SeriesField) => number

const COUNTS: ReadonlySet<SeriesField> = new Set(COUNT_FIELDS)
const PHASES: ReadonlySet<SeriesField> = new Set(PHASE_FIELDS)
const LATENCY_OF = new Map<SeriesField, SeriesLatency>(
  SERIES_LATENCIES.flatMap((latency) =>
    LATENCY_STATISTICS.map((statistic) => [`${latency}_${statistic}`, latency] as const)
  )
)

/**
 * The figures of several slots together in one second: counts add up, the phases' means are weighted by the requests
 * that have a latency, and a latency's figures come from its merged histogram, never from those of the slots.
 *
 * @param parts of each slot that had traffic in the second
 * @param latencyOf read once for each latency that is asked for
 */
export function mergedFigures(
  parts: readonly SecondFigures[],
  latencyOf: (latency: SeriesLatency) => HdrHistogram
): SecondFigures {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const known = new Map<SeriesField, number>()
  return (field) => {
    if (COUNTS.has(field)) return parts.reduce((sum, part) => sum + part(field), 0)
    if (PHASES.has(field)) return weightedMean(parts, field)
    const latency = LATENCY_OF.get(field)
    if (latency !== undefined && !known.has(field)) {
      const histogram = latencyOf(latency)
      for (const statistic of LATENCY_STATISTICS) {
        known.set(`${latency}_${statistic}`, latencyStatisticMs(histogram, statistic))
      }
    }
    return known.get(field) ?? NaN
  }
}

function weightedMean(parts: readonly SecondFigures[], field: SeriesField): number {
  const weighted = parts
    .map((part) => ({ mean: part(field), weight: part('ok') + part('httpErrors') + part('timeouts') }))
    .filter(({ weight }) => weight > 0)
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  return weighted.reduce((sum, { mean, weight }) => sum + mean * weight, 0) / total
}
