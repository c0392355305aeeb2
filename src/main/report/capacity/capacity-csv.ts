import type { CapacityResult } from '../../../shared/capacity/capacity.ts'
import { csvText, type CsvCell } from '../csv/csv-text.ts'

const LATENCIES = ['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const

/** Every column of the curve, in order; documented in docs/capacity.md. */
export const CAPACITY_CSV_COLUMNS: readonly string[] = [
  ...['position', 'rate', 'attempt', 'started_at', 'measured_s', 'planned', 'completed', 'dropped'],
  ...['achieved_rate', 'requests_per_second', 'failed_share', 'verdict', 'reason'],
  ...LATENCIES.map((statistic) => `response_${statistic}_ms`),
  ...LATENCIES.map((statistic) => `service_${statistic}_ms`),
  ...['suspect_s', 'saturated_s', 'start_lag_p99_ms', 'lane_busy_percent']
]

/** The curve of a search: one row for each step, in the order in which they were measured. */
export function capacityCsv({ steps }: CapacityResult): string {
  const rows = steps.map((step): CsvCell[] => [
    ...[step.position, step.rate, step.attempt, step.startedAt, step.measuredSeconds],
    ...[step.planned, step.completed, step.dropped],
    ...[step.achievedRate, step.requestsPerSecond, step.failedShare, step.verdict, step.reason],
    ...LATENCIES.map((statistic) => step.response[statistic]),
    ...LATENCIES.map((statistic) => step.service[statistic]),
    ...[step.generator.suspectSeconds, step.generator.saturatedSeconds],
    ...[step.generator.startLagP99Ms, step.generator.laneBusyPercent]
  ])
  return csvText([CAPACITY_CSV_COLUMNS, ...rows])
}
