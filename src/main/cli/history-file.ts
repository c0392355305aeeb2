import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { recoverSearches } from '../capacity/index.ts'
import { recoverCrashedRuns } from '../run/index.ts'
import { defaultDatabaseFile, openStore, purgeForgotten, type Store } from '../store/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { commandName } from './command-name.ts'
import type { DatabaseOption } from './shared-options.ts'

/** The history that a command works on: `--db`, else LOADGALE_DB, else the user's. */
export function historyFile({ db }: DatabaseOption, io: CliIo): string {
  if (db !== undefined) return resolve(db)
  return defaultDatabaseFile({ platform: process.platform, home: homedir(), env: io.env })
}

/**
 * Opens the history for one piece of work and closes it whatever happens. A run whose process died is marked as
 * crashed on the way, a capacity search ended, and what was deleted a day ago is removed for good.
 *
 * @throws CliError where there is none yet: looking at the history must not make one
 */
export async function withHistory<T>(
  options: DatabaseOption,
  io: CliIo,
  work: (store: Store) => T | Promise<T>
): Promise<T> {
  const file = historyFile(options, io)
  if (!existsSync(file)) {
    throw new CliError(`there is no history at ${file} yet; "${commandName(io)} practice" makes a first run`)
  }
  const store = openStore(file)
  try {
    recoverCrashedRuns(store)
    recoverSearches(store)
    purgeForgotten(store, Date.now())
    return await work(store)
  } finally {
    store.close()
  }
}
