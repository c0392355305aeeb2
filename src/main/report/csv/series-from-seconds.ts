import type { RunSeries } from '../../../shared/history.ts'
import { ALL_SLOTS, SERIES_FIELDS, type SecondUpdate } from '../../../shared/metrics/series.ts'

/** The series of one slot out of a run's seconds as they closed: what the store gives for a saved run. */
export function seriesFromSeconds(updates: readonly SecondUpdate[], slot: number): RunSeries {
  const width = SERIES_FIELDS.length
  const found = updates.flatMap((update) => {
    const row = update.slots.indexOf(slot)
    return row < 0 ? [] : [{ update, row }]
  })
  const values = new Float64Array(found.length * width)
  for (const [index, { update, row }] of found.entries()) {
    values.set(update.values.subarray(row * width, (row + 1) * width), index * width)
  }
  return {
    slot,
    seconds: found.map(({ update }) => update.run.second),
    values,
    statuses: found.flatMap(({ update }) => counts(update.run.second, update.statuses, slot)),
    errors: found.flatMap(({ update }) => counts(update.run.second, update.errors, slot))
  }
}

/** The counts of all slots together are the sums over the slots, whether or not they are given. */
function counts<T extends string | number>(
  second: number,
  entries: readonly (readonly [slot: number, name: T, count: number])[],
  slot: number
): [second: number, name: T, count: number][] {
  const sums = new Map<T, number>()
  for (const [of, name, count] of entries) {
    const belongs = slot === ALL_SLOTS ? of !== ALL_SLOTS : of === slot
    if (belongs) sums.set(name, (sums.get(name) ?? 0) + count)
  }
  return Array.from(sums, ([name, count]) => [second, name, count])
}
