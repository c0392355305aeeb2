import { expect, test } from 'vitest'
import { runsAndSeconds } from '../../../src/main/store/migrations/0001-runs-and-seconds.ts'
import {
  fromColumns,
  HISTOGRAM_COLUMNS,
  SERIES_COLUMNS,
  toColumns
} from '../../../src/main/store/series-columns.ts'
import { SERIES_FIELDS } from '../../../src/shared/metrics/series.ts'

test('every field of a series and every kind of histogram has its column', () => {
  const table = /CREATE TABLE request_seconds \(([^;]*)\) STRICT/.exec(runsAndSeconds.sql)?.[1] ?? ''
  const columns = [...table.matchAll(/^ {2}([a-z]\w*) INTEGER/gm)].map(([, name]) => name)
  expect(columns).toEqual(['run_key', 'slot', 'second', ...SERIES_COLUMNS, ...HISTOGRAM_COLUMNS])
})

test('latencies are whole microseconds in the columns, counts are as they are', () => {
  const values = new Float64Array(2 * SERIES_FIELDS.length).fill(NaN)
  values[SERIES_FIELDS.length + SERIES_FIELDS.indexOf('started')] = 12
  values[SERIES_FIELDS.length + SERIES_FIELDS.indexOf('response_p99')] = 12.34567
  const columns = toColumns(values, 1)
  expect(columns[SERIES_COLUMNS.indexOf('started')]).toBe(12)
  expect(columns[SERIES_COLUMNS.indexOf('response_p99_us')]).toBe(12_346)
  expect(columns.filter((value) => value === null)).toHaveLength(SERIES_FIELDS.length - 2)
  const row = new Float64Array(SERIES_FIELDS.length)
  fromColumns(['second', ...columns], 1, row)
  expect(row[SERIES_FIELDS.indexOf('started')]).toBe(12)
  expect(row[SERIES_FIELDS.indexOf('response_p99')]).toBe(12.346)
  expect(row[SERIES_FIELDS.indexOf('response_p50')]).toBeNaN()
})
