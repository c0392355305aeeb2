import type { RunSeries } from '../../shared/history.ts'
import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'

/** How many requests of each second and slot ended with which status or error; all slots together are summed up. */
export interface OutcomeSeconds {
  insert(runKey: number, update: SecondUpdate): void
  remove(runKey: number, slot: number, second: number): void
  read(runKey: number, slot: number): Pick<RunSeries, 'statuses' | 'errors'>
}

export function createOutcomeSeconds(connection: Connection): OutcomeSeconds {
  const statuses = createCounts(connection, 'status_seconds', 'status')
  const errors = createCounts(connection, 'error_seconds', 'code')
  return {
    insert(runKey, { run, ...counts }) {
      for (const [slot, status, count] of counts.statuses)
        statuses.insert(runKey, slot, run.second, status, count)
      for (const [slot, code, count] of counts.errors) errors.insert(runKey, slot, run.second, code, count)
    },
    remove(runKey, slot, second) {
      statuses.remove(runKey, slot, second)
      errors.remove(runKey, slot, second)
    },
    read: (runKey, slot) => ({
      statuses: statuses
        .read(runKey, slot)
        .map((row) => [row.integer('second'), row.integer('status'), row.integer('count')]),
      errors: errors
        .read(runKey, slot)
        .map((row) => [row.integer('second'), row.text('code'), row.integer('count')])
    })
  }
}

interface Counts {
  insert(runKey: number, slot: number, second: number, outcome: number | string, count: number): void
  remove(runKey: number, slot: number, second: number): void
  read(runKey: number, slot: number): Row[]
}

function createCounts({ db }: Connection, table: string, outcome: string): Counts {
  const insert = db.prepare(
    `INSERT INTO ${table} (run_key, slot, second, ${outcome}, count) VALUES (?, ?, ?, ?, ?)`
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE run_key = ? AND slot = ? AND second = ?`)
  const ofSlot = db.prepare(
    `SELECT second, ${outcome}, count FROM ${table} WHERE run_key = ? AND slot = ? ORDER BY second, ${outcome}`
  )
  const ofAll = db.prepare(
    `SELECT second, ${outcome}, sum(count) AS count FROM ${table} WHERE run_key = ?
     GROUP BY second, ${outcome} ORDER BY second, ${outcome}`
  )
  return {
    insert(runKey, slot, second, value, count) {
      if (slot !== ALL_SLOTS) insert.run(runKey, slot, second, value, count)
    },
    remove(runKey, slot, second) {
      remove.run(runKey, slot, second)
    },
    read: (runKey, slot) => (slot === ALL_SLOTS ? ofAll.all(runKey) : ofSlot.all(runKey, slot)).map(Row.of)
  }
}
