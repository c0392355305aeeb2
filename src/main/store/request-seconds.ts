import type { RunSeries } from '../../shared/history.ts'
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
  series(runKey: number, slot: number): Pick<RunSeries, 'seconds' | 'values'>
}

export function createRequestSecondRows({ db }: Connection, histograms: SecondHistograms): RequestSecondRows {
  const columns = ['run_key', 'slot', 'second', ...SERIES_COLUMNS, ...HISTOGRAM_COLUMNS]
  const insert = db.prepare(
    `INSERT INTO request_seconds (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
  )
  const remove = db.prepare('DELETE FROM request_seconds WHERE run_key = ? AND slot = ? AND second = ?')
  const select = db
    .prepare(
      `SELECT second, ${SERIES_COLUMNS.join(', ')} FROM request_seconds WHERE run_key = ? AND slot = ? ORDER BY second`
    )
    .raw()

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

    series(runKey, slot) {
      const rows = select.all(runKey, slot)
      const seconds: number[] = []
      const values = new Float64Array(rows.length * SERIES_FIELDS.length)
      rows.forEach((row, index) => {
        const second: unknown = Array.isArray(row) ? row[0] : null
        if (!Array.isArray(row) || typeof second !== 'number') {
          throw new StoreError(
            'DATABASE_CORRUPT',
            'the history is damaged: a row of request_seconds cannot be read'
          )
        }
        seconds.push(second)
        fromColumns(row, 1, values, index)
      })
      return { seconds, values }
    }
  }
}
