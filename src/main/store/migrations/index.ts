import { runsAndSeconds } from './0001-runs-and-seconds.ts'
import { generatorWatch } from './0002-generator-watch.ts'
import { capacitySearches } from './0003-capacity-searches.ts'
import { calibrations } from './0004-calibrations.ts'
import { dialEvents } from './0005-dial-events.ts'
import { planFolders } from './0006-plan-folders.ts'
import type { Migration } from './migration.ts'

export type { Migration } from './migration.ts'

/** Every step, in order. A new one is a new file and a new line here. */
export const MIGRATIONS: readonly Migration[] = [
  runsAndSeconds,
  generatorWatch,
  capacitySearches,
  calibrations,
  dialEvents,
  planFolders
]
