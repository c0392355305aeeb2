import type { ApiClient } from '../../../src/renderer/src/api/index.ts'
import type { AppContext } from '../../../src/renderer/src/app-state/app-context.ts'
import { Commands } from '../../../src/renderer/src/app-state/commands.svelte.ts'
import { Confirmations } from '../../../src/renderer/src/app-state/confirmations.svelte.ts'
import { LiveRunStore } from '../../../src/renderer/src/app-state/live-run.svelte.ts'
import { LiveSearchStore } from '../../../src/renderer/src/app-state/live-search.svelte.ts'
import { MachineStore } from '../../../src/renderer/src/app-state/machine.svelte.ts'
import { PlanInbox } from '../../../src/renderer/src/app-state/plan-inbox.ts'
import { Router } from '../../../src/renderer/src/app-state/router.svelte.ts'
import { Theme } from '../../../src/renderer/src/app-state/theme.svelte.ts'
import { Toasts } from '../../../src/renderer/src/app-state/toasts.svelte.ts'

/** The context of the app as main.ts makes it, around another main process. */
export function appContext(api: ApiClient): AppContext {
  const router = new Router(window)
  return {
    api,
    router,
    theme: new Theme(api),
    toasts: new Toasts(),
    commands: new Commands(),
    confirmations: new Confirmations(),
    liveRun: new LiveRunStore(api),
    liveSearch: new LiveSearchStore(api),
    machine: new MachineStore(api),
    planInbox: new PlanInbox(router)
  }
}
