import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { RunController, type ThreadFactory } from '../../../src/main/run/index.ts'
import { threadsWithFault, type ThreadFault } from '../../support/faulty-threads.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planDocument, planOf } from './plan-document.ts'
import { countingServer, openHistory, runPlan, savedRun, startRun, temporaryDatabase } from './run-fixture.ts'

const steady = { executor: 'constant-vus', vus: 4, duration: '30s' }

describe('a lane that dies', () => {
  it.each<[ThreadFault, string]>([
    ['exit-while-running', 'lane 1 ended unexpectedly'],
    ['throw-while-running', 'lane 1 failed: a fault of its own']
  ])('(%s) ends the run as crashed, with what was measured', async (fault, message) => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const handle = await startRun(planDocument(server.url, { steady }), {
      ...{ databaseFile, lanes: 2 },
      threads: threadsWithFault('lane', fault, 1200)
    })
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end).toMatchObject({ status: 'crashed', message })
    expect(summary.totals.completed).toBeGreaterThan(0)
    expect(summary.totals.completed).toBeLessThanOrEqual(server.count())
    expect(summary.run.durationMs).toBeLessThan(30_000)
  })

  it('before it said that it has ended leaves no ordinary end', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const short = { executor: 'shared-iterations', vus: 4, iterations: 50 }
    const handle = await startRun(planDocument(server.url, { short }), {
      ...{ databaseFile, lanes: 2 },
      threads: threadsWithFault('lane', 'exit-instead-of-ended')
    })
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end).toMatchObject({ status: 'crashed', message: 'lane 1 ended unexpectedly' })
    // The other lane may have had a request in flight, which was cut off.
    expect(summary.totals.completed).toBeGreaterThan(0)
    expect(summary.totals.completed).toBeLessThanOrEqual(server.count())
  })

  it('after it was ready and before the start is noticed', async () => {
    const server = await countingServer()
    const threads = threadsWithFault('lane', 'exit-after-ready')
    const outcome = startRun(planDocument(server.url, { steady }), { lanes: 2, threads }).then(
      ({ ended }) => ended.then(({ status, message }) => [status, message]),
      (error: Error) => ['rejected', error.message]
    )
    // Which of the two depends on whether the other threads were ready by then; it must not hang.
    expect([
      ['crashed', 'lane 1 ended unexpectedly'],
      ['rejected', 'lane 1 ended unexpectedly']
    ]).toContainEqual(await outcome)
  })

  it.each<[ThreadFault, string]>([
    ['exit-before-ready', 'lane 1 ended unexpectedly'],
    ['throw-before-ready', 'lane 1 failed: a fault of its own']
  ])('(%s) lets no run start, and leaves none in the history', async (fault, message) => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const controller = new RunController(threadsWithFault('lane', fault))
    const document = planDocument(server.url, { steady })
    await expect(
      controller.start({
        ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 2, databaseFile },
        allowedHosts: []
      })
    ).rejects.toThrow(message)
    expect(controller.busy).toBe(false)
    const query = { search: '', status: null, limit: 10, cursor: null }
    expect(openHistory(databaseFile, false).runs.list(query).items).toEqual([])
    expect(server.count()).toBe(0)
  })

  it('by a step that never ends is cut off after an immediate stop', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const handle = await startRun(planDocument(server.url, { steady }), {
      ...{ databaseFile, lanes: 2 },
      threads: threadsWithFault('lane', 'hang-while-running')
    })
    handle.stop('immediate')
    const { end } = savedRun(await handle.ended, databaseFile)
    expect(end).toMatchObject({ status: 'crashed', message: '1 of the lanes did not stop within 5 s' })
  })
})

describe('a recorder that dies', () => {
  it('while the run goes on ends it with the last figures that it gave', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const handle = await startRun(planDocument(server.url, { steady }), {
      databaseFile,
      threads: threadsWithFault('recorder', 'exit-while-running', 1700)
    })
    const { status, message, summary } = await handle.ended
    expect({ status, message }).toEqual({ status: 'crashed', message: 'the recorder ended unexpectedly' })
    expect(summary?.run.status).toBe('crashed')
    expect(summary?.totals.completed).toBeGreaterThan(0)
    // Nobody could mark it: the next start of Loadgale does.
    expect(openHistory(databaseFile).runs.item(handle.started.runId).status).toBe('running')
  })

  it('before it said that the run is saved ends it as well', async () => {
    const server = await countingServer()
    const short = { executor: 'shared-iterations', vus: 4, iterations: 50 }
    const handle = await startRun(planDocument(server.url, { short }), {
      threads: threadsWithFault('recorder', 'exit-instead-of-ended')
    })
    expect(await handle.ended).toMatchObject({
      status: 'crashed',
      message: 'the recorder ended unexpectedly'
    })
  })

  it.each<ThreadFault>(['exit-before-ready', 'exit-instead-of-created'])(
    '(%s) lets no run start',
    async (fault) => {
      const server = await countingServer()
      const threads = threadsWithFault('recorder', fault)
      await expect(startRun(planDocument(server.url, { steady }), { threads })).rejects.toThrow(
        'the recorder ended unexpectedly'
      )
      expect(server.count()).toBe(0)
    }
  )

  it('because it cannot open the database says so once, and no request goes out', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    writeFileSync(
      databaseFile,
      'these are no pages of a database, but long enough to be looked at '.repeat(20)
    )
    await expect(startRun(planDocument(server.url, { steady }), { databaseFile })).rejects.toThrow(
      /^\S*history\.db is not an SQLite database; it is left as it is\./
    )
    expect(server.count()).toBe(0)
  })
})

describe('a lane that is held up', () => {
  it('shows it as start lag, and the service stays what it was', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      open: { executor: 'constant-arrival-rate', rate: 20, duration: '1s', preAllocatedVUs: 10 }
    })
    const { summary } = await runPlan(document, {
      threads: threadsWithFault('lane', 'spin-while-running', 425)
    })
    const { startLag, service, response } = summary.latency
    expect(summary.iterations).toMatchObject({ planned: 20, completed: 20, dropped: 0 })
    expect(startLag.max).toBeGreaterThanOrEqual(100)
    expect(response.max).toBeGreaterThanOrEqual(100)
    expect(service.p50).toBeLessThan(100)
  })
})

describe('the run controller', () => {
  it('leaves no thread behind when another one cannot be made', async () => {
    const exits: Promise<unknown>[] = []
    const watched = (worker: Worker): Worker => {
      exits.push(once(worker, 'exit'))
      return worker
    }
    let lanes = 0
    const threads: ThreadFactory = {
      ...sourceThreads,
      recorder: (options) => watched(sourceThreads.recorder(options)),
      lane: (options) => {
        if (lanes++ > 0) throw new Error('no more threads')
        return watched(sourceThreads.lane(options))
      }
    }
    const document = planDocument('http://127.0.0.1:9', { steady })
    await expect(startRun(document, { lanes: 2, threads })).rejects.toThrow('no more threads')
    await Promise.all(exits)
    expect(exits).toHaveLength(2)
  })

  it('starts one run at a time and is free again afterwards', async () => {
    const server = await countingServer()
    const controller = new RunController(threadsWithFault('lane', 'exit-while-running', 60_000))
    const document = planDocument(server.url, { steady })
    const request = {
      ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 1, databaseFile: null },
      allowedHosts: []
    }
    const first = controller.start(request)
    expect(controller.busy).toBe(true)
    await expect(controller.start(request)).rejects.toThrow('A run is going on already')
    const handle = await first
    expect(controller.current?.started.runId).toBe(handle.started.runId)
    handle.stop('immediate')
    await handle.ended
    expect(controller.current).toBeNull()
    expect(controller.busy).toBe(false)
  })
})
