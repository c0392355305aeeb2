import { ALL_SLOTS } from '../../shared/metrics/series.ts'
import type { Connection } from './connection.ts'
import { Row } from './row.ts'

/** Which slots and seconds a run has. Found by jumping along the primary key, whatever the length of the run. */
export interface SlotSeconds {
  /** Every slot with a stored second, ALL_SLOTS first. */
  slots(runKey: number): number[]
  requestSlots(runKey: number): number[]
  /** -1 before the first second. */
  lastSecond(runKey: number): number
}

export function createSlotSeconds({ db }: Connection): SlotSeconds {
  const next = db.prepare(
    'SELECT slot FROM request_seconds WHERE run_key = ? AND slot > ? ORDER BY slot LIMIT 1'
  )
  const last = db.prepare('SELECT max(second) AS second FROM run_seconds WHERE run_key = ?')

  function slotsAfter(runKey: number, slot: number): number[] {
    const slots: number[] = []
    for (
      let row = Row.orNull(next.get(runKey, slot));
      row !== null;
      row = Row.orNull(next.get(runKey, slots.at(-1)))
    ) {
      slots.push(row.integer('slot'))
    }
    return slots
  }

  return {
    slots: (runKey) => slotsAfter(runKey, ALL_SLOTS - 1),
    requestSlots: (runKey) => slotsAfter(runKey, ALL_SLOTS),
    lastSecond: (runKey) => Row.of(last.get(runKey)).integerOrNull('second') ?? -1
  }
}
