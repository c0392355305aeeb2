import type { Connection } from './connection.ts'
import type { RunKeys } from './run-keys.ts'
import type { RunResults } from './run-results.ts'
import type { EndStatus, NewRun, OwnerSign, RunEnding } from './store-contract.ts'
import { Row } from './row.ts'
import { sqliteCode } from './sqlite-failure.ts'
import { StoreError } from './store-error.ts'

/**
 * The life of a run: created as `running`, then ended once.
 *
 *     (none) --create--> running --finalise--> finished | stopped | aborted
 *                           |                              ^
 *                           +--markCrashed--> crashed --finalise (its owner was alive after all)
 *
 * Invariant: the columns of a run's result are set if and only if it is not running.
 */
export interface RunLife {
  create(run: NewRun): void
  begin(id: string, startedAt: string): void
  finalise(id: string, ending: RunEnding & { readonly status: EndStatus }): void
  markCrashed(id: string, ending: RunEnding): boolean
  findAbandoned(isAlive: (owner: OwnerSign) => boolean): readonly string[]
}

export function createRunLife(
  connection: Connection,
  keys: RunKeys,
  results: RunResults,
  nowMs: () => number
): RunLife {
  const { db } = connection
  const insertRun = db.prepare(
    `INSERT INTO runs (id, name, target, status, started_at_ms, owner_pid, owner_token, heartbeat_at_ms)
     VALUES (?, ?, ?, 'running', ?, ?, ?, ?)`
  )
  const insertDocuments = db.prepare(
    'INSERT INTO run_documents (run_key, document, folder, plan, environment) VALUES (?, ?, ?, ?, ?)'
  )
  const insertTag = db.prepare('INSERT INTO run_tags (run_key, tag, value) VALUES (?, ?, ?)')
  const setStart = db.prepare('UPDATE runs SET started_at_ms = ? WHERE key = ?')
  const findStatus = db.prepare('SELECT status FROM runs WHERE key = ?')
  const running = db.prepare(
    `SELECT id, owner_pid, owner_token, heartbeat_at_ms FROM runs
     WHERE status = 'running' AND deleted_at_ms IS NULL ORDER BY started_at_ms, id`
  )

  const statusOf = (key: number): string => Row.of(findStatus.get(key)).text('status')

  return {
    create(run) {
      const startedAtMs = startMs(run.startedAt)
      connection.write(() => {
        const { pid, startToken } = run.owner
        const key = insertNew(run.id, () =>
          insertRun.run(run.id, run.name, run.target, startedAtMs, pid, startToken, nowMs())
        )
        insertDocuments.run(
          key,
          JSON.stringify(run.document ?? null),
          run.folder ?? null,
          JSON.stringify(run.plan),
          JSON.stringify(run.environment)
        )
        for (const [tag, value] of Object.entries(run.tags)) insertTag.run(key, tag, value)
      })
    },

    begin(id, startedAt) {
      connection.write(() => setStart.run(startMs(startedAt), keys.keyOf(id)))
    },

    finalise(id, ending) {
      connection.writeDurably(() => {
        const key = keys.keyOf(id)
        const status = statusOf(key)
        if (status !== 'running' && status !== 'crashed') {
          throw new StoreError('RUN_ALREADY_ENDED', `run ${id} has ended already (${status})`)
        }
        results.write(key, ending.status, ending)
      })
    },

    markCrashed(id, ending) {
      return connection.writeDurably(() => {
        const key = keys.keyOf(id)
        if (statusOf(key) !== 'running') return false
        results.write(key, 'crashed', ending)
        return true
      })
    },

    findAbandoned(isAlive) {
      return connection.read(() =>
        running
          .all()
          .map(Row.of)
          .filter((row) => !isAlive(ownerOf(row)))
          .map((row) => row.text('id'))
      )
    }
  }
}

function startMs(startedAt: string): number {
  const startedAtMs = Date.parse(startedAt)
  if (Number.isNaN(startedAtMs)) throw new RangeError(`${startedAt} is no ISO 8601 time`)
  return startedAtMs
}

function ownerOf(row: Row): OwnerSign {
  return {
    pid: row.integer('owner_pid'),
    startToken: row.text('owner_token'),
    heartbeatAtMs: row.integer('heartbeat_at_ms')
  }
}

function insertNew(id: string, insert: () => { lastInsertRowid: number | bigint }): number {
  try {
    return Number(insert().lastInsertRowid)
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    throw new StoreError('RUN_EXISTS', `there is a run ${id} already`, { cause: error })
  }
}
