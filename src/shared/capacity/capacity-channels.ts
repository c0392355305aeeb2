import type { CapacityListItem, CapacityProgress, CapacityResult } from './capacity.ts'

/** What the window may say of a search; the rest follows from the plan. */
export interface SearchChoices {
  readonly startRate?: number
  readonly maxRate?: number
  /** A share: 0.05 is 5 %. */
  readonly precision?: number
  readonly stepMs?: number
}

/** A search that is going on, for a page that comes late. */
export interface LiveCapacity {
  readonly result: CapacityResult
  readonly progress: CapacityProgress
}

/** The part of the contract that finds capacities. */
export interface CapacityInvokeContract {
  'capacity.start': {
    request: { document: unknown; objectives: readonly string[]; choices: SearchChoices }
    response: { searchId: string }
  }
  'capacity.stop': { request: { searchId: string; immediately: boolean }; response: null }
  'capacity.current': { request: null; response: LiveCapacity | null }
  'capacity.list': { request: { limit: number }; response: readonly CapacityListItem[] }
  'capacity.detail': {
    request: { searchId: string }
    response: { result: CapacityResult; document: unknown }
  }
  /** Takes a search out of the list; `capacity.restore` brings it back until the app ends. */
  'capacity.delete': { request: { searchId: string }; response: null }
  'capacity.restore': { request: { searchId: string }; response: null }
}

export interface CapacityEventContract {
  'capacity.started': LiveCapacity
  /** At most ten a second. */
  'capacity.progress': CapacityProgress
  'capacity.ended': { result: CapacityResult; message: string | null }
  /** The list of searches is another one. */
  'capacity.changed': { searchIds: readonly string[] }
}
