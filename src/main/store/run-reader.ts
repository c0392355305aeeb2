import type { RunDetail } from '../../shared/history.ts'
import type { Connection } from './connection.ts'
import type { DialHistory } from './dial-events.ts'
import { Row } from './row.ts'
import { readDocument, readEnvironment, readPlan, readSummary } from './run-documents.ts'
import type { RunList } from './run-list.ts'
import type { SecondHistory, StoredRun } from './store-contract.ts'
import { StoreError } from './store-error.ts'

/** One run with its documents and the seconds of the run, without the series of its requests. */
export interface RunReader {
  stored(id: string): StoredRun
  detail(id: string): RunDetail
}

export function createRunReader(
  connection: Connection,
  list: RunList,
  seconds: Pick<SecondHistory, 'runSeconds'>,
  dial: Pick<DialHistory, 'dialEvents'>
): RunReader {
  const documents = connection.db.prepare(
    `SELECT document, folder, plan, environment, summary FROM run_documents JOIN runs ON runs.key = run_key
     WHERE runs.id = ? AND deleted_at_ms IS NULL`
  )

  function stored(id: string): StoredRun {
    return connection.read(() => {
      const item = list.item(id)
      const row = Row.of(documents.get(id))
      const json = row.textOrNull('summary')
      const summary = json === null ? null : readSummary(id, json)
      return {
        item,
        plan: readPlan(id, row.text('plan')),
        document: readDocument(id, row.text('document')),
        folder: row.textOrNull('folder'),
        environment: readEnvironment(id, row.text('environment')),
        // Note and tags may have changed since.
        summary: summary && { ...summary, run: { ...summary.run, note: item.note, tags: item.tags } },
        runSeconds: seconds.runSeconds(id),
        dial: dial.dialEvents(id)
      }
    })
  }

  return {
    stored,
    detail(id) {
      const { item, plan, document, folder, summary, runSeconds, dial } = stored(id)
      if (summary === null) {
        throw new StoreError('RUN_STILL_RUNNING', `run ${id} has no result yet: it is still running`)
      }
      return { item, plan, document, folder, summary, runSeconds, dial }
    }
  }
}
