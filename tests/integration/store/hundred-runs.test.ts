import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import { sampleEnding, sampleHistograms, sampleRun, sampleSecond } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

const RUNS = 100
const SECONDS = 3600
const PAGE_BYTES = 4096

function idOf(index: number): string {
  return `run${String(index).padStart(3, '0')}`
}

/** 100 finished runs of one second each, which is then multiplied to an hour inside SQLite. */
function hundredRunsOfAnHour(file: string): void {
  const store = openStore(file)
  for (let index = 0; index < RUNS; index++) {
    const startedAt = new Date(Date.UTC(2026, 10, 1, index)).toISOString()
    const run = sampleRun(idOf(index), { startedAt, tags: { release: String(index) } })
    store.runs.create(run)
    store.seconds.append(run.id, sampleSecond(0, [0]), [sampleHistograms(0, index)])
    store.runs.finalise(run.id, sampleEnding(run, 'finished'))
  }
  store.close()
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  for (const table of ['run_seconds', 'request_seconds', 'status_seconds']) {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table)
    const copied = columns.map((name) => (name === 'second' ? 'hour.value' : name)).join(', ')
    db.exec(
      `CREATE TEMP TABLE seed AS SELECT * FROM ${table};
       WITH RECURSIVE hour (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM hour WHERE value < ${SECONDS - 1})
       INSERT INTO ${table} (${columns.join(', ')}) SELECT ${copied} FROM seed CROSS JOIN hour;
       DROP TABLE seed`
    )
  }
  db.close()
}

/** Overwrites pages, so that whoever reads one of them finds a damaged database. */
function shred(file: string, pages: readonly number[]): void {
  const descriptor = openSync(file, 'r+')
  const rubbish = Buffer.alloc(PAGE_BYTES, 0xa5)
  for (const page of pages) writeSync(descriptor, rubbish, 0, PAGE_BYTES, (page - 1) * PAGE_BYTES)
  closeSync(descriptor)
}

/** The pages of a table in the order of its key. */
function pagesOf(file: string, table: string, kind: 'leaf' | 'any'): number[] {
  const db = new Database(file, { readonly: true })
  const pages = db
    .prepare(`SELECT pageno FROM dbstat WHERE name = ? AND (pagetype = ? OR ? = 'any') ORDER BY path`)
    .pluck()
    .all(table, kind, kind)
  db.close()
  return pages.map(Number)
}

const everyRun = { search: 'catalogue', status: null, limit: RUNS, cursor: null }
const damaged = expect.objectContaining({ code: 'DATABASE_CORRUPT' })

describe('a hundred runs of an hour', () => {
  const original = join(mkdtempSync(join(tmpdir(), 'loadgale-hundred-')), 'history.db')
  beforeAll(() => hundredRunsOfAnHour(original), 30_000)
  afterAll(() => rmSync(dirname(original), { recursive: true }))

  function copy(): string {
    const file = temporaryDatabase()
    copyFileSync(original, file)
    return file
  }

  test('are listed without reading any second of them', () => {
    const file = copy()
    const tables = ['run_seconds', 'request_seconds', 'status_seconds', 'error_seconds', 'second_histograms']
    const pages = tables.flatMap((table) => pagesOf(file, table, 'any'))
    expect(pages.length).toBeGreaterThan((RUNS * SECONDS * 2 * 50) / PAGE_BYTES)
    shred(file, pages)
    const store = openForTest(file)
    const { items, total } = store.runs.list(everyRun)
    expect(total).toBe(RUNS)
    expect(items.map(({ id }) => id)).toEqual(
      Array.from({ length: RUNS }, (_, index) => idOf(RUNS - 1 - index))
    )
    expect(items[0]).toMatchObject({ p99Ms: 8.25, sparkline: [10] })
    expect(store.runs.resolve('tag:release=50')).toBe(idOf(50))
    expect(() => store.runs.detail(idOf(50))).toThrow(damaged)
  })

  test('are opened one by one without reading the seconds of their requests', () => {
    const file = copy()
    const tables = ['request_seconds', 'status_seconds', 'error_seconds', 'second_histograms']
    shred(
      file,
      tables.flatMap((table) => pagesOf(file, table, 'any'))
    )
    const store = openForTest(file)
    expect(store.runs.detail(idOf(50)).runSeconds).toHaveLength(SECONDS)
    expect(() => store.seconds.series(idOf(50), ALL_SLOTS)).toThrow(damaged)
  })

  test('are opened one by one without reading the seconds of the others', () => {
    const file = copy()
    for (const table of ['run_seconds', 'request_seconds', 'status_seconds']) {
      const leaves = pagesOf(file, table, 'leaf')
      const others = Math.floor(leaves.length * 0.48)
      shred(file, [...leaves.slice(0, others), ...leaves.slice(-others)])
    }
    const store = openForTest(file)
    expect(store.runs.detail(idOf(50)).runSeconds).toHaveLength(SECONDS)
    expect(store.seconds.series(idOf(50), 0).statuses).toHaveLength(SECONDS)
    expect(() => store.runs.detail(idOf(40))).toThrow(damaged)
    expect(() => store.runs.detail(idOf(60))).toThrow(damaged)
  })
})
