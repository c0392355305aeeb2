import type { RunSeries } from '../../shared/history.ts'
import { ALL_SLOTS, SERIES_FIELDS } from '../../shared/metrics/series.ts'
import type { SecondUpdate } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { createOutcomeSeconds } from './outcome-seconds.ts'
import { createRequestSecondRows } from './request-seconds.ts'
import type { RunKeys } from './run-keys.ts'
import { createRunSecondRows } from './run-seconds.ts'
import { createSecondHistograms } from './second-histograms.ts'
import { replaySeconds } from './second-replay.ts'
import { createSlotSeconds } from './slot-seconds.ts'
import type { SecondHistory, SlotHistograms } from './store-contract.ts'

/**
 * The seconds of runs.
 *
 * Invariant: a second is stored whole, in run_seconds and all the tables that go with it, or not at all.
 */
export function createSeconds(connection: Connection, keys: RunKeys, nowMs: () => number): SecondHistory {
  const slotSeconds = createSlotSeconds(connection)
  const runSecondRows = createRunSecondRows(connection)
  const histograms = createSecondHistograms(connection, keys, slotSeconds)
  const rows = createRequestSecondRows(connection, histograms)
  const outcomes = createOutcomeSeconds(connection)
  const beat = connection.db.prepare('UPDATE runs SET heartbeat_at_ms = ? WHERE key = ?')

  function remove(runKey: number, second: number): void {
    for (const slot of slotSeconds.slots(runKey)) {
      histograms.remove(runKey, slot, second)
      rows.remove(runKey, slot, second)
      outcomes.remove(runKey, slot, second)
    }
  }

  function seriesOf(runKey: number, slot: number): RunSeries {
    const last = slotSeconds.lastSecond(runKey)
    const found = rows.between(runKey, slot, 0, last)
    const values = new Float64Array(found.length * SERIES_FIELDS.length)
    found.forEach((row, index) => values.set(row.values, index * SERIES_FIELDS.length))
    const all = slot === ALL_SLOTS
    return {
      slot,
      seconds: found.map(({ second }) => second),
      values,
      statuses: all ? outcomes.statusesOfAll(runKey) : outcomes.statuses(runKey, slot, 0, last),
      errors: all ? outcomes.errorsOfAll(runKey) : outcomes.errors(runKey, slot, 0, last)
    }
  }

  return {
    append(runId, update, slotHistograms) {
      requireConsistent(update, slotHistograms)
      connection.write(() => {
        const runKey = keys.keyOf(runId)
        if (runSecondRows.remove(runKey, update.run.second)) remove(runKey, update.run.second)
        runSecondRows.insert(runKey, update.run)
        rows.insert(runKey, update, slotHistograms)
        outcomes.insert(runKey, update)
        beat.run(nowMs(), runKey)
      })
    },
    series: (runId, slot) => connection.read(() => seriesOf(keys.keyOf(runId), slot)),
    runSeconds: (runId) => connection.read(() => runSecondRows.all(keys.keyOf(runId))),
    histograms: (runId, query) => histograms.read(runId, query),
    replay: (runId) =>
      replaySeconds({ connection, keys, slotSeconds, runSecondRows, rows, outcomes, histograms }, runId)
  }
}

function requireConsistent(update: SecondUpdate, histograms: readonly SlotHistograms[]): void {
  const { second } = update.run
  if (!Number.isInteger(second) || second < 0) throw new RangeError(`${second} is no second of a run`)
  if (update.values.length !== update.slots.length * SERIES_FIELDS.length) {
    throw new RangeError(`${update.values.length} values are not ${update.slots.length} rows of a series`)
  }
  for (const { slot } of histograms) {
    if (slot === ALL_SLOTS)
      throw new RangeError('histograms of all slots are not stored but merged when read')
    if (!update.slots.includes(slot)) throw new RangeError(`slot ${slot} has histograms but no row of values`)
  }
}
