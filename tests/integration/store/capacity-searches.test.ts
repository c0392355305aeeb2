import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { recoverSearches } from '../../../src/main/capacity/index.ts'
import { openStore } from '../../../src/main/store/index.ts'
import type { CapacityResult } from '../../../src/shared/capacity/capacity.ts'
import { capacityResult } from '../../unit/capacity/capacity-result.ts'
import { temporaryDatabase } from './temporary-folder.ts'

function result(
  id: string,
  minute: number,
  status: CapacityResult['search']['status'] = 'finished'
): CapacityResult {
  const sample = capacityResult()
  const startedAt = new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString()
  return { ...sample, search: { ...sample.search, id, startedAt, status } }
}

const started = { document: { version: 1, name: 'Shop' }, folder: '/plans' }

describe('capacity searches in the history', () => {
  it('are kept with their whole curve and replaced after each step', () => {
    const { capacity, close } = openStore(temporaryDatabase())
    const going = { ...result('0aaa1', 1, 'running'), steps: [] }
    capacity.save(going, started)
    capacity.save(result('0aaa1', 1), { document: { other: 'plan' } })
    expect(capacity.detail('0aaa1')).toEqual({ result: result('0aaa1', 1), ...started })
    close()
  })

  it('are listed newest first, and found by a beginning or as the newest', () => {
    const { capacity, close } = openStore(temporaryDatabase())
    for (const [id, minute] of [
      ['0aaa1', 1],
      ['0aab2', 3],
      ['0bbb3', 2]
    ] as const)
      capacity.save(result(id, minute), started)
    expect(capacity.list(2).map(({ id }) => id)).toEqual(['0aab2', '0bbb3'])
    expect(capacity.list(1)[0]).toMatchObject({ steps: 4, conclusion: { rate: 150 }, status: 'finished' })
    expect(['capacity', '0b', 'OBB', '0aaa1'].map((typed) => capacity.resolve(typed))).toEqual([
      '0aab2',
      '0bbb3',
      '0bbb3',
      '0aaa1'
    ])
    expect(() => capacity.resolve('0aa')).toThrow('several capacity searches: 0aaa1, 0aab2')
    expect(() => capacity.resolve('0c')).toThrow('there is no capacity search "0c"')
    close()
  })

  it('can be deleted, brought back, and purged', () => {
    const { capacity, close } = openStore(temporaryDatabase(), { nowMs: () => 1000 })
    capacity.save(result('0aaa1', 1), started)
    capacity.delete(['0aaa1'])
    expect(capacity.list(10)).toEqual([])
    expect(() => capacity.detail('0aaa1')).toThrow('there is no capacity search 0aaa1')
    capacity.restore(['0aaa1'])
    expect(capacity.list(10)).toHaveLength(1)
    capacity.delete(['0aaa1'])
    expect([capacity.purgeDeleted(1000), capacity.purgeDeleted(1001)]).toEqual([0, 1])
    close()
  })

  it('end with what is known when their process has died', () => {
    const file = temporaryDatabase()
    const store = openStore(file)
    const { conclusion } = capacityResult()
    const going = { ...conclusion, kind: 'at-least', limit: 'none' } as const
    store.capacity.save({ ...result('0aaa1', 1, 'running'), conclusion: going }, started)
    store.capacity.save(result('0bbb2', 2, 'running'), started)
    const db = new Database(file)
    db.exec(
      `UPDATE capacity_searches SET owner_token = 'process:gone', owner_pid = 4194305 WHERE id = '0aaa1'`
    )
    db.close()
    recoverSearches(store)
    const { search, conclusion: ended } = store.capacity.detail('0aaa1').result
    expect(search.status).toBe('failed')
    expect(ended).toMatchObject({ kind: 'at-least', limit: 'stopped', rate: 150 })
    expect(store.capacity.detail('0aaa1')).toMatchObject(started)
    expect(store.capacity.detail('0bbb2').result.search.status).toBe('running')
    store.close()
  })

  it('that cannot be read say so and leave the others alone', () => {
    const file = temporaryDatabase()
    const store = openStore(file)
    store.capacity.save(result('0aaa1', 1), started)
    store.capacity.save(result('0bbb2', 2), started)
    const db = new Database(file)
    db.exec(`UPDATE capacity_searches SET result = '{"schema":"loadgale.capacity/1"}' WHERE id = '0bbb2'`)
    db.close()
    expect(() => store.capacity.detail('0bbb2')).toThrow('the capacity search 0bbb2 cannot be read: search')
    expect(store.capacity.list(10).map(({ name }) => name)).toEqual(['unreadable', 'Shop'])
    store.close()
  })
})
