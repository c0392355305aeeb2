import { expect, it } from 'vitest'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

it('a flow extracts, checks and sends on what it extracted, counted by request name', async () => {
  const seen: string[] = []
  const server = await countingServer((request, response, number) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['x-user'] ?? ''}`)
    if (request.url === '/items') response.end(JSON.stringify({ items: [{ id: `id-${number}` }] }))
    else {
      response.statusCode = request.url === '/items/id-1' ? 404 : 200
      response.end('an item')
    }
  })
  const flow = [
    {
      request: { name: 'list', url: '/items', headers: { 'x-user': '${env.WHO}' } },
      extract: { first: { jsonpath: '$.items[0].id' } },
      checks: [{ status: 200 }, { jsonpath: '$.items', exists: true }]
    },
    { request: { name: 'item', url: '/items/${first}' }, checks: [{ name: 'item is there', status: 200 }] }
  ]
  const document = planDocument(server.url, {
    browse: { executor: 'shared-iterations', vus: 1, iterations: 10, flow }
  })
  const { summary } = await runPlan(document, { env: { WHO: 'ada' } })
  expect(seen.slice(0, 4)).toEqual([
    'GET /items ada',
    'GET /items/id-1 ',
    'GET /items ada',
    'GET /items/id-3 '
  ])
  expect(Object.keys(summary.requests)).toEqual(['list', 'item'])
  expect(summary.requests.list?.totals).toMatchObject({ completed: 10, httpFailed: 0 })
  expect(summary.requests.item?.totals).toMatchObject({ completed: 10, httpFailed: 1 })
  expect(summary.statusCodes).toEqual({ 200: 19, 404: 1 })
  expect(summary.checks.map(({ passed, failed }) => [passed, failed])).toEqual([
    [10, 0],
    [10, 0],
    [9, 1]
  ])
  expect(summary.iterations.completed).toBe(10)
})

it('the service of a slow answer is at least what the server took', async () => {
  const server = await countingServer((_, response) => void setTimeout(() => response.end('late'), 200))
  const document = planDocument(server.url, {
    slow: { executor: 'per-vu-iterations', vus: 3, iterations: 2 }
  })
  const { summary } = await runPlan(document, { lanes: 2 })
  const { service, response, waiting, startLag } = summary.latency
  // Node's timers fire up to one millisecond early.
  expect(waiting.min).toBeGreaterThan(195)
  expect(service.min).toBeGreaterThan(195)
  expect(response.min).toBeGreaterThanOrEqual(service.min ?? Number.NaN)
  expect(service.max).toBeLessThan(5000)
  expect(startLag.max).toBeLessThan(5000)
  expect(summary.run.durationMs).toBeGreaterThan(390)
})
