import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'

/** Sums over the stored seconds of the whole run: what the list shows of a run that has no result yet. */
export interface Traffic {
  /** Whole valid responses of each second from 0 to the last one stored. */
  completedBySecond(runKey: number): number[]
  totals(runKey: number): TrafficTotals
}

interface TrafficTotals {
  /** Whole seconds from the start to the last one stored. */
  readonly seconds: number
  readonly completed: number
  /** Of all requests that ended, 0 to 1. */
  readonly failedShare: number
}

export function createTraffic({ db }: Connection): Traffic {
  const bySecond = db.prepare(
    `SELECT second, ok + http_errors AS completed FROM request_seconds
     WHERE run_key = ? AND slot = ${ALL_SLOTS} ORDER BY second`
  )
  const sums = db.prepare(
    `SELECT coalesce(max(second) + 1, 0) AS seconds, coalesce(sum(ok), 0) AS ok,
       coalesce(sum(http_errors), 0) AS http_errors,
       coalesce(sum(timeouts + transport_errors), 0) AS lost
     FROM request_seconds WHERE run_key = ? AND slot = ${ALL_SLOTS}`
  )
  return {
    completedBySecond(runKey) {
      const counts: number[] = []
      for (const row of bySecond.all(runKey).map(Row.of)) {
        // A second in which nothing was stored had no traffic.
        while (counts.length < row.integer('second')) counts.push(0)
        counts.push(row.integer('completed'))
      }
      return counts
    },

    totals(runKey) {
      const row = Row.of(sums.get(runKey))
      const ok = row.integer('ok')
      const httpErrors = row.integer('http_errors')
      const failed = httpErrors + row.integer('lost')
      return {
        seconds: row.integer('seconds'),
        completed: ok + httpErrors,
        failedShare: ok + failed === 0 ? 0 : failed / (ok + failed)
      }
    }
  }
}
