import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { StoreError } from './store-error.ts'

/** "LdGl" in PRAGMA application_id: the database is ours, whatever its name. */
export const APPLICATION_ID = 0x4c64476c

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

export interface DatabaseHeader {
  readonly userVersion: number
  readonly applicationId: number
}

/**
 * What the first 100 bytes of an SQLite file say (sqlite.org/fileformat2.html, "The Database Header"), read without
 * SQLite so that a file of somebody else is not touched. Null for a missing or empty file. Later changes may still
 * stand in the write-ahead log.
 *
 * @throws StoreError DATABASE_NOT_SQLITE, DATABASE_UNREACHABLE
 */
export function readDatabaseHeader(file: string): DatabaseHeader | null {
  const bytes = firstBytes(file)
  if (bytes === null || bytes.length === 0) return null
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StoreError(
      'DATABASE_NOT_SQLITE',
      `${file} is not an SQLite database; it is left as it is. Name another file with --db or LOADGALE_DB.`
    )
  }
  return { userVersion: bytes.readInt32BE(60), applicationId: bytes.readInt32BE(68) }
}

function firstBytes(file: string): Buffer | null {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (found.isDirectory()) {
    throw new StoreError('DATABASE_UNREACHABLE', `the history ${file} is a folder, expected a file`)
  }
  let descriptor: number | null = null
  try {
    descriptor = openSync(file, 'r')
    const bytes = Buffer.alloc(HEADER_BYTES)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, HEADER_BYTES, 0))
  } catch (error) {
    throw new StoreError(
      'DATABASE_UNREACHABLE',
      `the history ${file} cannot be read; check its permissions`,
      {
        cause: error
      }
    )
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}
