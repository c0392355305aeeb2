import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { scheduledIterations } from '../../../src/main/engine/load/index.ts'
import { dialledPlanText, validatePlanText } from '../../../src/main/plan/index.ts'
import { DialError, type RunHandle } from '../../../src/main/run/index.ts'
import type { LiveProgress } from '../../../src/shared/ipc-contract.ts'
import type { DialEvent } from '../../../src/shared/plan/dial.ts'
import { planDocument } from './plan-document.ts'
import { countingServer, savedRun, startRun, temporaryDatabase } from './run-fixture.ts'

function progressUntil(handle: RunHandle, holds: (progress: LiveProgress) => boolean): Promise<LiveProgress> {
  return new Promise((resolve) => {
    const unsubscribe = handle.onProgress((progress) => {
      if (!holds(progress)) return
      unsubscribe()
      resolve(progress)
    })
  })
}

/** Several times the interval in which lanes write their counters. */
const SURELY_MS = 400

describe.each([1, 2])('the hand on a run, on %i lanes', (lanes) => {
  it('changes the rate, pauses, goes on, and everything is accounted for', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      open: {
        ...{ executor: 'constant-arrival-rate', rate: 40, duration: '1s', preAllocatedVUs: 20, maxVUs: 50 }
      },
      counted: {
        ...{ executor: 'per-vu-iterations', vus: 3, iterations: 20, maxDuration: '30s' },
        flow: [{ request: { url: '/' } }, { think: '20ms' }]
      }
    })
    const handle = await startRun(document, { databaseFile, lanes })
    const told: DialEvent[] = []
    handle.onDial((event) => told.push(event))
    await progressUntil(handle, ({ counters }) => counters.requestsCompleted >= 5)
    handle.dial({ action: 'set', scenario: 'open', value: 120 })
    const pause = handle.dial({ action: 'pause' }).event
    const { counters } = await progressUntil(
      handle,
      ({ elapsedMs, counters: { requestsStarted, requestsCompleted } }) =>
        elapsedMs > pause.atMs + SURELY_MS && requestsStarted === requestsCompleted
    )
    expect(server.count()).toBe(counters.requestsCompleted)
    const { elapsedMs } = handle.snapshot().last
    await progressUntil(handle, (progress) => progress.elapsedMs > elapsedMs + SURELY_MS)
    expect(server.count()).toBe(counters.requestsCompleted)
    handle.dial({ action: 'resume' })
    const { end, summary, store } = savedRun(await handle.ended, databaseFile)
    expect(end.status).toBe('finished')
    expect(told.map(({ action }) => action)).toEqual(['set', 'pause', 'resume'])
    expect(handle.snapshot().dial).toEqual(told)
    expect(store.runs.detail(end.runId).dial).toEqual(told)
    expect(summary.dial?.events).toEqual(told)
    expect(summary.dial?.stages.map(({ scenario, start }) => [scenario, start])).toEqual([['open', 40]])
    const [open, counted] = scheduledIterations(handle.started.plan, told)
    expect(open).toBeGreaterThan(40)
    expect(summary.iterations).toMatchObject({
      ...{ planned: open! + counted!, completed: open! + counted!, dropped: 0, notStarted: 0 }
    })
    expect(server.count()).toBe(open! + counted!)
    expect(() => handle.dial({ action: 'pause' })).toThrow(new DialError('This run has ended already.'))
  })
})

describe('the plan that is saved from a dialled run', () => {
  it('asks for the same starts when it is run', async () => {
    const server = await countingServer()
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      open: {
        executor: 'constant-arrival-rate',
        rate: 40,
        duration: '500ms',
        preAllocatedVUs: 20,
        maxVUs: 50
      }
    })
    const handle = await startRun(document, { databaseFile })
    handle.dial({ action: 'set', scenario: 'open', value: 100 })
    const { event } = handle.dial({ action: 'pause' })
    await progressUntil(handle, ({ elapsedMs }) => elapsedMs > event.atMs)
    handle.dial({ action: 'resume' })
    const { end, summary, store } = savedRun(await handle.ended, databaseFile)
    const detail = store.runs.detail(end.runId)
    const saved = validatePlanText(dialledPlanText({ id: end.runId, ...detail }, tmpdir()), 'again.yaml')
    if (!saved.valid) throw new Error('the saved plan does not validate')
    const again = await startRun(parse(dialledPlanText({ id: end.runId, ...detail }, tmpdir())))
    const repeated = await again.ended
    expect(repeated.summary?.iterations).toEqual(summary.iterations)
    expect(repeated.summary?.iterations.planned).toBeGreaterThan(20)
    expect(again.started.plannedDurationMs).toBeGreaterThan(event.atMs)
  })
})

describe('a pause', () => {
  it('leaves the latency of what is in flight true, and a stop in it ends the run', async () => {
    // The first request is answered only when the run has been paused for a while.
    let release = (): void => {}
    const server = await countingServer((_, response) => void (release = () => response.end()))
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      users: { executor: 'constant-vus', vus: 1, duration: '30s', gracefulStop: '30s' }
    })
    const handle = await startRun(document, { databaseFile })
    await progressUntil(handle, ({ counters }) => counters.requestsStarted === 1)
    const { event } = handle.dial({ action: 'pause' })
    await progressUntil(handle, ({ elapsedMs }) => elapsedMs > event.atMs + SURELY_MS)
    release()
    await progressUntil(handle, ({ counters }) => counters.requestsCompleted === 1)
    handle.stop('graceful')
    expect(() => handle.dial({ action: 'resume' })).toThrow('The run is being stopped')
    const { end, summary } = savedRun(await handle.ended, databaseFile)
    expect(end.status).toBe('stopped')
    expect(summary.iterations).toMatchObject({ started: 1, completed: 1 })
    expect(summary.latency.response.max).toBeGreaterThan(SURELY_MS)
  })

  it('lets no graceful time of what is in flight run out', async () => {
    const releases: (() => void)[] = []
    const server = await countingServer((_, response) => void releases.push(() => response.end()))
    const databaseFile = temporaryDatabase()
    const document = planDocument(server.url, {
      short: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '2s' },
      down: {
        ...{ executor: 'ramping-vus', startVUs: 1, gracefulRampDown: '2s' },
        stages: [
          { duration: '1s', target: 1 },
          { duration: '0s', target: 0 },
          { duration: '30s', target: 0 }
        ]
      }
    })
    const handle = await startRun(document, { databaseFile })
    await progressUntil(handle, ({ counters }) => counters.requestsStarted === 2)
    handle.dial({ action: 'pause' })
    await progressUntil(handle, ({ elapsedMs }) => elapsedMs > 3000 + SURELY_MS)
    for (const release of releases) release()
    handle.stop('graceful')
    const { summary } = savedRun(await handle.ended, databaseFile)
    expect(summary.iterations).toMatchObject({ started: 2, completed: 2, interrupted: 0 })
  })
})
