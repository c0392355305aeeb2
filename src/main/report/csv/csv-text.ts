import { stringify } from 'csv-stringify/sync'

export type CsvCell = string | number | null

const DECIMALS = 6

/**
 * Rows as CSV text (RFC 4180, but lines end with a line feed). Text that a spreadsheet would run as a formula gets an
 * apostrophe in front; a missing figure is an empty cell.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return stringify([...rows], { escape_formulas: true, cast: { number: plainNumber } })
}

/** Decimal notation without binary dust; six decimals of a millisecond are a nanosecond. */
function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return ''
  if (Number.isInteger(value)) return BigInt(value).toString()
  return value.toFixed(DECIMALS).replace(/\.?0+$/, '')
}

/** Counts by name in one cell: `200=500 503=2`. */
export function countsCell(counts: Iterable<readonly [name: string, count: number]>): string {
  return Array.from(counts, ([name, count]) => `${name}=${count}`).join(' ')
}
