import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { ThreadFactory } from '../../../src/main/run/index.ts'
import { threadsWithFault } from '../../support/faulty-threads.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan, startRun } from './run-fixture.ts'

const open = {
  executor: 'constant-arrival-rate',
  rate: 400,
  duration: '500ms',
  preAllocatedVUs: 50,
  maxVUs: 400
}

interface WatchedThreads extends ThreadFactory {
  readonly metronomes: Worker[]
  /** Resolves when every metronome that was made has exited. */
  gone(): Promise<unknown>
}

function watched(threads: ThreadFactory = sourceThreads): WatchedThreads {
  const metronomes: Worker[] = []
  const exits: Promise<unknown>[] = []
  return {
    ...threads,
    metronomes,
    gone: () => Promise.all(exits),
    metronome: (options) => {
      const worker = threads.metronome(options)
      metronomes.push(worker)
      exits.push(once(worker, 'exit'))
      return worker
    }
  }
}

const withoutMetronome: ThreadFactory = {
  ...sourceThreads,
  metronome: () => {
    throw new Error('no more threads')
  }
}

describe.each([1, 2, 3])('an open model on %i lanes', (lanes) => {
  it('has the same counts with a metronome and without', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, { open })
    const threads = watched()
    const counts = []
    for (const each of [threads, withoutMetronome]) {
      const { end, summary } = await runPlan(document, { lanes, threads: each })
      expect(end).toMatchObject({ status: 'finished', message: null })
      const { planned, completed, dropped, notStarted } = summary.iterations
      counts.push({ planned, completed, dropped, notStarted, lags: summary.latency.startLag.count })
    }
    expect(counts[0]).toEqual({ planned: 200, completed: 200, dropped: 0, notStarted: 0, lags: 200 })
    expect(counts[1]).toEqual(counts[0])
    expect(server.count()).toBe(400)
    expect(threads.metronomes).toHaveLength(1)
    await threads.gone()
  })
})

describe('the metronome of a run', () => {
  it('is made for think times as well, and for nothing that has no schedule', async () => {
    const server = await countingServer()
    const threads = watched()
    const closed = { executor: 'per-vu-iterations', vus: 3, iterations: 5 }
    await runPlan(planDocument(server.url, { closed }), { threads })
    expect(threads.metronomes).toHaveLength(0)
    const flow = [{ request: { url: '/' } }, { think: '10ms' }]
    const { summary } = await runPlan(planDocument(server.url, { closed: { ...closed, flow } }), { threads })
    expect(summary.totals.completed).toBe(15)
    expect(threads.metronomes).toHaveLength(1)
    await threads.gone()
  })

  it.each(['graceful', 'immediate'] as const)('goes when the run is stopped (%s)', async (phase) => {
    const server = await countingServer()
    const threads = watched()
    const handle = await startRun(planDocument(server.url, { open: { ...open, duration: '30s' } }), {
      threads
    })
    handle.stop(phase)
    expect((await handle.ended).status).toBe('stopped')
    await threads.gone()
  })

  it('goes when a threshold aborts the run', async () => {
    const server = await countingServer()
    const threads = watched()
    const thresholds = { http_reqs: [{ threshold: 'count<1', abortOnFail: true }] }
    const document = planDocument(server.url, { open: { ...open, duration: '30s' } }, { thresholds })
    const { end } = await runPlan(document, { threads, lanes: 2 })
    expect(end.status).toBe('aborted')
    await threads.gone()
  })

  it('goes when a lane dies', async () => {
    const server = await countingServer()
    const threads = watched(threadsWithFault('lane', 'exit-while-running', 300))
    const document = planDocument(server.url, { open: { ...open, duration: '30s' } })
    const { end } = await runPlan(document, { threads, lanes: 2 })
    expect(end.status).toBe('crashed')
    await threads.gone()
  })

  it('goes when the run cannot be prepared', async () => {
    const threads = watched(threadsWithFault('lane', 'exit-before-ready'))
    const document = planDocument('http://127.0.0.1:9', { open })
    await expect(startRun(document, { threads })).rejects.toThrow('lane 1 ended unexpectedly')
    expect(threads.metronomes).toHaveLength(1)
    await threads.gone()
  })

  it('may die in the middle: the run goes on with the timers of Node', async () => {
    const server = await countingServer()
    const threads = watched()
    const handle = await startRun(planDocument(server.url, { open: { ...open, duration: '1s' } }), {
      threads,
      lanes: 2
    })
    await threads.metronomes[0]?.terminate()
    const { status, message, summary } = await handle.ended
    expect({ status, message }).toEqual({ status: 'finished', message: null })
    expect(summary?.iterations).toMatchObject({ planned: 400, completed: 400, dropped: 0 })
  })
})
