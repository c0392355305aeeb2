import type { DialAnswer } from '../../shared/dial-channels.ts'
import type { DialAction } from '../../shared/plan/dial.ts'
import { DialError, type RunController } from '../run/index.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'

export function dialHandlers(
  controller: Pick<RunController, 'current'>
): HandlersOf<'run.dial' | 'run.pause' | 'run.resume'> {
  const act = (runId: string, action: DialAction): DialAnswer => {
    const { current } = controller
    if (current === null || current.started.runId !== runId) {
      throw new IpcError('run_not_active', 'This run has ended already.')
    }
    try {
      return current.dial(action)
    } catch (error) {
      if (error instanceof DialError) throw new IpcError('dial_refused', error.message)
      throw error
    }
  }
  return {
    'run.dial': ({ runId, scenario, value }) => act(runId, { action: 'set', scenario, value }),
    'run.pause': ({ runId }) => act(runId, { action: 'pause' }),
    'run.resume': ({ runId }) => act(runId, { action: 'resume' })
  }
}
