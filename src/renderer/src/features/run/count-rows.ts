import { countAt, type SlotSeries } from '../../app-state/slot-series.ts'
import { REQUEST_ERRORS } from '../../../../shared/error-codes.ts'

/** How often an error code or a status came. */
export interface CountRow {
  readonly key: string
  readonly count: number
  readonly firstSecond: number
  readonly lastSecond: number
}

/** Rows in the order of first appearance, so that none moves while counts grow; of one second or of the whole run. */
function countRows(columns: ReadonlyMap<string, readonly number[]>, second: number | null): CountRow[] {
  return [...columns].map(([key, column]) => {
    const firstSecond = column.findIndex((count) => count > 0)
    const lastSecond = column.findLastIndex((count) => count > 0)
    const count = second === null ? column.reduce((sum, value) => sum + value, 0) : countAt(column, second)
    return { key, count, firstSecond, lastSecond }
  })
}

export function errorRows(series: SlotSeries | undefined, second: number | null): CountRow[] {
  return series === undefined ? [] : countRows(series.errors, second)
}

/** Statuses ascending: 200 before 404. */
export function statusRows(series: SlotSeries | undefined, second: number | null): CountRow[] {
  if (series === undefined) return []
  return countRows(series.statuses, second).sort((a, b) => Number(a.key) - Number(b.key))
}

const MEANINGS = new Map<string, string>(REQUEST_ERRORS.map(([code, meaning]) => [code, meaning]))

/** What an error code means, for people. */
export function errorMeaning(code: string): string {
  const status = /^http_(\d{3})$/.exec(code)?.[1]
  if (status !== undefined) return `a whole valid response with the unexpected status ${status}`
  return MEANINGS.get(code) ?? code
}
