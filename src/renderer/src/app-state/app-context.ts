import { createContext } from 'svelte'
import type { ApiClient } from '../api/index.ts'
import type { Commands } from './commands.svelte.ts'
import type { Confirmations } from './confirmations.svelte.ts'
import type { LiveRunStore } from './live-run.svelte.ts'
import type { LiveSearchStore } from './live-search.svelte.ts'
import type { MachineStore } from './machine.svelte.ts'
import type { PlanInbox } from './plan-inbox.ts'
import type { Router } from './router.svelte.ts'
import type { Theme } from './theme.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

/** What every view and feature may use; made once in main.ts, by hand. */
export interface AppContext {
  readonly api: ApiClient
  readonly router: Router
  readonly theme: Theme
  readonly toasts: Toasts
  readonly commands: Commands
  readonly confirmations: Confirmations
  readonly liveRun: LiveRunStore
  readonly liveSearch: LiveSearchStore
  readonly machine: MachineStore
  readonly planInbox: PlanInbox
}

export const [useApp, provideApp] = createContext<AppContext>()
