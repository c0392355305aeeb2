import type { RunSeries } from '../../../shared/history.ts'
import {
  ALL_SLOTS,
  COUNT_FIELDS,
  LATENCY_STATISTICS,
  PHASE_FIELDS,
  SERIES_FIELDS,
  SERIES_LATENCIES,
  seriesFieldIndex,
  type RunSecond,
  type SeriesField
} from '../../../shared/metrics/series.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { secondLength } from '../second-length.ts'
import { countsCell, csvText, type CsvCell } from './csv-text.ts'

/** A stored run as the time series needs it; series are read one after the other. */
export interface SeriesSource {
  readonly startedAt: string
  readonly durationMs: number
  readonly plan: Plan
  readonly runSeconds: readonly RunSecond[]
  readonly seriesOf: (slot: number) => RunSeries
}

const KEY_COLUMNS = ['time', 'second', 'scope', 'scenario', 'request'] as const
const REQUEST_COLUMNS = [
  'started',
  'completed',
  'requests_per_second',
  'ok',
  'http_errors',
  'timeouts',
  'transport_errors',
  'failed_share',
  'retried',
  'bytes_sent',
  'bytes_received'
] as const
const PHASE_COLUMNS = ['setup_mean_ms', 'sending_mean_ms', 'waiting_mean_ms', 'receiving_mean_ms'] as const
const LATENCY_NAMES = { response: 'response', service: 'service', startLag: 'start_lag' } as const
const LATENCY_COLUMNS = SERIES_LATENCIES.flatMap((latency) =>
  LATENCY_STATISTICS.map((statistic) => `${LATENCY_NAMES[latency]}_${statistic}_ms`)
)
/** Of the whole run alone; empty in the rows of a request. */
const RUN_COLUMNS = [
  'iterations_planned',
  'iterations_started',
  'iterations_completed',
  'iterations_interrupted',
  'iterations_dropped',
  'active_vus',
  'requests_in_flight',
  'open_connections',
  'checks_passed',
  'checks_failed',
  'suspect',
  'saturated',
  'reason',
  'lane_busy_share',
  'loop_delay_p99_ms',
  'loop_delay_max_ms',
  'gc_ms',
  'process_cpu_share',
  'machine_cpu_share',
  'steal_share',
  'resident_bytes',
  'open_descriptors',
  'local_ports'
] as const

/** Every column of the time series in order, as docs/csv.md describes them. */
export const SERIES_CSV_COLUMNS: readonly string[] = [
  ...KEY_COLUMNS,
  ...REQUEST_COLUMNS,
  ...PHASE_COLUMNS,
  ...LATENCY_COLUMNS,
  'statuses',
  'errors',
  ...RUN_COLUMNS
]

const ROWS_PER_CHUNK = 500
const LATENCY_FIELDS = SERIES_LATENCIES.flatMap((latency) =>
  LATENCY_STATISTICS.map((statistic): SeriesField => `${latency}_${statistic}`)
)

const MEASURED_FIELDS: readonly SeriesField[] = [...PHASE_FIELDS, ...LATENCY_FIELDS]
const COUNTS: ReadonlySet<SeriesField> = new Set(COUNT_FIELDS)

/**
 * The time series as CSV text, piece by piece: the header, all seconds of the whole run, then all seconds of each
 * request name. Never holds more than one series.
 */
export function* seriesCsv(source: SeriesSource): Generator<string, void, undefined> {
  yield csvText([SERIES_CSV_COLUMNS])
  const runSeconds = new Map(source.runSeconds.map((second) => [second.second, second]))
  for (const slot of [ALL_SLOTS, ...source.plan.slots.requests.keys()]) {
    let rows: CsvCell[][] = []
    for (const row of slotRows(source, slot, runSeconds)) {
      rows.push(row)
      if (rows.length < ROWS_PER_CHUNK) continue
      yield csvText(rows)
      rows = []
    }
    if (rows.length > 0) yield csvText(rows)
  }
}

function* slotRows(
  source: SeriesSource,
  slot: number,
  runSeconds: ReadonlyMap<number, RunSecond>
): Generator<CsvCell[], void, undefined> {
  const series = source.seriesOf(slot)
  const statuses = bySecond(series.statuses)
  const errors = bySecond(series.errors)
  const startedAtMs = Date.parse(source.startedAt)
  const names = slotNames(source.plan, slot)
  const rows = new Map(series.seconds.map((second, row) => [second, row]))
  for (const second of [...new Set([...runSeconds.keys(), ...rows.keys()])].sort((a, b) => a - b)) {
    const values = valuesOf(series, rows.get(second))
    yield [
      new Date(startedAtMs + second * 1000).toISOString(),
      second,
      ...names,
      ...requestCells(values, secondLength(second, source.durationMs)),
      ...MEASURED_FIELDS.map((field) => toMicroseconds(values(field))),
      countsCell(inOrder(statuses.get(second))),
      countsCell(inOrder(errors.get(second))),
      ...(slot === ALL_SLOTS ? runCells(runSeconds.get(second)) : RUN_COLUMNS.map(() => null))
    ]
  }
}

/** Nothing is kept for a second in which a request name had nothing to do: its counts are 0. */
function valuesOf({ values }: RunSeries, row: number | undefined): (field: SeriesField) => number {
  if (row === undefined) return (field) => (COUNTS.has(field) ? 0 : NaN)
  const start = row * SERIES_FIELDS.length
  return (field) => values[start + seriesFieldIndex(field)] ?? NaN
}

function slotNames(plan: Plan, slot: number): [scope: string, scenario: string, request: string] {
  const request = plan.slots.requests[slot]
  if (request === undefined) return ['total', '', '']
  return ['request', plan.scenarios[request.scenario]?.name ?? '', request.name]
}

function requestCells(values: (field: SeriesField) => number, lengthSeconds: number): CsvCell[] {
  const completed = values('ok') + values('httpErrors')
  const ended = completed + values('timeouts') + values('transportErrors')
  return [
    values('started'),
    completed,
    completed / lengthSeconds,
    values('ok'),
    values('httpErrors'),
    values('timeouts'),
    values('transportErrors'),
    ended > 0 ? (ended - values('ok')) / ended : null,
    values('retried'),
    values('bytesSent'),
    values('bytesReceived')
  ]
}

/** Milliseconds to the microsecond: what is measured, and what the store keeps. */
function toMicroseconds(valueMs: number): number {
  return Math.round(valueMs * 1000) / 1000
}

function runCells(second: RunSecond | undefined): CsvCell[] {
  if (second === undefined) return RUN_COLUMNS.map(() => null)
  const { generator } = second
  return [
    second.iterationsPlanned,
    second.iterationsStarted,
    second.iterationsCompleted,
    second.iterationsInterrupted,
    second.iterationsDropped,
    second.activeVus,
    second.requestsInFlight,
    second.openConnections,
    second.checksPassed,
    second.checksFailed,
    generator.suspect ? 1 : 0,
    generator.saturated ? 1 : 0,
    generator.reason,
    generator.laneBusy,
    toMicroseconds(generator.loopDelayP99Ms),
    toMicroseconds(generator.loopDelayMaxMs),
    toMicroseconds(generator.gcMs),
    generator.processCpu,
    generator.machineCpu,
    generator.steal,
    generator.residentBytes,
    generator.openDescriptors,
    generator.localPorts
  ]
}

function bySecond(
  entries: readonly (readonly [second: number, name: string | number, count: number])[]
): Map<number, [string, number][]> {
  const seconds = new Map<number, [string, number][]>()
  for (const [second, name, count] of entries) {
    const counts = seconds.get(second)
    if (counts === undefined) seconds.set(second, [[String(name), count]])
    else counts.push([String(name), count])
  }
  return seconds
}

/** By name: the seconds of a run that has just ended and those of the history have orders of their own. */
function inOrder(counts: readonly [name: string, count: number][] = []): [string, number][] {
  return counts.toSorted(([a], [b]) => (a < b ? -1 : 1))
}
