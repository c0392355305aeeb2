import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { APPLICATION_ID, readDatabaseHeader } from './database-header.ts'
import { loadDriver } from './driver.ts'
import type { Database } from './driver.ts'
import { migrate, readVersion, refuseNewer, requireCurrent } from './migrate.ts'
import type { Migration } from './migrations/index.ts'
import { Row } from './row.ts'
import { sqliteCode, storeErrorOf } from './sqlite-failure.ts'
import { StoreError } from './store-error.ts'
import { addTextSearch } from './text-search.ts'

const BUSY_TIMEOUT_MS = 5_000
const BUSY_PAUSE_MS = 20
/** The write-ahead log is cut back to this after a large transaction has been checkpointed. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024

/**
 * One connection to the database, with the pragmas that all of ours share.
 *
 * Invariant: the schema is that of the last migration. Commits are synchronous=NORMAL, so that they survive the
 * death of the process at any moment, and those of `writeDurably` FULL, so that they survive a power cut as well.
 */
export class Connection {
  readonly file: string
  readonly db: Database

  private constructor(file: string, db: Database) {
    this.file = file
    this.db = db
  }

  /** A connection for reading and writing; the file and its folder are made where they are missing. */
  static open(file: string, migrations: readonly Migration[], nowMs: number): Connection {
    makeFolder(file)
    refuseForeign(file, migrations.length)
    return openGuarded(file, false, (db) => {
      db.pragma('foreign_keys = ON')
      // Takes effect in a new database alone; gives the room of purged runs back.
      db.pragma('auto_vacuum = INCREMENTAL')
      useWriteAheadLog(db)
      db.pragma('synchronous = NORMAL')
      db.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`)
      migrate(db, file, migrations, nowMs)
      return new Connection(file, db)
    })
  }

  /** A connection that never writes to a file that must exist. */
  static openReadonly(file: string, migrations: readonly Migration[]): Connection {
    if (readDatabaseHeader(file) === null) {
      throw new StoreError('DATABASE_NOT_FOUND', `there is no history at ${file}`)
    }
    refuseForeign(file, migrations.length)
    return openGuarded(file, true, (db) => {
      requireCurrent(db, file, migrations)
      return new Connection(file, db)
    })
  }

  /** Several reads of one moment. */
  read<T>(work: () => T): T {
    return this.#guard(() => this.db.transaction(work)())
  }

  /** One transaction that takes the write lock at its beginning, so that it never fails halfway for a busy file. */
  write<T>(work: () => T): T {
    return this.#guard(() => this.db.transaction(work).immediate())
  }

  /** As `write`, and on the disk when it returns. */
  writeDurably<T>(work: () => T): T {
    this.db.pragma('synchronous = FULL')
    try {
      return this.write(work)
    } finally {
      this.db.pragma('synchronous = NORMAL')
    }
  }

  /** For how long a write waits for that of another process. */
  waitForOthers(limitMs: number): void {
    this.db.pragma(`busy_timeout = ${limitMs}`)
  }

  close(): void {
    this.db.close()
  }

  #guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw storeErrorOf(error, this.file)
    }
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
  } catch (error) {
    throw new StoreError(
      'DATABASE_UNREACHABLE',
      `the folder ${dirname(file)} of the history cannot be made`,
      {
        cause: error
      }
    )
  }
}

/** Looks at a file that exists before anything could be written to it. */
function refuseForeign(file: string, knownVersion: number): void {
  const header = readDatabaseHeader(file)
  if (header === null) return
  if (header.applicationId === APPLICATION_ID) refuseNewer(header.userVersion, knownVersion, file)
  else if (header.applicationId !== 0) throw foreign(file)
  // The header may be older than the write-ahead log, and a database may be damaged behind it.
  const probe = openGuarded(file, true, (db) => db)
  try {
    const applicationId = Row.of(probe.prepare('PRAGMA application_id').get()).integer('application_id')
    const tables = Row.of(probe.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()).integer(
      'tables'
    )
    if (applicationId !== APPLICATION_ID && tables > 0) throw foreign(file)
    refuseNewer(readVersion(probe), knownVersion, file)
  } catch (error) {
    throw storeErrorOf(error, file)
  } finally {
    probe.close()
  }
}

function foreign(file: string): StoreError {
  return new StoreError(
    'DATABASE_FOREIGN',
    `${file} is an SQLite database of another program; it is left as it is. Name another file with --db or LOADGALE_DB.`
  )
}

function openGuarded<T>(file: string, readonly: boolean, prepare: (db: Database) => T): T {
  const Driver = loadDriver()
  let db: Database | null = null
  try {
    db = new Driver(file, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS })
    addTextSearch(db)
    return prepare(db)
  } catch (error) {
    db?.close()
    throw storeErrorOf(error, file)
  }
}

/** The change to WAL needs the file alone for a moment and does not wait for it by itself. */
function useWriteAheadLog(db: Database): void {
  for (let waitedMs = 0; ; waitedMs += BUSY_PAUSE_MS) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const busy = sqliteCode(error)?.startsWith('SQLITE_BUSY') ?? false
      if (!busy || waitedMs >= BUSY_TIMEOUT_MS) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS)
    }
  }
}
