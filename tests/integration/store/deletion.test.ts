import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/main/store/index.ts'
import { capacityResult } from '../../unit/capacity/capacity-result.ts'
import { calibration } from '../../support/calibration-sample.ts'
import { encodeValues, sampleEnding, sampleHistograms, sampleRun, sampleSecond } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

function addRun({ runs, seconds }: Store, id: string, length = 3): void {
  const run = sampleRun(id, { tags: { release: '1' } })
  runs.create(run)
  runs.addDialEvent(id, { action: 'pause', atMs: 1500 })
  for (let second = 0; second < length; second++) {
    seconds.append(id, sampleSecond(second), [sampleHistograms(0, second), sampleHistograms(1, second)])
  }
  const total = { slot: 0, kind: 'service' as const, bytes: encodeValues([1]) }
  runs.finalise(id, { ...sampleEnding(run, 'finished'), histograms: [total] })
}

const listed = ({ runs }: Store) =>
  runs.list({ search: '', status: null, limit: 10, cursor: null }).items.map(({ id }) => id)

describe('deleting runs', () => {
  test('takes them out of sight and can be undone', () => {
    const store = openForTest(temporaryDatabase())
    addRun(store, 'a')
    addRun(store, 'b')
    store.runs.delete(['a', 'b'])
    expect(listed(store)).toEqual([])
    expect(() => store.runs.detail('a')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
    store.runs.restore(['a'])
    expect(listed(store)).toEqual(['a'])
    expect(store.seconds.series('a', 0).seconds).toEqual([0, 1, 2])
  })

  test('is refused while one of them is running, for all of them', () => {
    const store = openForTest(temporaryDatabase())
    addRun(store, 'a')
    store.runs.create(sampleRun('b'))
    expect(() => store.runs.delete(['a', 'b'])).toThrow(
      expect.objectContaining({ code: 'RUN_STILL_RUNNING' })
    )
    expect(listed(store).sort()).toEqual(['a', 'b'])
  })
})

describe('purging', () => {
  test('leaves no row of the deleted runs and every row of the others', () => {
    const file = temporaryDatabase()
    const store = openForTest(file)
    addRun(store, 'a')
    store.capacity.save(capacityResult(), { document: {} })
    store.calibrations.save(calibration())
    const db = new Database(file)
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    const rowCounts = () =>
      tables.map((name) => [
        name,
        db
          .prepare(`SELECT count(*) FROM ${String(name)}`)
          .pluck()
          .get()
      ])
    const before = rowCounts()
    expect(before.filter(([, rows]) => rows === 0)).toEqual([])
    addRun(store, 'b')
    store.runs.delete(['b'])
    expect(store.runs.purgeDeleted()).toBe(1)
    expect(rowCounts()).toEqual(before)
    expect([
      ...store.seconds.histograms('a', { fromSecond: 0, toSecond: 9, slots: null, kind: 'service' })
    ]).toHaveLength(6)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    store.runs.restore(['b'])
    expect(listed(store)).toEqual(['a'])
  })

  test('gives the room back', () => {
    const file = temporaryDatabase()
    const store = openForTest(file)
    addRun(store, 'a', 400)
    store.runs.delete(['a'])
    store.runs.purgeDeleted()
    store.close()
    expect(statSync(file).size).toBeLessThan(150_000)
  })

  test('spares what was deleted a moment ago', () => {
    let now = 1000
    const store = openForTest(temporaryDatabase(), { nowMs: () => now })
    addRun(store, 'a')
    addRun(store, 'b')
    store.runs.delete(['a'])
    now = 2000
    store.runs.delete(['b'])
    expect(store.runs.purgeDeleted(1500)).toBe(1)
    store.runs.restore(['a', 'b'])
    expect(listed(store)).toEqual(['b'])
  })
})
