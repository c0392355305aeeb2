import { StoreError, type Store } from '../store/index.ts'

/** What a user can mean by the name of a saved thing: a run, or a capacity search. */
export interface HistoryEntry {
  readonly kind: 'run' | 'capacity'
  readonly id: string
}

/**
 * Runs are looked up first; what no run is called may be a search, of which `capacity` is the newest.
 *
 * @throws StoreError RUN_NOT_FOUND where it is neither, RUN_AMBIGUOUS
 */
export function resolveEntry({ runs, capacity }: Store, reference: string): HistoryEntry {
  try {
    return { kind: 'run', id: runs.resolve(reference) }
  } catch (error) {
    if (!isMissing(error, 'RUN_NOT_FOUND')) throw error
    try {
      return { kind: 'capacity', id: capacity.resolve(reference) }
    } catch (other) {
      throw isMissing(other, 'CAPACITY_NOT_FOUND') && reference !== 'capacity' ? error : other
    }
  }
}

function isMissing(error: unknown, code: StoreError['code']): boolean {
  return error instanceof StoreError && error.code === code
}
