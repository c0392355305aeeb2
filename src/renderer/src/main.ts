import { mount } from 'svelte'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import { windowApiClient } from './api/index.ts'
import { askingForHosts } from './app-state/asking-for-hosts.ts'
import { Commands } from './app-state/commands.svelte.ts'
import { Confirmations } from './app-state/confirmations.svelte.ts'
import { LiveRunStore } from './app-state/live-run.svelte.ts'
import { LiveSearchStore } from './app-state/live-search.svelte.ts'
import { MachineStore } from './app-state/machine.svelte.ts'
import { PlanInbox } from './app-state/plan-inbox.ts'
import { Router } from './app-state/router.svelte.ts'
import { Theme } from './app-state/theme.svelte.ts'
import { Toasts } from './app-state/toasts.svelte.ts'
import App from './App.svelte'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no #app')

const confirmations = new Confirmations()
const api = askingForHosts(windowApiClient(), confirmations)
const router = new Router(window)
mount(App, {
  target,
  props: {
    context: {
      api,
      router,
      theme: new Theme(api),
      toasts: new Toasts(),
      commands: new Commands(),
      confirmations,
      liveRun: new LiveRunStore(api),
      liveSearch: new LiveSearchStore(api),
      machine: new MachineStore(api),
      planInbox: new PlanInbox(router)
    }
  }
})
