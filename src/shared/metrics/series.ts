/**
 * A run as drawn: one point for each second, for the whole run (`ALL_SLOTS`) and for each request slot. The same
 * points stream live to the renderer, are stored with every second, and feed the CSV time series, so that a live
 * run and a saved run are one and the same page.
 *
 * Points travel as rows of one Float64Array (exact size, no per-point objects): row r, field f is at
 * `values[r * SERIES_FIELDS.length + f]`. Latencies are milliseconds; a field without samples is NaN.
 */
export const LATENCY_STATISTICS = ['min', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const
export type LatencyStatistic = (typeof LATENCY_STATISTICS)[number]

export const SERIES_LATENCIES = ['response', 'service', 'startLag'] as const
export type SeriesLatency = (typeof SERIES_LATENCIES)[number]

export const COUNT_FIELDS = [
  'started',
  'ok',
  'httpErrors',
  'timeouts',
  'transportErrors',
  'retried',
  'bytesSent',
  'bytesReceived'
] as const

/** Means over the requests that ended in the second, milliseconds; they add up to response without start lag. */
export const PHASE_FIELDS = ['setupMean', 'sendingMean', 'waitingMean', 'receivingMean'] as const

export type LatencyField = `${SeriesLatency}_${LatencyStatistic}`

const latencyFields = SERIES_LATENCIES.flatMap((latency) =>
  LATENCY_STATISTICS.map((statistic): LatencyField => `${latency}_${statistic}`)
)

export type SeriesField = (typeof COUNT_FIELDS)[number] | (typeof PHASE_FIELDS)[number] | LatencyField

export const SERIES_FIELDS: readonly SeriesField[] = [...COUNT_FIELDS, ...PHASE_FIELDS, ...latencyFields]

const fieldIndex = new Map<SeriesField, number>(SERIES_FIELDS.map((field, index) => [field, index]))

/** Position of a field in a row. */
export function seriesFieldIndex(field: SeriesField): number {
  const index = fieldIndex.get(field)
  if (index === undefined) throw new RangeError(`unknown series field ${field}`)
  return index
}

/** The slot number that stands for all requests of the run together. */
export const ALL_SLOTS = -1

/** What belongs to a second of the whole run rather than to a request name. Counts are of this second alone. */
export interface RunSecond {
  readonly second: number
  readonly iterationsPlanned: number
  readonly iterationsStarted: number
  readonly iterationsCompleted: number
  readonly iterationsInterrupted: number
  readonly iterationsDropped: number
  readonly activeVus: number
  readonly requestsInFlight: number
  readonly openConnections: number
  readonly checksPassed: number
  readonly checksFailed: number
  readonly generator: GeneratorSecond
}

/** The generator's watch on itself, over all lanes: the worst lane's figure where lanes differ. */
export interface GeneratorSecond {
  /** Share of the time in which the busiest lane had work, 0 to 1: it computed, or was kept from it. */
  readonly laneBusy: number
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
  readonly gcMs: number
  /** Share of all cores that the whole process used, 0 to 1. */
  readonly processCpu: number
  /** Share of all cores that every process of the machine used, 0 to 1; null where the system does not say. */
  readonly machineCpu: number | null
  /** Share of the machine's time that its host gave to others, 0 to 1; null where the system does not say. */
  readonly steal: number | null
  readonly startLagP99Ms: number
  readonly residentBytes: number
  /** Of the whole process; null where the system does not say. */
  readonly openDescriptors: number | null
  /**
   * Local ports that are taken: the run's open connections and what the machine keeps in TIME_WAIT, whoever left it
   * there; null where the system does not say.
   */
  readonly localPorts: number | null
  readonly suspect: boolean
  readonly saturated: boolean
  /** The figure that made the second suspect or saturated, in words; empty when clean. */
  readonly reason: string
}

/** One second as the recorder closes it: what is streamed and what is stored. */
export interface SecondUpdate {
  readonly run: RunSecond
  /** Slot of each row: ALL_SLOTS first, then each slot that had traffic. */
  readonly slots: readonly number[]
  /** `slots.length` rows of SERIES_FIELDS. */
  readonly values: Float64Array
  /** Counts of this second by slot: [slot, status or error code, count]. */
  readonly statuses: readonly (readonly [slot: number, status: number, count: number])[]
  readonly errors: readonly (readonly [slot: number, code: string, count: number])[]
}
