import type { RunComparison } from '../../../shared/compare.ts'
import type { Store } from '../../store/index.ts'
import { compareRuns } from './compare-runs.ts'
import { savedSeconds } from './seconds-reader.ts'

/**
 * Two runs of the history compared figure by figure.
 *
 * @throws StoreError RUN_NOT_FOUND, RUN_STILL_RUNNING, RUN_DATA_BROKEN
 */
export function compareSavedRuns(store: Store, baseId: string, otherId: string): RunComparison {
  return compareRuns(
    store.runs.detail(baseId),
    store.runs.detail(otherId),
    savedSeconds(store, baseId),
    savedSeconds(store, otherId)
  )
}
