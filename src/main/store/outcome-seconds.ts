import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'

type StatusCount = readonly [second: number, status: number, count: number]
type ErrorCount = readonly [second: number, code: string, count: number]

/** How many requests of each second and request slot ended with which status or error. */
export interface OutcomeSeconds {
  insert(runKey: number, update: SecondUpdate): void
  remove(runKey: number, slot: number, second: number): void
  /** From one second to another, inclusive; none for ALL_SLOTS. */
  statuses(runKey: number, slot: number, from: number, to: number): StatusCount[]
  errors(runKey: number, slot: number, from: number, to: number): ErrorCount[]
  /** Summed up over the slots. */
  statusesOfAll(runKey: number): StatusCount[]
  errorsOfAll(runKey: number): ErrorCount[]
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
    statuses: (runKey, slot, from, to) => statuses.ofSlot(runKey, slot, from, to).map(statusCountOf),
    errors: (runKey, slot, from, to) => errors.ofSlot(runKey, slot, from, to).map(errorCountOf),
    statusesOfAll: (runKey) => statuses.ofAll(runKey).map(statusCountOf),
    errorsOfAll: (runKey) => errors.ofAll(runKey).map(errorCountOf)
  }
}

const statusCountOf = (row: Row): StatusCount => [
  row.integer('second'),
  row.integer('status'),
  row.integer('count')
]
const errorCountOf = (row: Row): ErrorCount => [row.integer('second'), row.text('code'), row.integer('count')]

interface Counts {
  insert(runKey: number, slot: number, second: number, outcome: number | string, count: number): void
  remove(runKey: number, slot: number, second: number): void
  ofSlot(runKey: number, slot: number, from: number, to: number): Row[]
  ofAll(runKey: number): Row[]
}

function createCounts({ db }: Connection, table: string, outcome: string): Counts {
  const insert = db.prepare(
    `INSERT INTO ${table} (run_key, slot, second, ${outcome}, count) VALUES (?, ?, ?, ?, ?)`
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE run_key = ? AND slot = ? AND second = ?`)
  const ofSlot = db.prepare(
    `SELECT second, ${outcome}, count FROM ${table}
     WHERE run_key = ? AND slot = ? AND second BETWEEN ? AND ? ORDER BY second, ${outcome}`
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
    ofSlot: (runKey, slot, from, to) => ofSlot.all(runKey, slot, from, to).map(Row.of),
    ofAll: (runKey) => ofAll.all(runKey).map(Row.of)
  }
}
