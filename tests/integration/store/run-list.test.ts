import { describe, expect, test } from 'vitest'
import type { RunListQuery } from '../../../src/shared/history.ts'
import type { RunHistory } from '../../../src/main/store/index.ts'
import { sampleEnding, sampleRun } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

const query = (changes: Partial<RunListQuery> = {}): RunListQuery => ({
  search: '',
  status: null,
  limit: 100,
  cursor: null,
  ...changes
})

const idsOf = (runs: RunHistory, changes: Partial<RunListQuery>) =>
  runs.list(query(changes)).items.map(({ id }) => id)

function at(second: number): string {
  return new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString()
}

describe('the list of runs', () => {
  test('pages from the newest to the oldest, each run once, whatever is added on top', () => {
    const { runs } = openForTest(temporaryDatabase())
    // Pairs start in the same millisecond.
    for (let index = 0; index < 25; index++) {
      runs.create(sampleRun(`r${String(index).padStart(2, '0')}`, { startedAt: at(Math.floor(index / 2)) }))
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = runs.list(query({ limit: 4, cursor }))
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
      if (seen.length === 4) runs.create(sampleRun('new', { startedAt: at(59) }))
    } while (cursor !== null)
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `r${String(24 - index).padStart(2, '0')}`))
  })

  test('says how many match, on every page', () => {
    const { runs } = openForTest(temporaryDatabase())
    for (let index = 0; index < 5; index++) runs.create(sampleRun(`r${index}`, { startedAt: at(index) }))
    const first = runs.list(query({ limit: 3 }))
    expect(first.total).toBe(5)
    expect(runs.list(query({ limit: 3, cursor: first.nextCursor }))).toMatchObject({
      total: 5,
      nextCursor: null
    })
    expect(runs.list(query({ limit: 5 })).nextCursor).toBeNull()
  })

  test('finds every word in name, target, note or tags', () => {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('name', { name: 'Checkout flow' }))
    runs.create(sampleRun('target', { target: 'https://checkout.example' }))
    runs.create(sampleRun('tag', { tags: { area: 'checkout' }, target: null }))
    runs.create(sampleRun('note'))
    runs.annotate('note', { note: 'before the CHECKOUT change' })
    runs.create(sampleRun('other'))
    expect(idsOf(runs, { search: 'checkout' }).sort()).toEqual(['name', 'note', 'tag', 'target'])
    expect(idsOf(runs, { search: ' checkout  catalogue ' }).sort()).toEqual(['note', 'tag', 'target'])
    expect(idsOf(runs, { search: 'area=checkout' })).toEqual(['tag'])
    expect(idsOf(runs, { search: 'AREA=ChecKout' })).toEqual(['tag'])
    expect(runs.list(query({ search: 'nowhere' }))).toEqual({ items: [], nextCursor: null, total: 0 })
  })

  test.each([
    ['Überlast', 'überLAST'],
    ['straße', 'STRASSE'],
    ['Café', 'cafe\u0301'],
    ['ΟΔΟΣ', 'οδος']
  ])('finds %s by %s', (name, search) => {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('one', { name: `before ${name} after` }))
    expect(idsOf(runs, { search })).toEqual(['one'])
    expect(idsOf(runs, { search: `${search}x` })).toEqual([])
  })

  test('takes the wildcards of SQL for what they are', () => {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('percent', { name: '50% load' }))
    runs.create(sampleRun('under', { name: 'a_b' }))
    runs.create(sampleRun('back', { name: 'a\\b' }))
    runs.create(sampleRun('plain', { name: '500 axb' }))
    expect(idsOf(runs, { search: '50%' })).toEqual(['percent'])
    expect(idsOf(runs, { search: 'a_b' })).toEqual(['under'])
    expect(idsOf(runs, { search: 'a\\b' })).toEqual(['back'])
  })

  test('filters by status', () => {
    const { runs } = openForTest(temporaryDatabase())
    const ended = sampleRun('ended')
    runs.create(ended)
    runs.create(sampleRun('going'))
    runs.finalise('ended', sampleEnding(ended, 'stopped'))
    expect(idsOf(runs, { status: 'stopped' })).toEqual(['ended'])
    expect(idsOf(runs, { status: 'running' })).toEqual(['going'])
  })

  test('refuses a cursor that it did not give', () => {
    const { runs } = openForTest(temporaryDatabase())
    for (const cursor of ['', 'x', '12', '1e3:a', ':a']) {
      expect(() => runs.list(query({ cursor }))).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }))
    }
  })
})

describe('a reference to a run', () => {
  function threeRuns(): RunHistory {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('1kd0a5m000a', { startedAt: at(0), tags: { release: '1.3', main: '' } }))
    runs.create(sampleRun('1kd0a5m000b', { startedAt: at(1), tags: { release: '1.4=rc', main: '' } }))
    runs.create(sampleRun('1kd0b000000', { startedAt: at(2) }))
    return runs
  }

  test.each([
    ['1kd0a5m000a', '1kd0a5m000a'],
    ['1kd0b', '1kd0b000000'],
    ['IKDOB', '1kd0b000000'],
    ['latest', '1kd0b000000'],
    ['tag:main', '1kd0a5m000b'],
    ['tag:release=1.3', '1kd0a5m000a'],
    ['tag:release=1.4=rc', '1kd0a5m000b']
  ])('%s means %s', (reference, id) => {
    expect(threeRuns().resolve(reference)).toBe(id)
  })

  test('may be the beginning of one run alone', () => {
    expect(() => threeRuns().resolve('1kd0a')).toThrow(
      expect.objectContaining({
        code: 'RUN_AMBIGUOUS',
        message: '"1kd0a" is the beginning of several runs: 1kd0a5m000a, 1kd0a5m000b'
      })
    )
  })

  test.each(['zzz', '', 'tag:none', 'tag:release=9', 'baseline'])('%s is found nowhere', (reference) => {
    expect(() => threeRuns().resolve(reference)).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })

  test('baseline means the newest starred run', () => {
    const runs = threeRuns()
    runs.annotate('1kd0a5m000b', { baseline: true })
    runs.annotate('1kd0a5m000a', { baseline: true })
    expect(runs.resolve('baseline')).toBe('1kd0a5m000b')
    runs.annotate('1kd0a5m000b', { baseline: false })
    expect(runs.resolve('baseline')).toBe('1kd0a5m000a')
  })

  test('does not find a deleted run', () => {
    const { runs } = openForTest(temporaryDatabase())
    const run = sampleRun('1kd0a5m000a')
    runs.create(run)
    runs.finalise(run.id, sampleEnding(run, 'finished'))
    runs.delete([run.id])
    expect(() => runs.resolve('latest')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
    expect(() => runs.resolve('1kd0a5m000a')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })
})

describe('annotating', () => {
  test('sets what is given and leaves the rest', () => {
    const { runs } = openForTest(temporaryDatabase())
    const run = sampleRun('one', { tags: { release: '1.3' } })
    runs.create(run)
    runs.finalise('one', sampleEnding(run, 'finished'))
    expect(runs.annotate('one', { note: 'slow disk' })).toMatchObject({
      note: 'slow disk',
      tags: { release: '1.3' }
    })
    expect(runs.annotate('one', { tags: { area: 'search' } })).toMatchObject({
      note: 'slow disk',
      tags: { area: 'search' },
      baseline: false
    })
    expect(runs.detail('one').summary.run).toMatchObject({ note: 'slow disk', tags: { area: 'search' } })
  })
})
