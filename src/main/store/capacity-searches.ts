import type { CapacityListItem } from '../../shared/capacity/capacity.ts'
import type { Connection } from './connection.ts'
import { readCapacityResult } from './capacity-documents.ts'
import { Row } from './row.ts'
import { normaliseRunId } from './run-id.ts'
import { currentRunOwner } from './run-owner.ts'
import type { CapacityHistory, OwnerSign } from './store-contract.ts'
import { StoreError } from './store-error.ts'

/** What a user types for the newest search. */
const NEWEST = 'capacity'
const SHOWN_CANDIDATES = 5
const NEWEST_FIRST = 'WHERE deleted_at_ms IS NULL ORDER BY started_at_ms DESC, id DESC'

/** Searches for a capacity, each with its curve in one row. */
export function createCapacitySearches(connection: Connection, nowMs: () => number): CapacityHistory {
  const { db } = connection
  const upsert = db.prepare(
    `INSERT INTO capacity_searches (id, status, started_at_ms, document, folder, result, owner_pid, owner_token, heartbeat_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, result = excluded.result,
       heartbeat_at_ms = excluded.heartbeat_at_ms`
  )
  const beat = db.prepare('UPDATE capacity_searches SET heartbeat_at_ms = ? WHERE id = ?')
  const list = db.prepare(`SELECT id, started_at_ms, result FROM capacity_searches ${NEWEST_FIRST} LIMIT ?`)
  const one = db.prepare(
    'SELECT document, folder, result FROM capacity_searches WHERE id = ? AND deleted_at_ms IS NULL'
  )
  const running = db.prepare(
    `SELECT id, owner_pid, owner_token, heartbeat_at_ms FROM capacity_searches WHERE status = 'running'`
  )
  const hide = db.prepare(
    'UPDATE capacity_searches SET deleted_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL'
  )
  const show = db.prepare('UPDATE capacity_searches SET deleted_at_ms = NULL WHERE id = ?')
  const purge = db.prepare('DELETE FROM capacity_searches WHERE deleted_at_ms < ?')

  return {
    save(result, { document, folder = null }) {
      const { id, status, startedAt } = result.search
      const { pid, startToken } = currentRunOwner()
      connection.writeDurably(() =>
        upsert.run(
          ...[id, status, Date.parse(startedAt), JSON.stringify(document ?? null), folder],
          ...[JSON.stringify(result)],
          ...[pid, startToken, nowMs()]
        )
      )
    },

    beat(id) {
      connection.write(() => beat.run(nowMs(), id))
    },

    list(limit) {
      const rows = connection.read(() => list.all(limit).map(Row.of))
      return rows.map(itemOf)
    },

    detail(id) {
      const row = connection.read(() => Row.orNull(one.get(id)))
      if (row === null) throw notFound(id)
      const document: unknown = JSON.parse(row.text('document'))
      return {
        result: readCapacityResult(id, row.text('result')),
        document,
        folder: row.textOrNull('folder')
      }
    },

    resolve: createReferences(connection),

    findAbandoned(isAlive) {
      const rows = connection.read(() => running.all().map(Row.of))
      return rows.filter((row) => !isAlive(ownerOf(row))).map((row) => row.text('id'))
    },

    delete(ids) {
      connection.write(() => ids.forEach((id) => hide.run(nowMs(), id)))
    },

    restore(ids) {
      connection.write(() => ids.forEach((id) => show.run(id)))
    },

    purgeDeleted(deletedBeforeMs) {
      return connection.write(() => purge.run(deletedBeforeMs).changes)
    }
  }
}

function createReferences(connection: Connection): CapacityHistory['resolve'] {
  const { db } = connection
  const newest = db.prepare(`SELECT id FROM capacity_searches ${NEWEST_FIRST} LIMIT 1`)
  // Every character of an id sorts before '~'.
  const beginning = db.prepare(
    `SELECT id FROM capacity_searches WHERE id >= ? AND id < ? || '~' AND deleted_at_ms IS NULL
     ORDER BY id LIMIT ${SHOWN_CANDIDATES}`
  )
  const idsBeginningWith = (typed: string): string[] =>
    typed === '' ? [] : beginning.all(typed, typed).map((row) => Row.of(row).text('id'))

  return (reference) =>
    connection.read(() => {
      if (reference === NEWEST) {
        const row = Row.orNull(newest.get())
        if (row === null) throw notFound(`"${reference}"`)
        return row.text('id')
      }
      const ids = [reference, normaliseRunId(reference)]
        .map(idsBeginningWith)
        .find(({ length }) => length > 0)
      const [id, ...more] = ids ?? []
      if (id === undefined) throw notFound(`"${reference}"`)
      if (more.length === 0 || id === reference) return id
      throw new StoreError(
        'RUN_AMBIGUOUS',
        `"${reference}" is the beginning of several capacity searches: ${[id, ...more].join(', ')}`
      )
    })
}

/** A search that cannot be read stands in the list with the reason in its words: it does not take the others with it. */
function itemOf(row: Row): CapacityListItem {
  const id = row.text('id')
  try {
    const { search, objectives, steps, conclusion } = readCapacityResult(id, row.text('result'))
    const { name, target, startedAt, durationMs, status } = search
    return { id, name, target, startedAt, durationMs, status, objectives, steps: steps.length, conclusion }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const startedAt = new Date(row.integer('started_at_ms')).toISOString()
    return {
      ...{ id, name: 'unreadable', target: null, startedAt, durationMs: 0, status: 'failed' },
      ...{ objectives: [], steps: 0 },
      conclusion: {
        ...{ kind: 'unknown', limit: 'none', rate: null, achievedRate: null, requestsPerSecond: null },
        ...{ nextRate: null, metConfidence: null, missedConfidence: null, words: error.message }
      }
    }
  }
}

function ownerOf(row: Row): OwnerSign {
  return {
    pid: row.integer('owner_pid'),
    startToken: row.text('owner_token'),
    heartbeatAtMs: row.integer('heartbeat_at_ms')
  }
}

function notFound(reference: string): StoreError {
  return new StoreError('CAPACITY_NOT_FOUND', `there is no capacity search ${reference} in the history`)
}
