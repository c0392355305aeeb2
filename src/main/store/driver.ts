import type { Database } from 'better-sqlite3'
import { createRequire } from 'node:module'
import { StoreError } from './store-error.ts'

/** better-sqlite3 is built against this Node-API; on an older one it ends the process instead of throwing. */
const NEEDED_NAPI = 10

type Driver = typeof import('better-sqlite3')

interface Runtime {
  readonly napi: string | undefined
  readonly node: string
}

/**
 * The SQLite driver, loaded at the first call: importing the store costs nothing and is safe on any runtime.
 *
 * @throws StoreError RUNTIME_TOO_OLD, DRIVER_UNAVAILABLE
 */
export function loadDriver(
  runtime: Runtime = { napi: process.versions.napi, node: process.version }
): Driver {
  if (!(Number(runtime.napi) >= NEEDED_NAPI)) {
    throw new StoreError(
      'RUNTIME_TOO_OLD',
      `the history needs Node.js 22.14 or newer (Node-API ${NEEDED_NAPI}), this is Node.js ${runtime.node} ` +
        `(Node-API ${runtime.napi ?? 'none'}). Install a newer Node.js, or start with ` +
        '`npm run -s loadgale -- ...`, which brings its own; --no-save runs without the history.'
    )
  }
  try {
    return createRequire(import.meta.url)('better-sqlite3')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      'DRIVER_UNAVAILABLE',
      `the SQLite driver cannot be loaded on ${process.platform}-${process.arch}: ${reason}. ` +
        'Install the dependencies again with `npm ci`.',
      { cause: error }
    )
  }
}

export type { Database }
