import type { Connection } from './connection.ts'
import { Row } from './row.ts'
import type { RunKeys } from './run-keys.ts'
import type { TotalHistogramHistory } from './store-contract.ts'

/** The histograms over whole runs, kept so that two runs can be compared without reading their seconds. */
export function createTotalHistograms(connection: Connection, keys: RunKeys): TotalHistogramHistory {
  const select = connection.db.prepare(
    'SELECT bytes FROM total_histograms WHERE run_key = ? AND slot = ? AND kind = ?'
  )
  return {
    ofRun: (runId, slot, kind) =>
      connection.read(() => Row.orNull(select.get(keys.keyOf(runId), slot, kind))?.bytes('bytes') ?? null)
  }
}
