import type { RunStatus } from '../../../../shared/metrics/summary.ts'
import { RUN_STATUSES } from './run-words.ts'

/** Where the user was in the history, so that coming back from a run finds the same rows. */
export interface HistoryPlace {
  readonly search: string
  readonly status: RunStatus | null
  readonly scrollTop: number
  readonly activeId: string | null
}

const START: HistoryPlace = { search: '', status: null, scrollTop: 0, activeId: null }

const KEY = 'history.place'

/** What `savePlace` kept in this window; the start for anything else that may be there. */
export function readPlace(storage: Storage): HistoryPlace {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null) return START
    const place = new Map<string, unknown>(Object.entries(value))
    const search = place.get('search')
    const scrollTop = place.get('scrollTop')
    const activeId = place.get('activeId')
    return {
      search: typeof search === 'string' ? search : '',
      status: statusOf(place.get('status')),
      scrollTop: typeof scrollTop === 'number' ? scrollTop : 0,
      activeId: typeof activeId === 'string' ? activeId : null
    }
  } catch {
    return START
  }
}

export function savePlace(storage: Storage, place: HistoryPlace): void {
  storage.setItem(KEY, JSON.stringify(place))
}

/** A run status by its name; null for all and for what is none. */
export function statusOf(name: unknown): RunStatus | null {
  return RUN_STATUSES.find((status) => status === name) ?? null
}
