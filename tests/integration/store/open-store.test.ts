import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import { sampleHistograms, sampleRun, sampleSecond } from './run-samples.ts'
import { openForTest, temporaryDatabase, temporaryFolder } from './temporary-folder.ts'

function rawDatabase(file: string, work: (db: Database.Database) => void): void {
  const db = new Database(file)
  work(db)
  db.close()
}

/** The file is as before. SQLite may leave an empty log beside one that it had to read. */
function expectUntouched(file: string, open: () => unknown, code: string, message: RegExp): void {
  const bytes = readFileSync(file)
  expect(open).toThrow(
    expect.objectContaining({ name: 'StoreError', code, message: expect.stringMatching(message) })
  )
  expect(readFileSync(file).equals(bytes)).toBe(true)
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  expect(log?.size ?? 0).toBe(0)
}

describe('opening a database', () => {
  test('makes the file and the folders above it', () => {
    const file = join(temporaryFolder(), 'deep', 'er', 'history.db')
    openForTest(file)
    expect(existsSync(file)).toBe(true)
  })

  test('uses WAL, strict tables, foreign keys and gives room back', () => {
    const file = temporaryDatabase()
    openForTest(file)
    rawDatabase(file, (db) => {
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
      expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
      const tables = db.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all()
      const lax = tables.filter((table) => Object(table).strict !== 1).map((table) => Object(table).name)
      expect(lax.filter((name: string) => !name.startsWith('sqlite_'))).toEqual([])
      expect(tables.length).toBeGreaterThan(8)
    })
  })

  test('keeps what was stored when it is opened again', () => {
    const file = temporaryDatabase()
    const first = openStore(file)
    first.runs.create(sampleRun('one'))
    first.close()
    expect(openForTest(file).runs.item('one').name).toBe('Catalogue')
  })

  test('finishes what a process began that was killed while it made the file', () => {
    const file = temporaryDatabase()
    rawDatabase(file, (db) => db.pragma('journal_mode = WAL'))
    expect(statSync(file).size).toBeGreaterThan(0)
    openForTest(file).runs.create(sampleRun('one'))
  })

  test('refuses a newer database and does not touch it', () => {
    const file = temporaryDatabase()
    openStore(file).close()
    rawDatabase(file, (db) => db.pragma('user_version = 99'))
    expectUntouched(file, () => openStore(file), 'DATABASE_NEWER', /newer Loadgale \(schema 99/)
    expectUntouched(file, () => openStore(file, { readonly: true }), 'DATABASE_NEWER', /left as it is/)
  })

  test('refuses a newer database whose version stands in the write-ahead log alone', () => {
    const file = temporaryDatabase()
    openStore(file).close()
    const newer = new Database(file)
    newer.pragma('user_version = 99')
    const copy = temporaryDatabase()
    copyFileSync(file, copy)
    copyFileSync(`${file}-wal`, `${copy}-wal`)
    newer.close()
    const bytes = readFileSync(copy)
    expect(() => openStore(copy)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }))
    expect(readFileSync(copy).equals(bytes)).toBe(true)
  })

  test('refuses a file that is no SQLite database and does not touch it', () => {
    const file = temporaryDatabase()
    writeFileSync(file, 'name,rate\nlist,500\n'.repeat(20))
    expectUntouched(file, () => openStore(file), 'DATABASE_NOT_SQLITE', /not an SQLite database/)
  })

  test('refuses the database of another program and does not touch it', () => {
    const file = temporaryDatabase()
    rawDatabase(file, (db) => db.exec('CREATE TABLE bookmarks (url TEXT)'))
    expectUntouched(file, () => openStore(file), 'DATABASE_FOREIGN', /another program/)
  })

  test('refuses a truncated database and does not touch it', () => {
    const file = temporaryDatabase()
    const store = openStore(file)
    store.runs.create(sampleRun('one'))
    for (let second = 0; second < 50; second++) {
      store.seconds.append('one', sampleSecond(second), [sampleHistograms(0, second)])
    }
    store.close()
    truncateSync(file, 8192)
    expectUntouched(file, () => openStore(file), 'DATABASE_CORRUPT', /damaged/)
  })

  test('refuses a database whose schema is garbage and does not touch it', () => {
    const file = temporaryDatabase()
    openStore(file).close()
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 100, 4096)
    writeFileSync(file, bytes)
    expectUntouched(file, () => openStore(file), 'DATABASE_CORRUPT', /damaged/)
  })

  test('says so when a folder stands in the way', () => {
    const folder = temporaryFolder()
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_UNREACHABLE' }))
  })

  test('says so when the folder cannot be made', () => {
    const file = join(temporaryFolder(), 'taken')
    writeFileSync(file, '')
    expect(() => openStore(join(file, 'history.db'))).toThrow(
      expect.objectContaining({ code: 'DATABASE_UNREACHABLE' })
    )
  })
})

describe('opening read-only', () => {
  test('reads and refuses to write', () => {
    const file = temporaryDatabase()
    openForTest(file).runs.create(sampleRun('one'))
    const reader = openForTest(file, { readonly: true })
    expect(reader.runs.item('one').status).toBe('running')
    expect(() => reader.runs.annotate('one', { note: 'x' })).toThrow(
      expect.objectContaining({ code: 'DATABASE_UNREACHABLE' })
    )
  })

  test('says so when there is no history, and makes none', () => {
    const file = join(temporaryFolder(), 'none.db')
    expect(() => openStore(file, { readonly: true })).toThrow(
      expect.objectContaining({ code: 'DATABASE_NOT_FOUND' })
    )
    expect(existsSync(file)).toBe(false)
  })
})
