import { cleanup, render, screen, waitFor } from '@testing-library/svelte'
import { expect } from 'vitest'
import { readTypedPlan } from '../../../src/main/plan/typed-plan.ts'
import type { ApiError, ApiClient } from '../../../src/renderer/src/api/index.ts'
import type { AppContext } from '../../../src/renderer/src/app-state/app-context.ts'
import type { AppInfo, AppSettings, SendOnceResult } from '../../../src/shared/ipc-contract.ts'
import type { PlanProblem } from '../../../src/shared/plan/problem.ts'
import { appContext } from '../support/app-fixture.ts'
import { FakeApi } from '../support/fake-api.ts'
import { catalogue } from './plan-fixtures.ts'
import TestViewHost from './TestViewHost.svelte'

export const INFO: AppInfo = {
  version: '0.1.0',
  electron: '',
  node: '',
  chrome: '',
  platform: 'linux',
  databaseFile: '',
  firstStart: false
}

const SENT: SendOnceResult = {
  requestText: 'GET /items HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n\r\n',
  status: 200,
  headText: 'HTTP/1.1 200 OK\r\n',
  bodyText: '<b>not rendered</b>',
  bodyBytes: 19,
  errorCode: null,
  errorText: null,
  phases: {
    dnsMs: 0,
    connectMs: 0.5,
    tlsMs: 0,
    sendingMs: 0.1,
    waitingMs: 4,
    receivingMs: 0.4,
    totalMs: 5
  }
}

export const PRACTICE = { url: 'http://127.0.0.1:41234', document: { ...catalogue, name: 'Practice' } }

/** A main process with a settings file, and everything that the view asked it. */
export class TestDesk {
  settings: AppSettings = { theme: 'system', draftDocument: null }
  info = INFO
  runs = 3
  startFailure: ApiError | null = null
  machineWarnings: PlanProblem[] = []
  /** What the system's dialogs bring; null for cancelled ones. */
  opened: { path: string; document: unknown } | null = null
  openFailure: ApiError | null = null
  saved: { path: string } | null = { path: '/plans/shop.yaml' }
  readonly api = new FakeApi({
    'app.info': () => this.info,
    'app.settings.read': () => this.settings,
    'app.settings.write': (change) => {
      // What crosses the IPC is cloned, which a proxy would not survive.
      this.settings = structuredClone({ ...this.settings, ...change })
      return this.settings
    },
    'history.list': () => ({ items: [], nextCursor: null, total: this.runs }),
    'target.status': () => null,
    'target.start': () => PRACTICE,
    'target.stop': () => null,
    'plan.read': ({ text, places }) => readTypedPlan(text, places),
    'plan.sendOnce': () => SENT,
    'plan.open': () => this.opened,
    'plan.save': () => this.saved,
    'run.start': () => ({ runId: 'run123' }),
    'run.current': () => null,
    'capacity.current': () => null,
    'capacity.start': () => ({ searchId: '0abc123' }),
    'machine.calibration': () => null,
    'machine.preflight': () => this.machineWarnings
  })
  readonly client: ApiClient = {
    call: (channel, request) => {
      if (channel === 'plan.open' && this.openFailure !== null) return Promise.reject(this.openFailure)
      if (channel === 'run.start' && this.startFailure !== null) return Promise.reject(this.startFailure)
      return this.api.client.call(channel, request)
    },
    on: (channel, listener) => this.api.client.on(channel, listener)
  }
  readonly context: AppContext = appContext(this.client)

  async open(): Promise<void> {
    render(TestViewHost, { props: { context: this.context } })
    await waitFor(() => expect(screen.queryByLabelText('Reading the last plan')).toBeNull())
  }

  /** The view goes away and comes back, as after a reload. */
  async reopen(): Promise<void> {
    cleanup()
    await this.open()
  }

  /** Another page is shown. */
  async leave(): Promise<void> {
    this.context.router.go({ view: 'history' })
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Test' })).toBeNull())
  }

  async comeBack(): Promise<void> {
    this.context.router.go({ view: 'test' })
    await screen.findByRole('heading', { name: 'Test' })
    await waitFor(() => expect(screen.queryByLabelText('Reading the last plan')).toBeNull())
  }

  requests(channel: string): unknown[] {
    return this.api.calls.filter((call) => call.channel === channel).map(({ request }) => request)
  }

  async press(command: string): Promise<void> {
    this.context.commands.items.find(({ id }) => id === command)?.run()
    await Promise.resolve()
  }
}
