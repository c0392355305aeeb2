import { createHash } from 'node:crypto'
import type { Database } from './driver.ts'
import { APPLICATION_ID } from './database-header.ts'
import type { Migration } from './migrations/index.ts'
import { Row } from './row.ts'
import { StoreError } from './store-error.ts'

/**
 * Brings the schema up to the last migration, in one transaction: after a failure the database is what it was. Of two
 * processes that start together one migrates, the other waits and finds nothing left to do.
 *
 * @throws StoreError DATABASE_NEWER, DATABASE_DIVERGED
 */
export function migrate(db: Database, file: string, migrations: readonly Migration[], nowMs: number): void {
  db.transaction(() => {
    const version = readVersion(db)
    refuseNewer(version, migrations.length, file)
    checkHistory(db, file, migrations, version)
    for (const migration of migrations.slice(version)) apply(db, migration, nowMs)
  }).immediate()
}

/** @throws StoreError DATABASE_OLDER, DATABASE_NEWER, DATABASE_DIVERGED */
export function requireCurrent(db: Database, file: string, migrations: readonly Migration[]): void {
  const version = readVersion(db)
  refuseNewer(version, migrations.length, file)
  if (version < migrations.length) {
    throw new StoreError(
      'DATABASE_OLDER',
      `the history ${file} is of an older version (schema ${version}, this Loadgale has ${migrations.length}) ` +
        'and must be opened for writing once to be brought up to date'
    )
  }
  checkHistory(db, file, migrations, version)
}

/** @throws StoreError DATABASE_NEWER */
export function refuseNewer(version: number, known: number, file: string): void {
  if (version <= known) return
  throw new StoreError(
    'DATABASE_NEWER',
    `the history ${file} was written by a newer Loadgale (schema ${version}, this one knows ${known}); it is left ` +
      'as it is. Install the newer Loadgale, or name another file with --db or LOADGALE_DB.'
  )
}

export function migrationHash(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}

export function readVersion(db: Database): number {
  return Row.of(db.prepare('PRAGMA user_version').get()).integer('user_version')
}

function apply(db: Database, migration: Migration, nowMs: number): void {
  if (migration.version === 1) {
    db.exec(
      'CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, ' +
        'applied_at_ms INTEGER NOT NULL) STRICT'
    )
    db.pragma(`application_id = ${APPLICATION_ID}`)
  }
  db.exec(migration.sql)
  db.prepare('INSERT INTO migrations (version, name, sha256, applied_at_ms) VALUES (?, ?, ?, ?)').run(
    migration.version,
    migration.name,
    migrationHash(migration),
    nowMs
  )
  db.pragma(`user_version = ${migration.version}`)
}

function checkHistory(db: Database, file: string, migrations: readonly Migration[], version: number): void {
  if (version === 0) return
  const applied = db.prepare('SELECT version, sha256 FROM migrations ORDER BY version').all().map(Row.of)
  for (const migration of migrations.slice(0, version)) {
    const row = applied[migration.version - 1]
    if (row?.integer('version') === migration.version && row.text('sha256') === migrationHash(migration))
      continue
    throw new StoreError(
      'DATABASE_DIVERGED',
      `the history ${file} was made by another build of Loadgale: its schema step ${migration.version} differs from ` +
        'ours. Open it with the build that made it, or name another file with --db or LOADGALE_DB.'
    )
  }
}
