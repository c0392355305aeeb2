import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import { HISTOGRAM_COLUMNS } from './series-columns.ts'
import type { Store } from './store-contract.ts'
import { StoreError } from './store-error.ts'

/** What was deleted this long ago can no longer be undone. */
const UNDO_MS = 24 * 3_600_000

/** Removes for good what was deleted a day ago or longer: runs and capacity searches. */
export function purgeForgotten(store: Pick<Store, 'runs' | 'capacity'>, nowMs: number): void {
  store.runs.purgeDeleted(nowMs - UNDO_MS)
  store.capacity.purgeDeleted(nowMs - UNDO_MS)
}

/** Deleting takes a run out of sight at once; its rows go when it is purged, so that it can be undone until then. */
export interface Deletion {
  delete(ids: readonly string[]): void
  restore(ids: readonly string[]): void
  purgeDeleted(deletedBeforeMs?: number): number
}

export function createDeletion(connection: Connection, nowMs: () => number): Deletion {
  const { db } = connection
  const statusOf = db.prepare('SELECT status FROM runs WHERE id = ?')
  const hide = db.prepare('UPDATE runs SET deleted_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL')
  const show = db.prepare('UPDATE runs SET deleted_at_ms = NULL WHERE id = ?')
  const hidden = db.prepare('SELECT key FROM runs WHERE deleted_at_ms < ?')
  const stillHidden = db.prepare('SELECT 1 FROM runs WHERE key = ? AND deleted_at_ms IS NOT NULL')
  const dropHistograms = HISTOGRAM_COLUMNS.map((column) =>
    db.prepare(
      `DELETE FROM second_histograms WHERE key IN (SELECT ${column} FROM request_seconds WHERE run_key = ?)`
    )
  )
  const dropRun = db.prepare('DELETE FROM runs WHERE key = ?')

  return {
    delete(ids) {
      connection.write(() => {
        for (const id of ids) {
          const row = Row.orNull(statusOf.get(id))
          if (row?.text('status') === 'running') {
            throw new StoreError(
              'RUN_STILL_RUNNING',
              `run ${id} is still running; stop it before you delete it`
            )
          }
          hide.run(nowMs(), id)
        }
      })
    },

    restore(ids) {
      connection.write(() => {
        for (const id of ids) show.run(id)
      })
    },

    purgeDeleted(deletedBeforeMs = Number.MAX_SAFE_INTEGER) {
      const keys = connection
        .read(() => hidden.all(deletedBeforeMs).map(Row.of))
        .map((row) => row.integer('key'))
      let purged = 0
      // Run by run, so that another process that records waits for one run's rows at most.
      for (const key of keys) {
        connection.write(() => {
          if (stillHidden.get(key) === undefined) return
          for (const drop of dropHistograms) drop.run(key)
          dropRun.run(key)
          purged++
        })
      }
      if (purged > 0) db.pragma('incremental_vacuum')
      return purged
    }
  }
}
