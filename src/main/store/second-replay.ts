import { SERIES_FIELDS } from '../../shared/metrics/series.ts'
import type { RunSecond } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { HISTOGRAM_KINDS } from './histogram-kind.ts'
import type { HistogramKind } from './histogram-kind.ts'
import type { OutcomeSeconds } from './outcome-seconds.ts'
import type { RequestSecondRow, RequestSecondRows } from './request-seconds.ts'
import type { RunKeys } from './run-keys.ts'
import type { RunSecondRows } from './run-seconds.ts'
import type { SecondHistograms } from './second-histograms.ts'
import type { SlotSeconds } from './slot-seconds.ts'
import type { SlotHistograms, StoredSecond } from './store-contract.ts'

/** So many seconds are held at a time. */
const SECONDS_AT_A_TIME = 60

interface Parts {
  readonly connection: Connection
  readonly keys: RunKeys
  readonly slotSeconds: SlotSeconds
  readonly runSecondRows: RunSecondRows
  readonly rows: RequestSecondRows
  readonly outcomes: OutcomeSeconds
  readonly histograms: SecondHistograms
}

/** Puts the seconds of a run together again from their tables, as they were appended, in ascending order. */
export function* replaySeconds(parts: Parts, runId: string): IterableIterator<StoredSecond> {
  const { connection, keys, runSecondRows } = parts
  const runKey = connection.read(() => keys.keyOf(runId))
  const seconds = connection.read(() => runSecondRows.all(runKey))
  for (let first = 0; first < seconds.length; first += SECONDS_AT_A_TIME) {
    const chunk = seconds.slice(first, first + SECONDS_AT_A_TIME)
    yield* connection.read(() => chunkOf(parts, runKey, chunk))
  }
}

function chunkOf(parts: Parts, runKey: number, chunk: readonly RunSecond[]): StoredSecond[] {
  const from = chunk[0]?.second ?? 0
  const to = chunk.at(-1)?.second ?? -1
  const slots = parts.slotSeconds.slots(runKey).map((slot) => ({
    slot,
    rows: new Map(parts.rows.between(runKey, slot, from, to).map((row) => [row.second, row])),
    statuses: Map.groupBy(parts.outcomes.statuses(runKey, slot, from, to), ([second]) => second),
    errors: Map.groupBy(parts.outcomes.errors(runKey, slot, from, to), ([second]) => second)
  }))
  return chunk.map((run) => {
    const present = slots.flatMap(({ slot, rows }) => {
      const row = rows.get(run.second)
      return row === undefined ? [] : [{ slot, row }]
    })
    const values = new Float64Array(present.length * SERIES_FIELDS.length)
    present.forEach(({ row }, index) => values.set(row.values, index * SERIES_FIELDS.length))
    return {
      update: {
        run,
        slots: present.map(({ slot }) => slot),
        values,
        statuses: slots.flatMap(({ slot, statuses }) =>
          (statuses.get(run.second) ?? []).map(([, status, count]) => [slot, status, count] as const)
        ),
        errors: slots.flatMap(({ slot, errors }) =>
          (errors.get(run.second) ?? []).map(([, code, count]) => [slot, code, count] as const)
        )
      },
      histograms: present.flatMap(({ slot, row }) => histogramsOf(parts.histograms, slot, row))
    }
  })
}

function histogramsOf(histograms: SecondHistograms, slot: number, row: RequestSecondRow): SlotHistograms[] {
  if (row.histogramKeys.every((key) => key === null)) return []
  const bytes = (kind: HistogramKind): Uint8Array | null => {
    const key = row.histogramKeys[HISTOGRAM_KINDS.indexOf(kind)] ?? null
    return key === null ? null : histograms.bytesOf(key)
  }
  return [
    {
      slot,
      responseOk: bytes('responseOk'),
      responseNotOk: bytes('responseNotOk'),
      service: bytes('service'),
      startLag: bytes('startLag'),
      setup: bytes('setup'),
      waiting: bytes('waiting'),
      receiving: bytes('receiving')
    }
  ]
}
