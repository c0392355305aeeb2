import { describe, expect, it } from 'vitest'
import { seriesFieldIndex } from '../../../src/shared/metrics/series.ts'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

describe.each([1, 2, 3])('on %i lanes', (lanes) => {
  it('shared-iterations makes exactly its number of requests', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      shared: { executor: 'shared-iterations', vus: 7, iterations: 1000 }
    })
    const { end, summary, store } = await runPlan(document, { lanes })
    expect(end).toMatchObject({ status: 'finished', message: null })
    expect(server.count()).toBe(1000)
    expect(summary.totals).toMatchObject({ started: 1000, completed: 1000, failed: 0, inFlight: 0 })
    expect(summary.iterations).toMatchObject({ planned: 1000, started: 1000, completed: 1000, notStarted: 0 })
    expect(summary.statusCodes).toEqual({ 200: 1000 })
    expect(summary.latency.response.count).toBe(1000)
    expect(summary.generator.lanes).toBe(lanes)
    expect(store.seconds.runSeconds(end.runId).map(({ second }) => second)).toContain(0)
  })

  it('per-vu-iterations runs the number for each virtual user', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      each: { executor: 'per-vu-iterations', vus: 5, iterations: 40 }
    })
    const { summary } = await runPlan(document, { lanes })
    expect(server.count()).toBe(200)
    expect(summary.totals.completed).toBe(200)
  })

  it('constant-vus goes on for its duration and counts what the server counts', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      steady: { executor: 'constant-vus', vus: 6, duration: '600ms' }
    })
    const { summary } = await runPlan(document, { lanes })
    expect(server.count()).toBe(summary.totals.completed)
    expect(summary.iterations.completed).toBe(summary.totals.completed)
    expect(summary.run.durationMs).toBeGreaterThanOrEqual(600)
  })

  it('constant-arrival-rate starts or drops every arrival of its schedule', async () => {
    const server = await countingServer()
    const document = planDocument(server.url, {
      open: {
        executor: 'constant-arrival-rate',
        rate: 200,
        duration: '500ms',
        preAllocatedVUs: 3,
        maxVUs: 20
      }
    })
    const { summary } = await runPlan(document, { lanes })
    const { planned, completed, dropped, notStarted } = summary.iterations
    expect(planned).toBe(100)
    expect(completed + dropped).toBe(100)
    expect(notStarted).toBe(0)
    expect(server.count()).toBe(completed)
  })

  it('an open model whose virtual users are all busy drops, and nothing is lost between the lanes', async () => {
    const server = await countingServer((_, response) => void setTimeout(() => response.end('slow'), 300))
    const document = planDocument(server.url, {
      open: { executor: 'constant-arrival-rate', rate: 200, duration: '500ms', preAllocatedVUs: 5, maxVUs: 5 }
    })
    const { summary } = await runPlan(document, { lanes })
    const { planned, completed, dropped } = summary.iterations
    expect(planned).toBe(100)
    expect(completed + dropped).toBe(100)
    expect(completed).toBe(server.count())
    // Five virtual users of 300 ms each begin at most twice within half a second.
    expect(completed).toBeLessThanOrEqual(10)
  })
})

describe('several scenarios at once', () => {
  it('begin at their start times and are counted apart and together', async () => {
    const paths: Record<string, number[]> = { '/first': [], '/second': [], '/third': [] }
    const server = await countingServer((request, response) => {
      paths[request.url ?? '']?.push(performance.now())
      response.end()
    })
    const get = (url: string): unknown[] => [{ request: { url } }, { think: '20ms' }]
    const document = planDocument(server.url, {
      first: { executor: 'constant-vus', vus: 2, duration: '900ms', flow: get('/first') },
      second: {
        ...{ executor: 'shared-iterations', vus: 3, iterations: 30, startTime: '500ms' },
        flow: get('/second')
      },
      third: {
        ...{ executor: 'constant-arrival-rate', rate: 50, duration: '400ms', preAllocatedVUs: 5 },
        ...{ startTime: '200ms', flow: get('/third') }
      }
    })
    const { summary } = await runPlan(document, { lanes: 2 })
    expect(paths['/second']).toHaveLength(30)
    expect(paths['/third']).toHaveLength(20 - summary.iterations.dropped)
    expect(summary.requests['/first']?.totals.completed).toBe(paths['/first']?.length)
    expect(summary.requests['/second']?.totals.completed).toBe(30)
    const startedMs = (path: string): number => paths[path]?.[0] ?? Number.NaN
    // A timer never fires early, so the distance can only be shorter by what the first scenario came late.
    expect(startedMs('/second') - startedMs('/first')).toBeGreaterThan(100)
    expect(startedMs('/second')).toBeGreaterThan(startedMs('/third'))
    expect(summary.totals.completed).toBe(server.count())
  })

  it('files every request under the second in which it ended, the last partial one too', async () => {
    const server = await countingServer((request, response) => {
      // The first answers come well within second 0, the late one well within second 1.
      setTimeout(() => response.end(), request.url === '/late' ? 1000 : 0)
    })
    const document = planDocument(server.url, {
      early: { executor: 'shared-iterations', vus: 1, iterations: 10 },
      late: {
        ...{ executor: 'shared-iterations', vus: 1, iterations: 1, startTime: '400ms' },
        flow: [{ request: { url: '/late' } }]
      }
    })
    const { end, summary, store } = await runPlan(document)
    expect(summary.totals.completed).toBe(11)
    const ok = [...store.seconds.replay(end.runId)].map(({ update }) => update.values[seriesFieldIndex('ok')])
    expect(ok).toEqual([10, 1])
    expect(summary.run.durationMs).toBeGreaterThan(1400)
  })
})
