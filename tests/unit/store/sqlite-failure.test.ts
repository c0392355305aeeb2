import { expect, test } from 'vitest'
import { sqliteCode, storeErrorOf } from '../../../src/main/store/sqlite-failure.ts'

const failure = (code: string) => Object.assign(new Error('as SQLite says it'), { code })

test.each([
  ['SQLITE_BUSY_SNAPSHOT', 'DATABASE_BUSY'],
  ['SQLITE_CORRUPT_INDEX', 'DATABASE_CORRUPT'],
  ['SQLITE_NOTADB', 'DATABASE_NOT_SQLITE'],
  ['SQLITE_FULL', 'DATABASE_FULL'],
  ['SQLITE_READONLY_DBMOVED', 'DATABASE_UNREACHABLE'],
  ['SQLITE_IOERR_WRITE', 'DATABASE_UNREACHABLE']
])('%s is told as %s with the file and the cause', (sqlite, code) => {
  const error = failure(sqlite)
  expect(storeErrorOf(error, '/data/history.db')).toMatchObject({
    name: 'StoreError',
    code,
    message: expect.stringMatching(new RegExp(`/data/history.db .*\\(${sqlite}\\)`)),
    cause: error
  })
})

test('other errors pass as they are', () => {
  for (const error of [failure('SQLITE_CONSTRAINT_UNIQUE'), failure('ENOENT'), new RangeError('x'), 'text']) {
    expect(storeErrorOf(error, 'f')).toBe(error)
  }
  expect(sqliteCode(failure('ENOENT'))).toBeNull()
})
