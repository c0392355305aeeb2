import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  seriesCsv,
  seriesFromSeconds,
  summaryCsv,
  type SeriesSource
} from '../../../src/main/report/index.ts'
import { countsCell, csvText } from '../../../src/main/report/csv/csv-text.ts'
import type { RunSeries } from '../../../src/shared/history.ts'
import { ALL_SLOTS, SERIES_FIELDS, type SecondUpdate } from '../../../src/shared/metrics/series.ts'
import {
  latencies,
  noLatency,
  listDocument,
  planOf,
  requestSummary,
  runSecond,
  series,
  summary,
  totals
} from './sample-run.ts'

function records(text: string): Record<string, string>[] {
  return parse(text, { columns: true })
}

describe('csvText', () => {
  it('puts an apostrophe before text that a spreadsheet would run', () => {
    const [row] = parse(csvText([['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'plain', '2-1']]))
    expect(row).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", 'plain', '2-1'])
  })

  it('leaves numbers as they are, in decimal notation', () => {
    expect(csvText([[-1, 0.1 + 0.2, 1e-9, 1e21, 1e-4, NaN, Infinity, null]])).toBe(
      '-1,0.3,0,1000000000000000000000,0.0001,,,\n'
    )
  })

  it('gives every text back but for the guard, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), (cells) => {
        const [row] = parse(csvText([cells, cells]), { bom: false })
        const unguarded = row?.map((cell) => cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, ''))
        expect(unguarded).toEqual(cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '')))
      })
    )
  })

  it('writes counts by name into one cell', () => {
    expect(
      countsCell([
        ['200', 3],
        ['503', 1]
      ])
    ).toBe('200=3 503=1')
    expect(countsCell([])).toBe('')
  })
})

describe('seriesCsv', () => {
  const figures = { ok: 40, httpErrors: 10, timeouts: 5, transportErrors: 5, response_p99: 12.5 }

  function source(changes: Partial<SeriesSource> = {}): SeriesSource {
    return {
      startedAt: '2026-11-23T10:00:00.000Z',
      durationMs: 2500,
      plan: planOf(listDocument),
      runSeconds: [0, 1, 2].map((second) => runSecond(second, { suspect: second === 1 })),
      seriesOf: (slot): RunSeries => ({
        ...series(slot, 3, () => figures),
        statuses: [
          [0, 200, 40],
          [0, 503, 10]
        ],
        errors: [[2, 'connect_refused', 5]]
      }),
      ...changes
    }
  }

  it('has one row for each second of the run, then of each request name', () => {
    const rows = records([...seriesCsv(source())].join(''))
    expect(rows.map(({ second, scope, scenario, request }) => [second, scope, scenario, request])).toEqual([
      ['0', 'total', '', ''],
      ['1', 'total', '', ''],
      ['2', 'total', '', ''],
      ['0', 'request', 'browse', 'list'],
      ['1', 'request', 'browse', 'list'],
      ['2', 'request', 'browse', 'list']
    ])
    expect(rows[1]?.time).toBe('2026-11-23T10:00:01.000Z')
  })

  it('gives counts, rates, shares, latencies and empty cells for what has no samples', () => {
    const [first] = records([...seriesCsv(source())].join(''))
    expect(first).toMatchObject({
      ...{ completed: '50', requests_per_second: '50', ok: '40', http_errors: '10', timeouts: '5' },
      ...{ response_p99_ms: '12.5', service_p99_ms: '', started: '', statuses: '200=40 503=10', errors: '' }
    })
    expect(Number(first?.failed_share)).toBeCloseTo(1 / 3, 5)
  })

  it('names statuses and errors in one order, wherever the series comes from', () => {
    const statuses: RunSeries['statuses'] = [
      [0, 503, 10],
      [0, 200, 5]
    ]
    const errors: RunSeries['errors'] = [
      [0, 'send_timeout', 9],
      [0, 'connect_refused', 5],
      [1, 'send_timeout', 1]
    ]
    const cells = (isReversed: boolean): (string | undefined)[][] => {
      const seriesOf = (slot: number): RunSeries => ({
        ...series(slot, 2, () => figures),
        statuses: isReversed ? statuses.toReversed() : statuses,
        errors: isReversed ? errors.toReversed() : errors
      })
      const rows = records([...seriesCsv(source({ seriesOf }))].join(''))
      return rows.slice(0, 2).map((row) => [row.statuses, row.errors])
    }
    expect(cells(false)).toEqual([
      ['200=5 503=10', 'connect_refused=5 send_timeout=9'],
      ['', 'send_timeout=1']
    ])
    expect(cells(true)).toEqual(cells(false))
  })

  it('has a row without figures for a second in which a request name had nothing to do', () => {
    const seriesOf = (slot: number): RunSeries => ({ ...series(slot, 1, () => figures), seconds: [1] })
    const rows = records([...seriesCsv(source({ seriesOf }))].join('')).filter(
      ({ scope }) => scope === 'request'
    )
    expect(
      rows.map(({ second, completed, ok, response_p99_ms: p99 }) => [second, completed, ok, p99])
    ).toEqual([
      ...[
        ['0', '0', '0', ''],
        ['1', '50', '40', '12.5'],
        ['2', '0', '0', '']
      ]
    ])
  })

  it('divides by the length of a last second that was cut off', () => {
    const rows = records([...seriesCsv(source())].join(''))
    expect(rows[2]).toMatchObject({ requests_per_second: '100', errors: 'connect_refused=5' })
  })

  it('has the figures of the whole run in its rows alone', () => {
    const rows = records([...seriesCsv(source())].join(''))
    expect(rows[1]).toMatchObject({ iterations_started: '25', active_vus: '5', suspect: '1', saturated: '0' })
    expect(rows[4]).toMatchObject({ iterations_started: '', active_vus: '', suspect: '', saturated: '' })
  })

  it('has the generator of each second, and nothing where a figure is not known', () => {
    const watched = runSecond(0, {
      steal: 0.02,
      machineCpu: null,
      suspect: true,
      reason: 'a lane, and a lag'
    })
    const rows = records([...seriesCsv(source({ runSeconds: [watched] }))].join(''))
    expect(rows[0]).toMatchObject({
      ...{ steal_share: '0.02', machine_cpu_share: '', reason: 'a lane, and a lag', lane_busy_share: '0.1' },
      ...{ loop_delay_p99_ms: '0.1', open_descriptors: '40', local_ports: '12', resident_bytes: '100000000' }
    })
  })

  it('streams a long run in pieces of bounded size', () => {
    const long = source({ durationMs: 3_600_000, seriesOf: (slot) => series(slot, 3600, () => figures) })
    const pieces = [...seriesCsv(long)]
    expect(pieces.length).toBeGreaterThan(10)
    expect(Math.max(...pieces.map((piece) => piece.split('\n').length))).toBeLessThanOrEqual(501)
    expect(records(pieces.join(''))).toHaveLength(7200)
  })

  it('is the header alone for a run without a second', () => {
    const empty = source({ runSeconds: [], seriesOf: (slot) => series(slot, 0, () => ({})) })
    expect([...seriesCsv(empty)].join('').trim().split('\n')).toHaveLength(1)
  })
})

describe('seriesFromSeconds', () => {
  const width = SERIES_FIELDS.length

  function update(second: number, slots: readonly number[]): SecondUpdate {
    return {
      run: runSecond(second),
      slots,
      values: Float64Array.from({ length: slots.length * width }, (_, index) => second * 1000 + index),
      statuses: [
        [0, 200, 2],
        [1, 200, 3]
      ],
      errors: [[1, 'connect_refused', 4]]
    }
  }

  it('picks the rows of a slot out of the seconds that have it', () => {
    const found = seriesFromSeconds(
      [update(0, [ALL_SLOTS, 0]), update(1, [ALL_SLOTS]), update(2, [ALL_SLOTS, 0])],
      0
    )
    expect(found.seconds).toEqual([0, 2])
    expect([found.values[0], found.values[width]]).toEqual([width, 2000 + width])
    expect(found.statuses).toEqual([
      [0, 200, 2],
      [2, 200, 2]
    ])
    expect(found.errors).toEqual([])
  })

  it('sums the counts of all slots for the whole run', () => {
    const found = seriesFromSeconds([update(0, [ALL_SLOTS, 0, 1])], ALL_SLOTS)
    expect(found.statuses).toEqual([[0, 200, 5]])
    expect(found.errors).toEqual([[0, 'connect_refused', 4]])
  })
})

describe('summaryCsv', () => {
  it('has the whole run first, then one row for each request name', () => {
    const name = '=cmd|"/c calc"!A1, 名前\nsecond line'
    const rows = records(summaryCsv(summary({ requests: { [name]: requestSummary() } })))
    expect(rows.map(({ scope, request }) => [scope, request])).toEqual([
      ['total', ''],
      ['request', `'${name}`]
    ])
    expect(rows[0]).toMatchObject({
      completed: '1000',
      response_p50_ms: '10',
      failed_share: '0',
      statuses: '200=1000'
    })
  })

  it('counts what failed over the whole run and gives the share of the time after the warm-up', () => {
    const failing = totals({ httpFailed: 250 })
    const rows = records(
      summaryCsv(
        summary({
          totals: failing,
          rates: { ...summary().rates, failed: 0 },
          requests: {
            list: requestSummary({ totals: failing, failed: 0 }),
            warm: requestSummary({ totals: failing, failed: null }),
            old: requestSummary({ totals: failing })
          }
        })
      )
    )
    expect(rows.map((row) => [row.http_failed, row.failed_share])).toEqual([
      ['250', '0'],
      ['250', '0'],
      ['250', ''],
      ['250', '0.25']
    ])
  })

  it('leaves the figures of a run without a request empty', () => {
    const nothing = totals({ started: 0, completed: 0 })
    const [row] = records(
      summaryCsv(summary({ totals: nothing, latency: latencies(noLatency), requests: {} }))
    )
    expect(row).toMatchObject({ failed_share: '', response_p99_ms: '', completed: '0' })
  })
})
