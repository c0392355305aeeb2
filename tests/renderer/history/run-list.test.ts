import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import { RunList } from '../../../src/renderer/src/features/history/run-list.svelte.ts'
import { FakeHistory, listItem, listItems } from '../support/fake-history.ts'

const ALL = { search: '', status: null }

function open(count: number): { history: FakeHistory; list: RunList } {
  const history = new FakeHistory(listItems(count))
  return { history, list: new RunList(history.api.client, ALL) }
}

function ids(list: RunList): string[] {
  return list.items.map(({ id }) => id)
}

describe('the list of runs', () => {
  it('loads a page of a hundred at first and knows how many there are', async () => {
    const { history, list } = open(1234)
    await list.ensure(30)
    expect([list.items.length, list.total, list.isLoaded]).toEqual([100, 1234, true])
    expect(history.requests('history.list')).toEqual([{ ...ALL, limit: 100, cursor: null }])
  })

  it('loads as many pages as somebody looks at, without a gap', async () => {
    const { history, list } = open(1234)
    await list.ensure(350)
    expect(ids(list)).toEqual(history.runs.slice(0, 400).map(({ id }) => id))
    await list.ensure(9999)
    expect(ids(list)).toEqual(history.runs.map(({ id }) => id))
  })

  it('asks once when several ask for the same page at the same time', async () => {
    const { history, list } = open(300)
    await Promise.all([list.ensure(150), list.ensure(150), list.ensure(150)])
    expect(history.requests('history.list')).toHaveLength(2)
  })

  it('reads everything that was loaded again in large pages', async () => {
    const { history, list } = open(700)
    await list.ensure(700)
    history.runs = [listItem(-1), ...history.runs.slice(0, 650)]
    const before = history.requests('history.list').length
    await list.refresh()
    expect(ids(list)).toEqual(history.runs.map(({ id }) => id))
    expect(history.requests('history.list').length - before).toBe(2)
  })

  it('keeps the old rows until those of a new filter are there', async () => {
    const { list } = open(150)
    await list.ensure(10)
    const change = list.setFilter({ search: 'Run 14', status: null })
    expect([list.items.length, list.isStale]).toEqual([100, true])
    await change
    expect(list.items.map(({ name }) => name)).toEqual([
      'Run 14',
      ...Array.from({ length: 10 }, (_, i) => `Run 14${i}`)
    ])
    expect(list.isStale).toBe(false)
  })

  it('drops the answer to a filter that has changed meanwhile', async () => {
    const { list } = open(150)
    await Promise.all([
      list.setFilter({ search: 'Run 1', status: null }),
      list.setFilter({ search: 'Run 149', status: null })
    ])
    expect(list.items.map(({ name }) => name)).toEqual(['Run 149'])
  })

  it('keeps what it has when a call fails, and goes on where it was', async () => {
    const { history, list } = open(250)
    await list.ensure(10)
    history.failure = new ApiError('DATABASE_BUSY', 'the file is locked')
    await list.ensure(150)
    expect([list.items.length, list.error]).toEqual([100, history.failure])
    history.failure = null
    await list.retry()
    expect([list.items.length, list.error]).toEqual([200, null])
  })

  it('hides what is being deleted even from an answer that still has it', async () => {
    const { list } = open(5)
    await list.ensure(5)
    list.hide(['run0001', 'run0003'])
    expect([ids(list), list.total]).toEqual([['run0000', 'run0002', 'run0004'], 3])
    await list.refresh()
    expect([ids(list), list.total]).toEqual([['run0000', 'run0002', 'run0004'], 3])
    await list.unhide(['run0001', 'run0003'])
    expect(list.total).toBe(5)
  })
})
