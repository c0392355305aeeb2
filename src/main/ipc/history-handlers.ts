import type { HistogramShift } from '../../shared/compare.ts'
import type { RunComparison } from '../../shared/compare.ts'
import type { RunController } from '../run/index.ts'
import type { Store } from '../store/index.ts'
import type { EventSender } from './event-sender.ts'
import type { HandlersOf } from './handler-table.ts'
import { documentForEditor } from '../plan/index.ts'
import { IpcError } from './ipc-error.ts'

type HistoryChannel =
  | 'history.list'
  | 'history.detail'
  | 'history.series'
  | 'history.annotate'
  | 'history.delete'
  | 'history.restore'
  | 'compare.runs'
  | 'compare.shift'

export interface HistoryHandlerOptions {
  /** This thread's own connection. */
  readonly store: Store
  readonly controller: RunController
  readonly events: EventSender
  readonly compare: (baseId: string, otherId: string) => RunComparison
  readonly shift: (baseId: string, otherId: string, requestName: string | null) => HistogramShift
}

export function historyHandlers(options: HistoryHandlerOptions): HandlersOf<HistoryChannel> {
  const { store, controller, events } = options
  const changed = (runIds: readonly string[]): null => {
    events.send('history.changed', { runIds })
    return null
  }
  return {
    'history.list': (query) => store.runs.list(query),
    'history.detail': ({ runId }) => {
      const detail = store.runs.detail(runId)
      return { ...detail, document: documentForEditor(detail) }
    },
    'history.series': ({ runId, slot }) => store.seconds.series(runId, slot),
    'history.annotate': ({ runId, ...annotation }) => {
      const item = store.runs.annotate(runId, annotation)
      changed([runId])
      return item
    },
    'history.delete': ({ runIds }) => {
      const running = controller.current?.started.runId
      if (running !== undefined && runIds.includes(running)) {
        throw new IpcError('run_active', 'The running test cannot be deleted. Stop it first.')
      }
      store.runs.delete(runIds)
      return changed(runIds)
    },
    'history.restore': ({ runIds }) => {
      store.runs.restore(runIds)
      return changed(runIds)
    },
    'compare.runs': ({ baseId, otherId }) => options.compare(baseId, otherId),
    'compare.shift': ({ baseId, otherId, requestName }) => options.shift(baseId, otherId, requestName)
  }
}
