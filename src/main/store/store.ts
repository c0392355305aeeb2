import { createAnnotations } from './annotations.ts'
import { createCalibrations } from './calibrations.ts'
import { createCapacitySearches } from './capacity-searches.ts'
import { Connection } from './connection.ts'
import { createDeletion } from './deletion.ts'
import { createTotalHistograms } from './histograms.ts'
import { createDialEvents } from './dial-events.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { createRunKeys } from './run-keys.ts'
import { createRunList } from './run-list.ts'
import { createRunReader } from './run-reader.ts'
import { createRunReferences } from './run-reference.ts'
import { createRunResults } from './run-results.ts'
import { createRunLife } from './runs.ts'
import { createSeconds } from './seconds.ts'
import type { Store } from './store-contract.ts'
import { createTraffic } from './traffic.ts'

export interface OpenStoreOptions {
  /** Never writes; the file must exist and be of this version. */
  readonly readonly?: boolean
  /** Milliseconds since 1970, for heartbeats and deletions. */
  readonly nowMs?: () => number
}

/**
 * Opens the history at a path (see `defaultDatabaseFile`); a missing file and its folder are made, an older schema is
 * brought up to date, a file that is not ours is refused untouched.
 *
 * @throws StoreError RUNTIME_TOO_OLD, DRIVER_UNAVAILABLE, DATABASE_*
 */
export function openStore(file: string, options: OpenStoreOptions = {}): Store {
  const nowMs = options.nowMs ?? Date.now
  const connection = options.readonly
    ? Connection.openReadonly(file, MIGRATIONS)
    : Connection.open(file, MIGRATIONS, nowMs())
  const keys = createRunKeys(connection)
  const traffic = createTraffic(connection)
  const seconds = createSeconds(connection, keys, nowMs)
  const dial = createDialEvents(connection, keys)
  const list = createRunList(connection, traffic)
  return {
    file,
    runs: {
      ...createRunLife(connection, keys, createRunResults(connection, traffic), nowMs),
      ...list,
      addDialEvent: (id, event) => dial.addDialEvent(id, event),
      ...createRunReader(connection, list, seconds, dial),
      ...createRunReferences(connection),
      ...createAnnotations(connection, keys, list),
      ...createDeletion(connection, nowMs)
    },
    seconds,
    histograms: createTotalHistograms(connection, keys),
    capacity: createCapacitySearches(connection, nowMs),
    calibrations: createCalibrations(connection),
    waitForOthers: (limitMs) => connection.waitForOthers(limitMs),
    close: () => connection.close()
  }
}
