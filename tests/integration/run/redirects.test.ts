import { expect, it } from 'vitest'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

function oneIteration(flow: unknown[]): Record<string, Record<string, unknown>> {
  return { one: { executor: 'shared-iterations', iterations: 1, flow } }
}

it('a chain over two origins ends at the last response, without the credentials of the first', async () => {
  const seen: string[] = []
  const other = await countingServer((request, response) => {
    seen.push(`other ${request.method} ${request.url} ${request.headers.authorization ?? 'nobody'}`)
    response.end('there')
  })
  const first = await countingServer((request, response) => {
    seen.push(`first ${request.method} ${request.url} ${request.headers.authorization ?? 'nobody'}`)
    const location = request.url === '/login' ? 'step?n=2' : `${other.url}/home`
    response.writeHead(request.url === '/login' ? 302 : 307, { location }).end('moved')
  })
  const flow = [
    {
      request: {
        ...{ name: 'login', method: 'POST', url: '/login', body: 'x', expectStatus: 200 },
        headers: { authorization: 'me' }
      },
      checks: [{ bodyContains: 'there' }, { status: 200 }]
    }
  ]
  const { summary } = await runPlan(planDocument(first.url, oneIteration(flow)))
  expect(seen).toEqual(['first POST /login me', 'first GET /step?n=2 me', 'other GET /home nobody'])
  expect(summary.requests.login?.totals).toMatchObject({ started: 3, completed: 3, httpFailed: 0 })
  expect(summary.statusCodes).toEqual({ 200: 1, 302: 1, 307: 1 })
  expect(summary.checks.map(({ passed, failed }) => [passed, failed])).toEqual([
    [1, 0],
    [1, 0]
  ])
  expect(summary.iterations.completed).toBe(1)
})

it('a POST goes on as it was after 307', async () => {
  const bodies: string[] = []
  const server = await countingServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      bodies.push(`${request.method} ${request.url} ${body}`)
      if (request.url === '/a') response.writeHead(307, { location: '/b' })
      response.end()
    })
  })
  const flow = [{ request: { method: 'POST', url: '/a', body: 'payload' } }]
  await runPlan(planDocument(server.url, oneIteration(flow)))
  expect(bodies).toEqual(['POST /a payload', 'POST /b payload'])
})

it('a loop ends at the limit with a code, and the next iteration goes on', async () => {
  const server = await countingServer((_, response) => response.writeHead(302, { location: '/' }).end())
  const flow = [{ request: { name: 'loop', url: '/', redirects: 3 } }]
  const { summary } = await runPlan(
    planDocument(server.url, { one: { executor: 'shared-iterations', iterations: 2, flow } })
  )
  expect(server.count()).toBe(8)
  expect(summary.errors).toEqual({ too_many_redirects: 2 })
  expect(summary.totals).toMatchObject({ started: 8, completed: 6, failed: 2, httpFailed: 2 })
})

it.each(['http://192.0.2.1/', 'http://169.254.169.254/latest/meta-data/'])(
  'a redirect to %s is refused before anything connects to it',
  async (location) => {
    const server = await countingServer((_, response) => response.writeHead(302, { location }).end())
    const { summary } = await runPlan(planDocument(server.url, oneIteration([{ request: { url: '/' } }])))
    expect(summary.errors).toEqual({ host_not_allowed: 1 })
    expect(summary.statusCodes).toEqual({ 302: 1 })
  }
)
