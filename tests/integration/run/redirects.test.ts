import { expect, it } from 'vitest'
import { DigestGate } from '../../support/digest-server.ts'
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

it('each status and method goes on as its rule has it, with the body or without', async () => {
  const seen: string[] = []
  const server = await countingServer((request, response) => {
    const status = Number(request.url?.slice(1))
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      if (status > 0) response.writeHead(status, { location: '/' })
      else seen.push(`${request.method} ${request.headers['content-type'] ?? '-'} ${body}`.trim())
      response.end()
    })
  })
  const flow = [301, 302, 303, 307, 308].flatMap((status) => [
    { request: { name: `post ${status}`, method: 'POST', url: `/${status}`, json: { a: status } } },
    { request: { name: `head ${status}`, method: 'HEAD', url: `/${status}` } }
  ])
  const { summary } = await runPlan(planDocument(server.url, oneIteration(flow)))
  expect(seen).toEqual([
    ...[301, 302, 303].flatMap(() => ['GET -', 'HEAD -']),
    ...[307, 308].flatMap((status) => [`POST application/json {"a":${status}}`, 'HEAD -'])
  ])
  expect(summary.totals).toMatchObject({ started: 20, completed: 20, httpFailed: 0 })
})

it('to another host go neither cookies that the first has set nor an answer to its digest challenge', async () => {
  const gate = new DigestGate('open sesame 42')
  const seen: string[] = []
  const server = await countingServer((request, response) => {
    const { host = '', cookie = '-', authorization = '-' } = request.headers
    const name = host.split(':')[0] ?? ''
    seen.push(`${name}${request.url} ${cookie} ${authorization.split(' ')[0]}`)
    if (request.url === '/bearer') {
      response.writeHead(307, {
        location: `http://b.test:${request.socket.localPort}/there`,
        'set-cookie': 'sid=1'
      })
    } else if (request.url === '/digest') {
      const challenge = gate.challengeOf(request, Buffer.alloc(0))
      if (challenge === null)
        response.writeHead(302, { location: `http://b.test:${request.socket.localPort}/there` })
      else response.writeHead(401, { 'www-authenticate': challenge })
    } else if (name === 'b.test') response.setHeader('set-cookie', 'other=2')
    response.end()
  })
  const target = server.url.replace('127.0.0.1', 'a.test')
  const digest = { digest: { username: 'ali', password: '${env.PASSWORD}' } }
  const flow = [
    { request: { url: '/bearer', auth: { bearer: { token: '${env.TOKEN}' } } } },
    { request: { url: '/digest', auth: digest } },
    { request: { url: '/last' } }
  ]
  const hosts = { 'a.test': '127.0.0.1', 'b.test': '127.0.0.1' }
  await runPlan(planDocument(target, oneIteration(flow), { hosts }), {
    env: { PASSWORD: 'open sesame 42', TOKEN: 't' }
  })
  expect(seen).toEqual([
    'a.test/bearer - Bearer',
    'b.test/there - -',
    'a.test/digest sid=1 -',
    'a.test/digest sid=1 Digest',
    'b.test/there other=2 -',
    'a.test/last sid=1 -'
  ])
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
