import type { CapacityInvokeContract } from '../../shared/capacity/capacity-channels.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { findCapacity, prepareSearch, type CapacityHandle } from '../capacity/index.ts'
import { documentForEditor, type FoundPlanFiles } from '../plan/index.ts'
import type { RunController } from '../run/index.ts'
import type { Store } from '../store/index.ts'
import type { EventSender } from './event-sender.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import type { LoadPermission } from './load-permission.ts'
import { planWithFiles } from './plan-with-files.ts'
import { refuseWhileBusy } from './refuse-while-busy.ts'
import { resolvedEnvironment } from './resolved-environment.ts'

export interface CapacityHandlerOptions {
  readonly controller: RunController
  readonly events: EventSender
  /** This thread's own connection. */
  readonly store: Store
  readonly findFiles: (plan: Plan) => Promise<FoundPlanFiles>
  readonly env: () => Readonly<Record<string, string>>
  readonly permission: Pick<LoadPermission, 'hosts' | 'require'>
  readonly logError: (message: string, error: unknown) => void
}

/** The capacity search of the desktop app: at most one at a time. */
export class CapacityDesk {
  readonly #options: CapacityHandlerOptions
  #active: CapacityHandle | null = null

  constructor(options: CapacityHandlerOptions) {
    this.#options = options
  }

  /** Resolves when the search that goes on, if any, has ended with what is known, and is saved. */
  async stop(): Promise<void> {
    const active = this.#active
    active?.stop('immediate')
    await active?.ended
  }

  get isActive(): boolean {
    return this.#active !== null
  }

  handlers(): HandlersOf<keyof CapacityInvokeContract> {
    const { events, store } = this.#options
    const changed = (searchId: string): null => {
      events.send('capacity.changed', { searchIds: [searchId] })
      return null
    }
    return {
      'capacity.start': (request) => this.#start(request),
      'capacity.stop': ({ searchId, immediately }) => {
        if (this.#active === null || this.#active.id !== searchId) {
          throw new IpcError('search_not_active', 'This search has ended already.')
        }
        this.#active.stop(immediately ? 'immediate' : 'graceful')
        return null
      },
      'capacity.current': () => this.#active?.snapshot() ?? null,
      'capacity.list': ({ limit }) => store.capacity.list(limit),
      'capacity.detail': ({ searchId }) => {
        const detail = store.capacity.detail(searchId)
        return { result: detail.result, document: documentForEditor(detail) }
      },
      'capacity.delete': ({ searchId }) => {
        if (this.#active?.id === searchId) {
          throw new IpcError('run_active', 'The running search cannot be deleted. Stop it first.')
        }
        store.capacity.delete([searchId])
        return changed(searchId)
      },
      'capacity.restore': ({ searchId }) => {
        store.capacity.restore([searchId])
        return changed(searchId)
      }
    }
  }

  async #start({
    document,
    objectives,
    choices
  }: CapacityInvokeContract['capacity.start']['request']): Promise<{ searchId: string }> {
    const { controller, store, findFiles, permission } = this.#options
    refuseWhileBusy(controller)
    const prepared = prepareSearch(document, objectives, choices)
    if (!prepared.ok) {
      const details = prepared.problems.map(({ path, message }) =>
        path === '' ? message : `${path}: ${message}`
      )
      throw new IpcError('invalid_search', 'The search cannot be started.', details)
    }
    const { search } = prepared
    const { files } = await planWithFiles({ valid: true, plan: search.plan, warnings: [] }, findFiles)
    const env = resolvedEnvironment(search.plan, this.#options.env())
    await permission.require(search.plan, env)
    // Another may have started meanwhile.
    refuseWhileBusy(controller)
    const request = {
      ...{ ...search, files, env, lanes: 1 },
      ...{ allowedHosts: permission.hosts, stepsDatabaseFile: null }
    }
    const handle = await findCapacity(request, controller, store.capacity)
    this.#announce(handle)
    return { searchId: handle.id }
  }

  /** Relays a search to the window from its start to its end. */
  #announce(handle: CapacityHandle): void {
    const { events, logError } = this.#options
    this.#active = handle
    events.send('capacity.started', handle.snapshot())
    const unsubscribe = handle.onProgress((progress) => events.send('capacity.progress', progress))
    void handle.ended.then(({ result, message }) => {
      unsubscribe()
      this.#active = null
      if (message !== null) logError(`capacity search ${handle.id}`, message)
      events.send('capacity.ended', { result, message })
      events.send('capacity.changed', { searchIds: [handle.id] })
    })
  }
}
