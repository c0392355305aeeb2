import { ALL_SLOTS, SERIES_FIELDS } from '../../shared/metrics/series.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { createOutcomeSeconds } from './outcome-seconds.ts'
import { createRequestSecondRows } from './request-seconds.ts'
import type { RunKeys } from './run-keys.ts'
import type { RunSecondRows } from './run-seconds.ts'
import type { SecondHistograms } from './second-histograms.ts'
import type { SlotSeconds } from './slot-seconds.ts'
import type { SecondHistory, SlotHistograms } from './store-contract.ts'

/**
 * The seconds of runs.
 *
 * Invariant: a second is stored whole, in run_seconds and all the tables that go with it, or not at all.
 */
export function createSeconds(
  connection: Connection,
  keys: RunKeys,
  slotSeconds: SlotSeconds,
  runSecondRows: RunSecondRows,
  histograms: SecondHistograms,
  nowMs: () => number
): SecondHistory {
  const rows = createRequestSecondRows(connection, histograms)
  const outcomes = createOutcomeSeconds(connection)
  const beat = connection.db.prepare('UPDATE runs SET heartbeat_at_ms = ? WHERE key = ?')

  return {
    append(runId, update, slotHistograms) {
      requireConsistent(update, slotHistograms)
      const { second } = update.run
      connection.write(() => {
        const runKey = keys.keyOf(runId)
        if (runSecondRows.remove(runKey, second)) {
          for (const slot of slotSeconds.slots(runKey)) {
            histograms.remove(runKey, slot, second)
            rows.remove(runKey, slot, second)
            outcomes.remove(runKey, slot, second)
          }
        }
        runSecondRows.insert(runKey, update.run)
        rows.insert(runKey, update, slotHistograms)
        outcomes.insert(runKey, update)
        beat.run(nowMs(), runKey)
      })
    },

    series: (runId, slot) =>
      connection.read(() => {
        const runKey = keys.keyOf(runId)
        return { slot, ...rows.series(runKey, slot), ...outcomes.read(runKey, slot) }
      }),
    runSeconds: (runId) => connection.read(() => runSecondRows.all(keys.keyOf(runId))),
    histograms: (runId, query) => histograms.read(runId, query)
  }
}

function requireConsistent(update: SecondUpdate, histograms: readonly SlotHistograms[]): void {
  if (update.values.length !== update.slots.length * SERIES_FIELDS.length) {
    throw new RangeError(`${update.values.length} values are not ${update.slots.length} rows of a series`)
  }
  for (const { slot } of histograms) {
    if (slot === ALL_SLOTS)
      throw new RangeError('histograms of all slots are not stored but merged when read')
    if (!update.slots.includes(slot)) throw new RangeError(`slot ${slot} has histograms but no row of values`)
  }
}
