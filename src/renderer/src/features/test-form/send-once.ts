import { ApiError, type ApiClient } from '../../api/index.ts'
import type { SendOnceResult } from '../../../../shared/ipc-contract.ts'
import type { Rest } from './form-rows.ts'

export type SendOnceState =
  | { readonly state: 'none' }
  | { readonly state: 'sending' }
  | { readonly state: 'answered'; readonly result: SendOnceResult }
  | { readonly state: 'failed'; readonly message: string; readonly details: readonly string[] }

/** What has no say in how one request is made: a mistake there does not stand in its way. */
const NOT_NEEDED = ['name', 'warmUp', 'thresholds', 'scenarios']

/** Sends the request of one step a single time, as the run would. Of the scenarios only its own is handed over. */
export async function sendOnce(
  api: ApiClient,
  document: Rest,
  scenario: string,
  step: number
): Promise<SendOnceState> {
  const needed = Object.fromEntries(Object.entries(document).filter(([key]) => !NOT_NEEDED.includes(key)))
  const scenarios = document['scenarios']
  const own = typeof scenarios === 'object' && scenarios !== null ? Object.entries(scenarios) : []
  try {
    const result = await api.call('plan.sendOnce', {
      document: { ...needed, scenarios: Object.fromEntries(own.filter(([name]) => name === scenario)) },
      scenario,
      step
    })
    return { state: 'answered', result }
  } catch (error) {
    const details = error instanceof ApiError ? error.details : []
    return { state: 'failed', message: error instanceof Error ? error.message : String(error), details }
  }
}
