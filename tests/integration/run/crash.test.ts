import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { recoverCrashedRuns } from '../../../src/main/run/index.ts'
import { ALL_SLOTS, seriesFieldIndex, type SeriesField } from '../../../src/shared/metrics/series.ts'
import { countingServer, openHistory, temporaryDatabase } from './run-fixture.ts'

it(
  'kill -9 leaves a valid database and a crashed run with all its whole seconds and what a hand did to it',
  { timeout: 30_000 },
  async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const child = fork(new URL('./crash-victim.ts', import.meta.url), [server.url, databaseFile], {
      execArgv: []
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let told = -1
    const runId = await new Promise<string>((resolve, reject) => {
      child.on('exit', () => reject(new Error('the victim ended by itself')))
      child.on('message', (message: { runId: string; second: number }) => {
        told = message.second
        // Somewhere within the second that follows.
        if (told === 1) setTimeout(() => resolve(message.runId), randomInt(900))
      })
    })
    child.kill('SIGKILL')
    await once(child, 'exit')

    const db = new Database(databaseFile, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    const store = openHistory(databaseFile, false)
    expect(store.runs.item(runId).status).toBe('running')
    expect(recoverCrashedRuns(store)).toEqual({ recovered: [runId], failures: [] })
    expect(recoverCrashedRuns(store)).toEqual({ recovered: [], failures: [] })

    const { item, summary, runSeconds } = store.runs.detail(runId)
    expect(item.status).toBe('crashed')
    // A second is in the database before anybody hears of it.
    expect(runSeconds.length).toBeGreaterThanOrEqual(told + 1)
    expect(runSeconds.map(({ second }) => second)).toEqual(runSeconds.map((_, index) => index))
    expect(summary.run).toMatchObject({ status: 'crashed', durationMs: runSeconds.length * 1000 })
    expect(summary.dial?.events).toMatchObject([{ action: 'set', scenario: 'steady', value: 2 }])

    const rows = [...store.seconds.replay(runId)].map(({ update }) => {
      expect(update.slots[0]).toBe(ALL_SLOTS)
      return (field: SeriesField): number => update.values[seriesFieldIndex(field)] ?? Number.NaN
    })
    const sum = (field: SeriesField): number => rows.reduce((total, value) => total + value(field), 0)
    expect(summary.totals.started).toBe(sum('started'))
    expect(summary.totals.completed).toBe(sum('ok') + sum('httpErrors'))
    expect(summary.totals.bytesReceived).toBe(sum('bytesReceived'))
    expect(summary.totals.completed).toBeGreaterThan(0)
    expect(summary.totals.completed).toBeLessThanOrEqual(server.count())
    expect(summary.latency.response.count).toBe(sum('ok'))
    const checks = runSeconds.reduce((total, { checksPassed }) => total + checksPassed, 0)
    expect(summary.checks).toEqual([
      { scenario: 'steady', name: 'root: status is 200', passed: checks, failed: 0 }
    ])
  }
)
