import type { PlanValidation } from '../../shared/ipc-contract.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { FoundPlanFiles } from '../plan/index.ts'
import type { RunController, RunHandle } from '../run/index.ts'
import type { EventSender } from './event-sender.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import type { LoadPermission } from './load-permission.ts'
import { planWithFiles } from './plan-with-files.ts'
import { refuseWhileBusy } from './refuse-while-busy.ts'
import { resolvedEnvironment } from './resolved-environment.ts'

export interface RunHandlerOptions {
  readonly controller: RunController
  readonly events: EventSender
  readonly databaseFile: string
  readonly validate: (document: unknown) => PlanValidation
  readonly findFiles: (plan: Plan) => Promise<FoundPlanFiles>
  readonly env: () => Readonly<Record<string, string>>
  readonly permission: Pick<LoadPermission, 'hosts' | 'require'>
  readonly logError: (message: string, error: unknown) => void
}

export function runHandlers(
  options: RunHandlerOptions
): HandlersOf<'run.start' | 'run.stop' | 'run.current'> {
  const { controller, permission } = options
  return {
    'run.start': async ({ document }) => {
      refuseWhileBusy(controller)
      const { plan, files } = await planWithFiles(options.validate(document), options.findFiles)
      const env = resolvedEnvironment(plan, options.env())
      await permission.require(plan, env)
      // Another may have started meanwhile.
      refuseWhileBusy(controller)
      const handle = await controller.start({
        ...{ plan, document, files, env, lanes: 1, allowedHosts: permission.hosts },
        databaseFile: options.databaseFile
      })
      announce(handle, options)
      return { runId: handle.started.runId }
    },
    'run.stop': ({ runId, immediately }) => {
      const { current } = controller
      if (current === null || current.started.runId !== runId) {
        throw new IpcError('run_not_active', 'This run has ended already.')
      }
      current.stop(immediately ? 'immediate' : 'graceful')
      return null
    },
    'run.current': () => controller.current?.snapshot() ?? null
  }
}

/** Relays a run to the window from its start to its end. */
function announce(handle: RunHandle, { events, logError }: RunHandlerOptions): void {
  const { runId } = handle.started
  events.send('run.started', handle.started)
  const unsubscribe = handle.onProgress((progress) => events.send('run.progress', progress))
  handle.onDial((event) => events.send('run.dialled', { runId, event }))
  void handle.ended.then(({ status, summary, message }) => {
    unsubscribe()
    if (message !== null) logError(`run ${runId}`, message)
    events.send('run.ended', { runId, status, summary, message })
    events.send('history.changed', { runIds: [runId] })
  })
}
