import { StoreError } from './store-error.ts'
import type { StoreErrorCode } from './store-error.ts'

const MEANINGS: readonly (readonly [prefix: string, code: StoreErrorCode, meaning: string])[] = [
  ['SQLITE_BUSY', 'DATABASE_BUSY', 'is locked by another process; try again when that has ended'],
  ['SQLITE_LOCKED', 'DATABASE_BUSY', 'is locked by another process; try again when that has ended'],
  ['SQLITE_NOTADB', 'DATABASE_NOT_SQLITE', 'is not an SQLite database'],
  ['SQLITE_CORRUPT', 'DATABASE_CORRUPT', 'is damaged; move it away, or restore it from a backup'],
  ['SQLITE_FULL', 'DATABASE_FULL', 'cannot grow: the disk is full'],
  [
    'SQLITE_READONLY',
    'DATABASE_UNREACHABLE',
    'cannot be written; check the permissions of the file and its folder'
  ],
  [
    'SQLITE_CANTOPEN',
    'DATABASE_UNREACHABLE',
    'cannot be opened; check the path and its permissions, and that its folder can be written: SQLite keeps files beside it'
  ],
  ['SQLITE_PERM', 'DATABASE_UNREACHABLE', 'cannot be opened; check its permissions'],
  ['SQLITE_IOERR', 'DATABASE_UNREACHABLE', 'cannot be read or written; check the disk']
]

/** SQLite's own failures of a file as errors with our codes; anything else as it is. */
export function storeErrorOf(error: unknown, file: string): unknown {
  const code = sqliteCode(error)
  if (code === null) return error
  const meaning = MEANINGS.find(([prefix]) => code.startsWith(prefix))
  if (meaning === undefined) return error
  return new StoreError(meaning[1], `the history ${file} ${meaning[2]} (${code})`, { cause: error })
}

/** SQLite's extended result code, such as SQLITE_BUSY_SNAPSHOT; null if the error is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return error.code.startsWith('SQLITE_') ? error.code : null
}
