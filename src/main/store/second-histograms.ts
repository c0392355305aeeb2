import type { Connection } from './connection.ts'
import { HISTOGRAM_KINDS } from './histogram-kind.ts'
import { Row } from './row.ts'
import type { RunKeys } from './run-keys.ts'
import { HISTOGRAM_COLUMNS, histogramColumn } from './series-columns.ts'
import type { SlotSeconds } from './slot-seconds.ts'
import type { HistogramQuery, SlotHistograms, StoredHistogram } from './store-contract.ts'

/** So many seconds of a slot are read at a time: a few megabytes at the most. */
const SECONDS_AT_A_TIME = 600

/** The histograms of each second and slot, in their heap; request_seconds holds the keys. */
export interface SecondHistograms {
  /** Stores what is not empty, equal ones once, and gives the keys in the order of HISTOGRAM_COLUMNS. */
  add(histograms: SlotHistograms | undefined): (number | null)[]
  /** Inside a transaction, before the row of request_seconds goes. */
  remove(runKey: number, slot: number, second: number): void
  /** @throws StoreError DATABASE_CORRUPT if there is none */
  bytesOf(key: number): Uint8Array
  read(runId: string, query: HistogramQuery): IterableIterator<StoredHistogram>
}

export function createSecondHistograms(
  connection: Connection,
  keys: RunKeys,
  slotSeconds: SlotSeconds
): SecondHistograms {
  const { db } = connection
  const insert = db.prepare('INSERT INTO second_histograms (bytes) VALUES (?)')
  const selectOne = db.prepare('SELECT bytes FROM second_histograms WHERE key = ?')
  const removeAll = HISTOGRAM_COLUMNS.map((column) =>
    db.prepare(
      `DELETE FROM second_histograms WHERE key = (
         SELECT ${column} FROM request_seconds WHERE run_key = ? AND slot = ? AND second = ?)`
    )
  )
  const select = new Map(
    HISTOGRAM_KINDS.map((kind) => [
      kind,
      db.prepare(
        `SELECT second, bytes FROM request_seconds JOIN second_histograms ON key = ${histogramColumn(kind)}
         WHERE run_key = ? AND slot = ? AND second BETWEEN ? AND ? ORDER BY second`
      )
    ])
  )

  return {
    add(histograms) {
      const stored: { bytes: Uint8Array; key: number }[] = []
      return HISTOGRAM_KINDS.map((kind) => {
        const bytes = histograms?.[kind] ?? null
        if (bytes === null) return null
        const equal = stored.find((other) => Buffer.compare(other.bytes, bytes) === 0)
        if (equal !== undefined) return equal.key
        const key = Number(insert.run(bytes).lastInsertRowid)
        stored.push({ bytes, key })
        return key
      })
    },

    remove(runKey, slot, second) {
      for (const statement of removeAll) statement.run(runKey, slot, second)
    },

    bytesOf: (key) => Row.of(selectOne.get(key)).bytes('bytes'),

    *read(runId, { fromSecond, toSecond, slots, kind }) {
      const runKey = connection.read(() => keys.keyOf(runId))
      const range = connection.read(() => slotSeconds.lastSecond(runKey))
      const last = Math.min(toSecond, range)
      for (const slot of slots ?? connection.read(() => slotSeconds.requestSlots(runKey))) {
        for (let from = Math.max(fromSecond, 0); from <= last; from += SECONDS_AT_A_TIME) {
          const to = Math.min(from + SECONDS_AT_A_TIME - 1, last)
          // Whole chunks, since a connection does nothing else while a statement is being stepped through.
          const rows = connection.read(() => select.get(kind)?.all(runKey, slot, from, to) ?? [])
          for (const row of rows.map(Row.of))
            yield { second: row.integer('second'), slot, bytes: row.bytes('bytes') }
        }
      }
    }
  }
}
