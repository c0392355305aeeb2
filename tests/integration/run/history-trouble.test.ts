import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan, savedRun, startRun, temporaryDatabase } from './run-fixture.ts'

const open = { executor: 'constant-arrival-rate', rate: 20, duration: '3s', preAllocatedVUs: 60 }

describe('a history that cannot be written', () => {
  it('for some time costs the run nothing: what waits is written when it can be', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const handle = await startRun(planDocument(server.url, { open }), { databaseFile })
    const other = new Database(databaseFile)
    other.exec('BEGIN IMMEDIATE')
    handle.onProgress(({ second }) => {
      if (second?.run.second === 1 && other.inTransaction) other.exec('COMMIT')
    })
    const { end, summary, store } = savedRun(await handle.ended, databaseFile)
    other.close()
    expect(end).toMatchObject({ status: 'finished', message: null, saved: true })
    expect(summary.totals).toMatchObject({ started: 60, completed: 60 })
    expect(server.count()).toBe(60)
    expect(
      store.seconds
        .runSeconds(end.runId)
        .map(({ second }) => second)
        .slice(0, 3)
    ).toEqual([0, 1, 2])
  })

  it('any more leaves the run and its result whole, and is said', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const handle = await startRun(planDocument(server.url, { open }), { databaseFile })
    const other = new Database(databaseFile)
    other.exec('DELETE FROM runs')
    other.close()
    const { runId, ...end } = await handle.ended
    expect(end).toMatchObject({ status: 'finished', saved: false })
    expect(end.message).toBe(`The run is not in the history: there is no run ${runId} in the history.`)
    expect(end.summary?.totals).toMatchObject({ started: 60, completed: 60 })
  })
})

it('a run begins when its first request is due, not while its threads are made ready', async () => {
  const server = await countingServer()
  const one = { executor: 'shared-iterations', vus: 1, iterations: 1 }
  const { summary, store, end } = await runPlan(planDocument(server.url, { one }))
  const arrivedMs = performance.timeOrigin + (server.arrivals[0] ?? NaN) - Date.parse(summary.run.startedAt)
  // Wall clock and monotonic clock are read apart.
  const readingMs = 20
  expect(arrivedMs).toBeGreaterThan(-readingMs)
  expect(arrivedMs).toBeLessThan((summary.latency.response.max ?? NaN) + readingMs)
  expect(store.runs.item(end.runId).startedAt).toBe(summary.run.startedAt)
})
