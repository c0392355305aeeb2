import { SERIES_FIELDS } from '../../shared/metrics/series.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import type { SecondHistograms } from './second-histograms.ts'
import { fromColumns, HISTOGRAM_COLUMNS, SERIES_COLUMNS, toColumns } from './series-columns.ts'
import type { SlotHistograms } from './store-contract.ts'
import { StoreError } from './store-error.ts'

/** The values of each second and slot, one column for each field of a series. */
export interface RequestSecondRows {
  insert(runKey: number, update: SecondUpdate, histograms: readonly SlotHistograms[]): void
  remove(runKey: number, slot: number, second: number): void
  /** From one second to another, inclusive, in ascending order. */
  between(runKey: number, slot: number, from: number, to: number): RequestSecondRow[]
}

export interface RequestSecondRow {
  readonly second: number
  /** One row of SERIES_FIELDS. */
  readonly values: Float64Array
  /** In the order of HISTOGRAM_KINDS; null for an empty one. */
  readonly histogramKeys: readonly (number | null)[]
}

export function createRequestSecondRows({ db }: Connection, histograms: SecondHistograms): RequestSecondRows {
  const columns = ['second', ...SERIES_COLUMNS, ...HISTOGRAM_COLUMNS]
  const firstKey = 1 + SERIES_COLUMNS.length
  const insert = db.prepare(
    `INSERT INTO request_seconds (run_key, slot, ${columns.join(', ')})
     VALUES (?, ?, ${columns.map(() => '?').join(', ')})`
  )
  const remove = db.prepare('DELETE FROM request_seconds WHERE run_key = ? AND slot = ? AND second = ?')
  const select = db
    .prepare(
      `SELECT ${columns.join(', ')} FROM request_seconds
       WHERE run_key = ? AND slot = ? AND second BETWEEN ? AND ? ORDER BY second`
    )
    .raw()

  // As an array: an object with a name for each of the columns costs several times the time.
  function rowOf(row: unknown): RequestSecondRow {
    const cells: readonly unknown[] = Array.isArray(row) ? row : []
    const second = cells[0]
    if (typeof second !== 'number') {
      throw new StoreError(
        'DATABASE_CORRUPT',
        'the history is damaged: a row of request_seconds cannot be read'
      )
    }
    const values = new Float64Array(SERIES_FIELDS.length)
    fromColumns(cells, 1, values)
    const histogramKeys = cells.slice(firstKey).map((key) => (typeof key === 'number' ? key : null))
    return { second, values, histogramKeys }
  }

  return {
    insert(runKey, { run, slots, values }, slotHistograms) {
      slots.forEach((slot, row) => {
        const histogramKeys = histograms.add(slotHistograms.find((entry) => entry.slot === slot))
        insert.run(runKey, slot, run.second, ...toColumns(values, row), ...histogramKeys)
      })
    },
    remove(runKey, slot, second) {
      remove.run(runKey, slot, second)
    },
    between: (runKey, slot, from, to) => select.all(runKey, slot, from, to).map(rowOf)
  }
}
