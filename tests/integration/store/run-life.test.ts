import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import { encodeValues, sampleEnding, sampleRun, sampleSecond, sampleSummary, START } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

describe('a run', () => {
  test('is in the history as running before its first second', () => {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('one', { tags: { release: '1.4.2' } }))
    expect(runs.item('one')).toEqual({
      id: 'one',
      name: 'Catalogue',
      target: 'http://127.0.0.1:8080',
      startedAt: START,
      durationMs: 0,
      status: 'running',
      verdict: 'none',
      requestsPerSecond: 0,
      requests: 0,
      p99Ms: null,
      failedShare: 0,
      tags: { release: '1.4.2' },
      note: '',
      baseline: false,
      sparkline: []
    })
  })

  test('shows what its seconds say while it goes on', () => {
    const { runs, seconds } = openForTest(temporaryDatabase())
    runs.create(sampleRun('one'))
    seconds.append('one', sampleSecond(0, [0, 1], 10), [])
    seconds.append('one', sampleSecond(2, [0, 1], 40), [])
    expect(runs.item('one')).toMatchObject({
      durationMs: 3000,
      requests: 100,
      failedShare: 4 / 104,
      p99Ms: null,
      sparkline: [20, 0, 80]
    })
    expect(() => runs.detail('one')).toThrow(expect.objectContaining({ code: 'RUN_STILL_RUNNING' }))
    expect(runs.stored('one')).toMatchObject({ summary: null, plan: { name: 'Catalogue' } })
  })

  test('shows its result once it is finalised', () => {
    const { runs, seconds } = openForTest(temporaryDatabase())
    const run = sampleRun('one')
    runs.create(run)
    seconds.append('one', sampleSecond(0, [0, 1], 10), [])
    runs.finalise('one', sampleEnding(run, 'finished'))
    expect(runs.item('one')).toMatchObject({
      status: 'finished',
      verdict: 'passed',
      durationMs: 2000,
      requests: 98,
      requestsPerSecond: 49,
      p99Ms: 8.25,
      failedShare: 0.02,
      sparkline: [20]
    })
    const detail = runs.detail('one')
    expect(detail.summary).toEqual(sampleSummary(run, 'finished'))
    expect(detail.plan).toEqual(run.plan)
    expect(detail.document).toEqual(run.document)
    expect(detail.runSeconds).toEqual([sampleSecond(0).run])
  })

  test('keeps its histograms over the whole run by slot and kind', () => {
    const { runs, histograms } = openForTest(temporaryDatabase())
    const run = sampleRun('one')
    runs.create(run)
    const all = encodeValues([1, 2, 3])
    const item = encodeValues([2])
    runs.finalise('one', {
      ...sampleEnding(run, 'stopped'),
      histograms: [
        { slot: ALL_SLOTS, kind: 'service', bytes: all },
        { slot: 1, kind: 'service', bytes: item }
      ]
    })
    expect(histograms.ofRun('one', ALL_SLOTS, 'service')).toEqual(Buffer.from(all))
    expect(histograms.ofRun('one', 1, 'service')).toEqual(Buffer.from(item))
    expect(histograms.ofRun('one', 0, 'service')).toBeNull()
    expect(histograms.ofRun('one', 1, 'waiting')).toBeNull()
  })

  test('is not created twice', () => {
    const { runs } = openForTest(temporaryDatabase())
    runs.create(sampleRun('one'))
    expect(() => runs.create(sampleRun('one'))).toThrow(expect.objectContaining({ code: 'RUN_EXISTS' }))
  })

  test('ends once', () => {
    const { runs } = openForTest(temporaryDatabase())
    const run = sampleRun('one')
    runs.create(run)
    runs.finalise('one', sampleEnding(run, 'aborted'))
    expect(() => runs.finalise('one', sampleEnding(run, 'finished'))).toThrow(
      expect.objectContaining({ code: 'RUN_ALREADY_ENDED' })
    )
    expect(runs.markCrashed('one', sampleEnding(run, 'finished'))).toBe(false)
    expect(runs.item('one').status).toBe('aborted')
  })

  test('that was taken for crashed is put right by its owner', () => {
    const { runs, histograms } = openForTest(temporaryDatabase())
    const run = sampleRun('one')
    runs.create(run)
    const total = { slot: 0, kind: 'service' as const, bytes: encodeValues([1]) }
    const crashed = { summary: sampleSummary(run, 'crashed'), histograms: [total] }
    expect(runs.markCrashed('one', crashed)).toBe(true)
    expect(runs.item('one').status).toBe('crashed')
    const better = { ...total, bytes: encodeValues([1, 2]) }
    runs.finalise('one', { ...sampleEnding(run, 'finished'), histograms: [better] })
    expect(runs.item('one').status).toBe('finished')
    expect(histograms.ofRun('one', 0, 'service')).toEqual(Buffer.from(better.bytes))
  })

  test('that does not exist is named', () => {
    const store = openForTest(temporaryDatabase())
    const missing = expect.objectContaining({
      code: 'RUN_NOT_FOUND',
      message: expect.stringContaining('none')
    })
    expect(() => store.runs.detail('none')).toThrow(missing)
    expect(() => store.seconds.append('none', sampleSecond(0), [])).toThrow(missing)
    expect(() => store.seconds.series('none', 0)).toThrow(missing)
    expect(() => store.runs.finalise('none', sampleEnding(sampleRun('none'), 'finished'))).toThrow(missing)
  })

  test('with figures that are no numbers stays readable', () => {
    const { runs } = openForTest(temporaryDatabase())
    const run = sampleRun('one')
    runs.create(run)
    const { summary, ...ending } = sampleEnding(run, 'finished')
    const rates = { ...summary.rates, failed: NaN, requestsPerSecond: NaN }
    runs.finalise('one', { ...ending, summary: { ...summary, rates } })
    expect(runs.list({ search: '', status: null, limit: 10, cursor: null }).items[0]?.failedShare).toBeNaN()
    expect(runs.detail('one').summary.rates.failed).toBeNaN()
  })
})

describe('a run with broken JSON', () => {
  test.each(['plan', 'document', 'environment', 'summary'])(
    'in its %s is named, the list goes on',
    (column) => {
      const file = temporaryDatabase()
      const { runs } = openForTest(file)
      for (const id of ['good', 'bad']) {
        const run = sampleRun(id)
        runs.create(run)
        runs.finalise(id, sampleEnding(run, 'finished'))
      }
      const db = new Database(file)
      const broken = column === 'document' ? '{"version":' : '{"version": 7}'
      db.prepare(
        `UPDATE run_documents SET ${column} = ? WHERE run_key = (SELECT key FROM runs WHERE id = 'bad')`
      ).run(broken)
      db.prepare("UPDATE runs SET sparkline = '[1,' WHERE id = 'bad'").run()
      db.close()
      const { items } = runs.list({ search: '', status: null, limit: 10, cursor: null })
      expect(items.map(({ id }) => id)).toEqual(['good', 'bad'])
      expect(items[1]?.sparkline).toEqual([])
      expect(runs.detail('good').item.id).toBe('good')
      expect(() => runs.detail('bad')).toThrow(
        expect.objectContaining({
          code: 'RUN_DATA_BROKEN',
          message: expect.stringMatching(new RegExp(`the ${column} of run bad cannot be read`))
        })
      )
    }
  )
})

describe('abandoned runs', () => {
  test('are the running ones whose owner is gone, oldest first', () => {
    const { runs } = openForTest(temporaryDatabase())
    const at = (minute: number) => `2026-11-23T10:0${minute}:00.000Z`
    const owner = (startToken: string) => ({ pid: 7, startToken })
    runs.create(sampleRun('later', { startedAt: at(2), owner: owner('gone') }))
    runs.create(sampleRun('earlier', { startedAt: at(1), owner: owner('gone') }))
    runs.create(sampleRun('alive', { startedAt: at(0), owner: owner('here') }))
    const ended = sampleRun('ended', { owner: owner('gone') })
    runs.create(ended)
    runs.finalise('ended', sampleEnding(ended, 'finished'))
    expect(runs.findAbandoned(({ startToken }) => startToken === 'here')).toEqual(['earlier', 'later'])
  })

  test('are judged by the heartbeat of their last second', () => {
    let now = 1000
    const { runs, seconds } = openForTest(temporaryDatabase(), { nowMs: () => now })
    runs.create(sampleRun('one'))
    const heartbeats: number[] = []
    const hear = () => runs.findAbandoned(({ heartbeatAtMs }) => heartbeats.push(heartbeatAtMs) > 0)
    hear()
    now = 2000
    seconds.append('one', sampleSecond(0), [])
    hear()
    expect(heartbeats).toEqual([1000, 2000])
  })
})
