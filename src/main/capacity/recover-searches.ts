import type { CapacityResult } from '../../shared/capacity/capacity.ts'
import { isOwnerAlive, StoreError, type Store } from '../store/index.ts'
import { concludeSearch } from './conclusion.ts'

/**
 * Ends the searches whose process died with what their steps had measured. One that cannot be read is left as it is and
 * does not keep the others from being recovered.
 */
export function recoverSearches({ capacity }: Store): void {
  for (const id of capacity.findAbandoned((owner) => isOwnerAlive(owner))) {
    try {
      const { result, ...started } = capacity.detail(id)
      capacity.save(ended(result), started)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
    }
  }
}

function ended(result: CapacityResult): CapacityResult {
  const { conclusion, steps, search } = result
  const bracket = { met: conclusion.rate, missed: conclusion.nextRate }
  return {
    ...result,
    search: { ...search, status: 'failed' },
    conclusion: concludeSearch({ kind: conclusion.kind, limit: 'stopped' }, bracket, steps)
  }
}
