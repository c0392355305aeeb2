import { COUNT_FIELDS, SERIES_FIELDS } from '../../shared/metrics/series.ts'
import type { SeriesField } from '../../shared/metrics/series.ts'
import { HISTOGRAM_KINDS } from './histogram-kind.ts'
import type { HistogramKind } from './histogram-kind.ts'

/** How the fields of a series stand in the columns of request_seconds: counts as they are, latencies in whole us. */

const countFields = new Set<SeriesField>(COUNT_FIELDS)
const isCount = SERIES_FIELDS.map((field) => countFields.has(field))

/** In the order of SERIES_FIELDS. */
export const SERIES_COLUMNS: readonly string[] = SERIES_FIELDS.map(
  (field) => snakeCase(field) + (countFields.has(field) ? '' : '_us')
)

export function histogramColumn(kind: HistogramKind): string {
  return `${snakeCase(kind)}_histogram`
}

export const HISTOGRAM_COLUMNS: readonly string[] = HISTOGRAM_KINDS.map(histogramColumn)

/** One row of SERIES_FIELDS as the values of SERIES_COLUMNS. */
export function toColumns(values: Float64Array, row: number): (number | null)[] {
  const start = row * SERIES_FIELDS.length
  return isCount.map((count, field) => {
    const value = values[start + field] ?? NaN
    if (Number.isNaN(value)) return null
    return count ? value : Math.round(value * 1000)
  })
}

/** The values of SERIES_COLUMNS, from the column `first` on, into one row of SERIES_FIELDS. */
export function fromColumns(columns: readonly unknown[], first: number, row: Float64Array): void {
  for (let field = 0; field < isCount.length; field++) {
    const value = columns[first + field]
    row[field] = typeof value !== 'number' ? NaN : isCount[field] ? value : value / 1000
  }
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
