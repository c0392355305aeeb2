import { measuredFailedShare, runFailedShare } from '../../../shared/metrics/failed-share.ts'
import type {
  LatencySummaries,
  LatencySummary,
  RequestTotals,
  RunSummary
} from '../../../shared/metrics/summary.ts'
import { countsCell, csvText, type CsvCell } from './csv-text.ts'

const STATISTICS = ['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const

const LATENCIES: readonly (readonly [key: keyof LatencySummaries, column: string])[] = [
  ['response', 'response'],
  ['responseOk', 'response_ok'],
  ['service', 'service'],
  ['startLag', 'start_lag'],
  ['setup', 'setup'],
  ['waiting', 'waiting'],
  ['receiving', 'receiving']
]

/** Every column of the summary in order, as docs/csv.md describes them. */
export const SUMMARY_CSV_COLUMNS: readonly string[] = [
  'scope',
  'request',
  'started',
  'completed',
  'failed',
  'timed_out',
  'in_flight',
  'retried',
  'http_failed',
  'failed_share',
  'bytes_sent',
  'bytes_received',
  'requests_per_second',
  ...LATENCIES.flatMap(([, column]) => STATISTICS.map((statistic) => `${column}_${statistic}_ms`)),
  'statuses',
  'errors'
]

/** The summary as CSV text: the header, the whole run, one row for each request name. */
export function summaryCsv(summary: RunSummary): string {
  const whole = {
    ...summary,
    requestsPerSecond: summary.rates.requestsPerSecond,
    failed: runFailedShare(summary)
  }
  return csvText([
    SUMMARY_CSV_COLUMNS,
    row('total', '', whole),
    ...Object.entries(summary.requests).map(([name, request]) => row('request', name, request))
  ])
}

interface Figures {
  readonly totals: RequestTotals
  readonly requestsPerSecond: number
  /** Read by `measuredFailedShare`. */
  readonly failed?: number | null
  readonly latency: LatencySummaries
  readonly statusCodes: Readonly<Record<string, number>>
  readonly errors: Readonly<Record<string, number>>
}

function row(scope: string, name: string, figures: Figures): CsvCell[] {
  const { totals, latency } = figures
  return [
    scope,
    name,
    totals.started,
    totals.completed,
    totals.failed,
    totals.timedOut,
    totals.inFlight,
    totals.retried,
    totals.httpFailed,
    measuredFailedShare(figures),
    totals.bytesSent,
    totals.bytesReceived,
    figures.requestsPerSecond,
    ...LATENCIES.flatMap(([key]) => latencyCells(latency[key])),
    countsCell(Object.entries(figures.statusCodes)),
    countsCell(Object.entries(figures.errors))
  ]
}

function latencyCells(latency: LatencySummary): CsvCell[] {
  return STATISTICS.map((statistic) => latency[statistic])
}
