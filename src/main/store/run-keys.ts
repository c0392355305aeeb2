import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import { StoreError } from './store-error.ts'

/** From a run's id to the short key under which its rows are kept. Deleted runs are not found. */
export interface RunKeys {
  /** @throws StoreError RUN_NOT_FOUND */
  keyOf(id: string): number
}

export function createRunKeys({ db }: Connection): RunKeys {
  const find = db.prepare('SELECT key FROM runs WHERE id = ? AND deleted_at_ms IS NULL')
  return {
    keyOf(id) {
      const row = Row.orNull(find.get(id))
      if (row === null) throw runNotFound(id)
      return row.integer('key')
    }
  }
}

export function runNotFound(reference: string): StoreError {
  return new StoreError('RUN_NOT_FOUND', `there is no run ${reference} in the history`)
}
