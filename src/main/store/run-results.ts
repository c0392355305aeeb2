import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import type { RunStatus } from '../../shared/metrics/summary.ts'
import type { Connection } from './connection.ts'
import { sparklineOf } from './sparkline.ts'
import type { RunEnding } from './store-contract.ts'
import type { Traffic } from './traffic.ts'

/** What an ended run leaves behind: figures and sparkline for the list, the summary, the histograms of the whole run. */
export interface RunResults {
  /** Inside a transaction; replaces an earlier result. */
  write(runKey: number, status: RunStatus, ending: RunEnding): void
}

export function createRunResults({ db }: Connection, traffic: Traffic): RunResults {
  const updateRun = db.prepare(
    `UPDATE runs SET status = ?, verdict = ?, duration_ms = ?, requests = ?, requests_per_second = ?, p99_ms = ?,
       failed_share = ?, sparkline = ? WHERE key = ?`
  )
  const updateSummary = db.prepare('UPDATE run_documents SET summary = ? WHERE run_key = ?')
  const deleteTotals = db.prepare('DELETE FROM total_histograms WHERE run_key = ?')
  const insertTotal = db.prepare(
    'INSERT INTO total_histograms (run_key, slot, kind, bytes) VALUES (?, ?, ?, ?)'
  )

  return {
    write(runKey, status, { summary, histograms }) {
      updateRun.run(
        status,
        summary.verdict,
        summary.run.durationMs,
        summary.totals.completed,
        summary.rates.requestsPerSecond,
        summary.latency.response.p99,
        summary.rates.failed,
        JSON.stringify(sparklineOf(wholeSeconds(traffic.completedBySecond(runKey), summary.run.durationMs))),
        runKey
      )
      updateSummary.run(JSON.stringify(summary), runKey)
      deleteTotals.run(runKey)
      for (const { slot, kind, bytes } of histograms) {
        if (slot < ALL_SLOTS) throw new RangeError(`${slot} is no slot`)
        insertTotal.run(runKey, slot, kind, bytes)
      }
    }
  }
}

/** Without the last second where the run ended in the middle of it: its count is no rate. */
function wholeSeconds(countBySecond: readonly number[], durationMs: number): readonly number[] {
  return countBySecond.slice(0, Math.max(1, Math.floor(durationMs / 1000)))
}
