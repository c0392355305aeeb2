import { describe, expect, it } from 'vitest'
import type { RunHandle } from '../../../src/main/run/index.ts'
import type { LiveProgress } from '../../../src/shared/ipc-contract.ts'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan, savedRun, startRun, temporaryDatabase } from './run-fixture.ts'

const HALF_A_MINUTE_MS = 30_000

function progressUntil(handle: RunHandle, holds: (progress: LiveProgress) => boolean): Promise<LiveProgress> {
  return new Promise((resolve) => {
    const unsubscribe = handle.onProgress((progress) => {
      if (!holds(progress)) return
      unsubscribe()
      resolve(progress)
    })
  })
}

describe.each([1, 2])('a stop from outside, on %i lanes', (lanes) => {
  it('lets iterations end when it is graceful', async () => {
    const server = await countingServer((_, response) => void setTimeout(() => response.end(), 100))
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      steady: { executor: 'constant-vus', vus: 5, duration: '30s' },
      open: { executor: 'constant-arrival-rate', rate: 50, duration: '30s', preAllocatedVUs: 10, maxVUs: 10 }
    })
    const handle = await startRun(document, { databaseFile, lanes })
    await progressUntil(handle, ({ counters }) => counters.requestsCompleted >= 5)
    handle.stop('graceful')
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end).toMatchObject({ status: 'stopped', message: null })
    expect(summary.iterations.interrupted).toBe(0)
    expect(summary.totals.inFlight).toBe(0)
    expect(summary.totals.completed).toBe(server.count())
    expect(summary.run.durationMs).toBeLessThan(HALF_A_MINUTE_MS)
    // 1,500 arrivals were planned and most were not reached.
    expect(summary.iterations.notStarted).toBeGreaterThan(1000)
  })

  it('cuts iterations off when it is immediate, and counts them as interrupted', async () => {
    // Never answers the second half of the requests.
    const server = await countingServer((_, response, number) => {
      if (number <= 5) response.end()
    })
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      steady: { executor: 'constant-vus', vus: 5, duration: '30s' }
    })
    const handle = await startRun(document, { databaseFile, lanes })
    await progressUntil(handle, ({ counters }) => counters.requestsStarted >= 10)
    handle.stop('graceful')
    handle.stop('immediate')
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end.status).toBe('stopped')
    expect(summary.iterations).toMatchObject({ started: 10, completed: 5, interrupted: 5 })
    expect(summary.totals).toMatchObject({ started: 10, completed: 5, inFlight: 5 })
    expect(summary.run.durationMs).toBeLessThan(HALF_A_MINUTE_MS)
  })

  it('before the first request of any scenario runs nothing', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      later: { executor: 'shared-iterations', vus: 5, iterations: 50, startTime: '20s' },
      open: {
        executor: 'constant-arrival-rate',
        rate: 5,
        duration: '2s',
        preAllocatedVUs: 1,
        startTime: '20s'
      }
    })
    const handle = await startRun(document, { databaseFile, lanes })
    handle.stop('immediate')
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end.status).toBe('stopped')
    expect(summary.iterations).toMatchObject({ planned: 60, started: 0, notStarted: 60 })
    expect(summary.run.durationMs).toBeGreaterThanOrEqual(0)
    expect(server.count()).toBe(0)
  })
})

describe('thresholds', () => {
  it('that fail give a failed verdict and let the run finish', async () => {
    const server = await countingServer()
    const document = planDocument(
      server.url,
      { short: { executor: 'shared-iterations', vus: 2, iterations: 20 } },
      {
        thresholds: { http_req_failed: ['rate<0.01'], http_reqs: ['count>1000'] }
      }
    )
    const { end, summary } = await runPlan(document)
    expect(end.status).toBe('finished')
    expect(summary.verdict).toBe('failed')
    expect(summary.thresholds.map(({ metric, result }) => [metric, result])).toEqual([
      ['http_req_failed', 'passed'],
      ['http_reqs', 'failed']
    ])
  })

  it('on a rate divide by the time that the run took, whatever part of a second it ends in', async () => {
    const server = await countingServer()
    const open = { executor: 'constant-arrival-rate', rate: 50, duration: '1200ms', preAllocatedVUs: 5 }
    const document = planDocument(server.url, { open }, { thresholds: { http_reqs: ['rate>45'] } })
    const { summary } = await runPlan(document)
    expect(summary.thresholds[0]?.actual).toBeCloseTo(summary.rates.requestsPerSecond, 6)
  })

  it('with abortOnFail end the run as aborted', async () => {
    const server = await countingServer((_, response) => {
      response.statusCode = 503
      response.end()
    })
    const document = planDocument(
      server.url,
      {
        steady: {
          executor: 'constant-vus',
          vus: 2,
          duration: '30s',
          flow: [{ request: { url: '/' } }, { think: '5ms' }]
        }
      },
      { thresholds: { http_req_failed: [{ threshold: 'rate<0.5', abortOnFail: true }] } }
    )
    const { end, summary } = await runPlan(document, { lanes: 2 })
    expect(end).toMatchObject({ status: 'aborted', message: null })
    expect(summary.verdict).toBe('failed')
    expect(summary.thresholds[0]).toMatchObject({ result: 'failed', actual: 1, abortedRun: true })
    expect(summary.run.durationMs).toBeLessThan(HALF_A_MINUTE_MS)
    expect(summary.statusCodes).toEqual({ 503: summary.totals.completed })
  })

  it('with abortOnFail that fail only once everything has ended did not end the run', async () => {
    const server = await countingServer((_, response) => {
      response.statusCode = 500
      response.end()
    })
    const document = planDocument(
      server.url,
      { short: { executor: 'shared-iterations', vus: 1, iterations: 3 } },
      { thresholds: { http_req_failed: [{ threshold: 'rate<0.5', abortOnFail: true }] } }
    )
    const { end, summary } = await runPlan(document)
    expect(end.status).toBe('finished')
    expect(summary.thresholds[0]).toMatchObject({ result: 'failed', abortedRun: false })
  })
})

describe('the progress of a run', () => {
  it('comes at most ten times a second, in order, and never after the end', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      steady: {
        executor: 'constant-vus',
        vus: 2,
        duration: '1500ms',
        flow: [{ request: { url: '/' } }, { think: '5ms' }]
      }
    })
    const databaseFile = temporaryDatabase()
    const handle = await startRun(document, { databaseFile, lanes: 2 })
    const heard: LiveProgress[] = []
    let over = false
    handle.onProgress((progress) => {
      expect(over).toBe(false)
      heard.push(progress)
    })
    const end = await handle.ended
    over = true
    const { summary, store } = savedRun(end, databaseFile)
    const elapsedMs = heard.map((progress) => progress.elapsedMs)
    expect(elapsedMs).toEqual([...elapsedMs].sort((a, b) => a - b))
    // Ten ticks a second; the second that closes at the end of the run comes on its own.
    expect(heard.length).toBeLessThanOrEqual(Math.ceil(Math.max(...elapsedMs) / 100) + 2)
    const seconds = heard.flatMap(({ second }) => (second === null ? [] : [second]))
    expect(seconds.map(({ run }) => run.second)).toEqual(
      store.seconds.runSeconds(end.runId).map(({ second }) => second)
    )
    const { seconds: kept, last } = handle.snapshot()
    expect(kept).toEqual(seconds)
    expect(last.counters.requestsCompleted).toBe(summary.totals.completed)
  })

  it('is no longer heard by who has unsubscribed', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      steady: {
        executor: 'constant-vus',
        vus: 1,
        duration: '400ms',
        flow: [{ request: { url: '/' } }, { think: '5ms' }]
      }
    })
    const handle = await startRun(document)
    let heard = 0
    const unsubscribe = handle.onProgress(() => {
      heard++
      unsubscribe()
    })
    await handle.ended
    expect(heard).toBe(1)
  })
})
