import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { migrate, migrationHash, requireCurrent } from '../../../src/main/store/migrate.ts'
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts'
import type { Migration } from '../../../src/main/store/migrations/index.ts'
import { openStore } from '../../../src/main/store/index.ts'
import { temporaryDatabase } from './temporary-folder.ts'
import { FILLED_BY_VERSION } from './filled-databases.ts'

/** A migration that was released never changes: a new one gets a new line, no line is ever edited. */
const RELEASED = [
  'a637bb4e8b508c879f03e857da89a0245c2d92065bc73e121a4882b5a0fff635',
  'cdc119e7a37bd06f5cf7b7cc72d4e90abbf7d1f2d8a9434f1692b331a46a8c72',
  '5786354ec4cab71da131a08d53d68168a5ce3c9a2c734983dd115d38d5e2ce79',
  'f1147e5b6ce13800dbc3805fb09c89843885a09e53881a79a7e433181f522894',
  '61a4091dde1b05393b06404b6bbd9909a3f7461bf40371cb8e16809afbabdea1',
  'da7a3101d52c747b4e2e34e543cf8ca3a921de89e88f5b7760808d2ce770f8f7'
]

function schemaOf(db: Database.Database): unknown {
  return db
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all()
}

function fresh(migrations: readonly Migration[]): Database.Database {
  const db = new Database(':memory:')
  migrate(db, 'memory', migrations, 0)
  return db
}

describe('migrations', () => {
  test('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  test('are what they were when they were released', () => {
    expect(MIGRATIONS.map(migrationHash)).toEqual(RELEASED)
  })

  test('have a filled database for every version', () => {
    expect([...FILLED_BY_VERSION.keys()]).toEqual(MIGRATIONS.map(({ version }) => version))
  })

  test.each([...FILLED_BY_VERSION])('bring a filled database of version %i up to date', (version, filled) => {
    const db = fresh(MIGRATIONS.slice(0, version))
    db.pragma('foreign_keys = ON')
    filled.fill(db)
    const copy = new Database(db.serialize())
    migrate(copy, 'copy', MIGRATIONS, 0)
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(copy.pragma('foreign_key_check')).toEqual([])
    expect(copy.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    expect(schemaOf(copy)).toEqual(schemaOf(fresh(MIGRATIONS)))
    filled.check(copy)
  })

  test('run once', () => {
    const db = fresh(MIGRATIONS)
    migrate(db, 'memory', MIGRATIONS, 5)
    expect(db.prepare('SELECT version, applied_at_ms FROM migrations').all()).toEqual(
      MIGRATIONS.map(({ version }) => ({ version, applied_at_ms: 0 }))
    )
  })

  test('leave the database as it was when one fails', () => {
    const db = fresh(MIGRATIONS)
    const before = schemaOf(db)
    const broken = {
      version: MIGRATIONS.length + 1,
      name: 'broken',
      sql: 'CREATE TABLE extra (a INTEGER) STRICT; CREATE TABLE runs (a INTEGER) STRICT;'
    }
    expect(() => migrate(db, 'memory', [...MIGRATIONS, broken], 0)).toThrow(/already exists/)
    expect(schemaOf(db)).toEqual(before)
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
  })

  test('are not run by a read-only connection, which says that the database is older', () => {
    const db = fresh(MIGRATIONS)
    const next = {
      version: MIGRATIONS.length + 1,
      name: 'next',
      sql: 'CREATE TABLE extra (a INTEGER) STRICT'
    }
    expect(() => requireCurrent(db, 'memory', [...MIGRATIONS, next])).toThrow(
      expect.objectContaining({ code: 'DATABASE_OLDER' })
    )
  })

  test('that differ from those that made a database are noticed', () => {
    const file = temporaryDatabase()
    openStore(file).close()
    const db = new Database(file)
    db.exec("UPDATE migrations SET sha256 = 'other'")
    db.close()
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'DATABASE_DIVERGED' }))
  })
})
