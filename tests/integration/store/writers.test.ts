import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isOwnerAlive } from '../../../src/main/store/index.ts'
import type { Store } from '../../../src/main/store/index.ts'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import { RECORDED_SLOTS, recordSecond } from './record-seconds.ts'
import { sampleRun, sampleSecond, sampleSummary } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

const ENDLESS = 1_000_000

function startWriter(file: string, runId: string, seconds: number): ChildProcess {
  const script = fileURLToPath(new URL('./writer-process.ts', import.meta.url))
  const child = fork(script, [file, runId, String(seconds)], { execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Until the process has committed the second; the last second that it has reported by then. */
async function committed(child: ChildProcess, atLeast: number): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (second) => {
      if (Number(second) >= atLeast) resolve(Number(second))
    })
    child.on('exit', () => reject(new Error(`the writer ended before second ${atLeast}`)))
  })
}

function expectWholeSeconds(store: Store, runId: string, atLeast: number): void {
  const replayed = [...store.seconds.replay(runId)]
  expect(replayed.length).toBeGreaterThanOrEqual(atLeast)
  replayed.forEach(({ update, histograms }, second) => {
    expect(update).toEqual(sampleSecond(second, RECORDED_SLOTS, second + 1))
    expect(histograms.map(({ slot }) => slot)).toEqual(RECORDED_SLOTS)
  })
  expect(store.seconds.series(runId, ALL_SLOTS).seconds).toHaveLength(replayed.length)
}

function expectSoundDatabase(file: string): void {
  const db = new Database(file, { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  const named = ['response_ok', 'response_not_ok', 'service', 'start_lag', 'setup', 'waiting', 'receiving']
    .map((kind) => `SELECT ${kind}_histogram AS key FROM request_seconds WHERE ${kind}_histogram IS NOT NULL`)
    .join(' UNION ')
  const stored = db.prepare('SELECT count(*) FROM second_histograms').pluck().get()
  expect(db.prepare(`SELECT count(*) FROM (${named})`).pluck().get()).toBe(stored)
  db.close()
}

describe('kill -9 of a recording process', () => {
  test.each([1, 13, 40])('after second %i leaves every whole second and an abandoned run', async (kill) => {
    const file = temporaryDatabase()
    const child = startWriter(file, 'victim', ENDLESS)
    const last = await committed(child, kill)
    const observer = openForTest(file)
    expect(observer.runs.findAbandoned((owner) => isOwnerAlive(owner))).toEqual([])
    child.kill('SIGKILL')
    await once(child, 'exit')

    const store = openForTest(file)
    expectSoundDatabase(file)
    expectWholeSeconds(store, 'victim', last + 1)
    expect(store.runs.findAbandoned((owner) => isOwnerAlive(owner))).toEqual(['victim'])
    const summary = sampleSummary(sampleRun('victim'), 'crashed')
    expect(store.runs.markCrashed('victim', { summary, histograms: [] })).toBe(true)
    expect(observer.runs.markCrashed('victim', { summary, histograms: [] })).toBe(false)
    expect(store.runs.findAbandoned((owner) => isOwnerAlive(owner))).toEqual([])
    expect(store.runs.detail('victim').item.status).toBe('crashed')
  })
})

describe('two processes on one database', () => {
  test('that start together on a new file record both their runs', async () => {
    const file = temporaryDatabase()
    const names = ['first', 'second', 'third']
    const children = names.map((name) => startWriter(file, name, 15))
    const exits = await Promise.all(children.map((child) => once(child, 'exit')))
    expect(exits).toEqual(names.map(() => [0, null]))
    const store = openForTest(file)
    for (const name of names) expectWholeSeconds(store, name, 15)
    expectSoundDatabase(file)
  })

  test('record side by side with this one', async () => {
    const file = temporaryDatabase()
    const store = openForTest(file)
    store.runs.create(sampleRun('ours'))
    const child = startWriter(file, 'theirs', 30)
    const exit = once(child, 'exit')
    for (let second = 0; second < 30; second++) {
      recordSecond(store, 'ours', second)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await exit).toEqual([0, null])
    expectWholeSeconds(store, 'ours', 30)
    expectWholeSeconds(store, 'theirs', 30)
    expectSoundDatabase(file)
  })
})

describe('a recorder thread', () => {
  test('writes while this thread reads what is committed', async () => {
    const file = temporaryDatabase()
    const store = openForTest(file)
    store.runs.create(sampleRun('one'))
    const workerData = { file, runId: 'one', seconds: 40 }
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData, execArgv: [] })
    const exit = once(worker, 'exit')
    const behind: number[] = []
    worker.on('message', (second: number) => {
      const seen = store.seconds.runSeconds('one').length
      if (seen <= second) behind.push(second)
      store.runs.list({ search: '', status: null, limit: 10, cursor: null })
    })
    expect(await exit).toEqual([0])
    expect(behind).toEqual([])
    expectWholeSeconds(store, 'one', 40)
  })
})
