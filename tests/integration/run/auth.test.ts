import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sendStepOnce } from '../../../src/main/run/index.ts'
import { DigestGate, type DigestServerOptions } from '../../support/digest-server.ts'
import { planDocument, planOf } from './plan-document.ts'
import {
  countingServer,
  runPlan,
  savedRun,
  startRun,
  temporaryDatabase,
  type CountingServer
} from './run-fixture.ts'

const PASSWORD = 'open sesame 42'
const ENV = { PASSWORD, TOKEN: 'token-4711' }
const DIGEST = { digest: { username: 'ali', password: '${env.PASSWORD}' } }

function iterations(count: number, flow: unknown[]): Record<string, Record<string, unknown>> {
  return { one: { executor: 'per-vu-iterations', iterations: count, flow } }
}

async function digestServer(gate: DigestGate): Promise<CountingServer> {
  return countingServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (bytes: Buffer) => pieces.push(bytes))
    request.on('end', () => {
      const challenge = gate.challengeOf(request, Buffer.concat(pieces))
      if (challenge !== null) response.writeHead(401, { 'www-authenticate': challenge })
      response.end('a body of either')
    })
  })
}

/** All bytes that a run has left behind. */
function savedBytes(databaseFile: string): string {
  const folder = dirname(databaseFile)
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n')
}

describe('digest authentication', () => {
  it.each<DigestServerOptions>([
    { algorithm: 'MD5' },
    { algorithm: 'MD5-sess' },
    { algorithm: 'SHA-256' },
    { algorithm: 'SHA-256-sess' },
    { algorithm: 'SHA-256', qop: 'auth-int' }
  ])('with %j asks once for each virtual user, then passes at once', async (options) => {
    const gate = new DigestGate(PASSWORD, options)
    const server = await digestServer(gate)
    const flow = [
      { request: { name: 'get', url: '/a?q=caf\u00e9 1', expectStatus: 200 } },
      { request: { name: 'post', method: 'POST', url: '/b', json: { tea: 1 }, expectStatus: 200 } }
    ]
    const document = planDocument(server.url, iterations(2, flow), { defaults: { auth: DIGEST } })
    const { summary } = await runPlan(document, { env: ENV })
    expect(gate.verdicts).toEqual(['asked', 'passed', 'passed', 'passed', 'passed'])
    // The challenge is a request of its own, and none that failed.
    expect(summary.totals).toMatchObject({ started: 5, completed: 5, failed: 0, httpFailed: 0 })
    expect(summary.statusCodes).toEqual({ 200: 4, 401: 1 })
    expect(summary.requests.get?.totals.started).toBe(3)
    expect(summary.iterations.completed).toBe(2)
  })

  it('goes on with a new nonce where the service calls the old one stale', async () => {
    const gate = new DigestGate(PASSWORD, { usesOfNonce: 2 })
    const server = await digestServer(gate)
    const document = planDocument(server.url, iterations(5, [{ request: { url: '/', auth: DIGEST } }]))
    const { summary } = await runPlan(document, { env: ENV })
    const round = ['passed', 'passed', 'stale']
    expect(gate.verdicts).toEqual(['asked', ...round, ...round, 'passed'])
    expect(summary.totals.httpFailed).toBe(0)
  })

  it('with a wrong password is an HTTP error, one challenge before it', async () => {
    const gate = new DigestGate('another')
    const server = await digestServer(gate)
    const document = planDocument(server.url, iterations(1, [{ request: { url: '/', auth: DIGEST } }]))
    const { summary } = await runPlan(document, { env: ENV })
    expect(gate.verdicts).toEqual(['asked', 'refused'])
    expect(summary.totals).toMatchObject({ started: 2, completed: 2, httpFailed: 1 })
  })

  it('is what Send once shows the answer of', async () => {
    const gate = new DigestGate(PASSWORD)
    const server = await digestServer(gate)
    const plan = planOf(planDocument(server.url, iterations(1, [{ request: { url: '/', auth: DIGEST } }])))
    const sent = await sendStepOnce(plan, { scenario: 0, step: 0 }, { env: ENV, files: {} }, [])
    expect(gate.verdicts).toEqual(['asked', 'passed'])
    expect(sent).toMatchObject({ status: 200, errorCode: null })
    expect(sent.requestText).toContain('\r\nAuthorization: Digest ***\r\n')
  })
})

describe('credentials', () => {
  it('of each kind arrive, and none of them in what is saved, also of requests that fail', async () => {
    const seen: (string | undefined)[] = []
    const server = await countingServer((request, response) => {
      seen.push(request.headers.authorization)
      response.setHeader('set-cookie', 'sid=session-0815; Path=/')
      response.writeHead(503).end()
    })
    const withUser = server.url.replace('http://', 'http://ali:${env.PASSWORD}@')
    const checks = [{ header: 'x', contains: 'y' }]
    const flow = [
      {
        request: { url: '/basic', auth: { basic: { username: 'ali', password: '${env.PASSWORD}' } } },
        checks
      },
      { request: { url: '/bearer', auth: { bearer: { token: '${env.TOKEN}' } } }, checks },
      { request: { url: `${withUser}/url` } },
      { request: { url: '/digest', auth: DIGEST } },
      { request: { url: '/target' } },
      { request: { url: '/none', auth: 'none' } },
      { request: { url: '/broken', headers: { 'x-token': '${env.BROKEN}' } } }
    ]
    const databaseFile = temporaryDatabase()
    const env = { ...ENV, BROKEN: 'token-4711\nnext', TARGET: server.url.replace('//', '//bob:target-pass@') }
    const document = planDocument('${env.TARGET}', iterations(1, flow))
    const handle = await startRun(document, { env, databaseFile })
    const { summary } = savedRun(await handle.ended, databaseFile)
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
    expect(seen).toEqual([
      basic(`ali:${PASSWORD}`),
      'Bearer token-4711',
      basic(`ali:${PASSWORD}`),
      undefined,
      basic('bob:target-pass'),
      undefined
    ])
    expect(summary.totals).toMatchObject({ httpFailed: 7, failed: 1 })
    const saved = savedBytes(databaseFile)
    expect(saved).toContain('${env.PASSWORD}')
    const secrets = [PASSWORD, 'token-4711', 'target-pass', 'session-0815']
    const shown = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    expect(shown.filter((text) => saved.includes(text) || JSON.stringify(summary).includes(text))).toEqual([])
  })

  it('of any kind stay with their origin when a redirect leads to another', async () => {
    const seen: string[] = []
    const note = (who: string, headers: NodeJS.Dict<string | string[]>): void => {
      const names = ['authorization', 'cookie', 'x-api-key', 'x-auth-token', 'proxy-authorization']
      seen.push(`${who} ${names.filter((name) => headers[name] !== undefined).join(' ')}`)
    }
    const other = await countingServer((request, response) => {
      note('other', request.headers)
      response.end()
    })
    const first = await countingServer((request, response) => {
      note('first', request.headers)
      const location = request.url === '/within' ? '/away' : other.url
      response.writeHead(307, { location, 'set-cookie': 'host=only; Path=/' }).end()
    })
    const headers = { 'x-api-key': 'k', 'x-auth-token': 't', 'proxy-authorization': 'p', cookie: 'a=b' }
    const auth = { basic: { username: 'ali', password: '${env.PASSWORD}' } }
    const flow = [{ request: { url: '/within', headers, auth } }]
    // Cookies that a response set belong to the host, whatever its port: those of the plan do not go along.
    const document = planDocument(first.url, iterations(1, flow), { defaults: { cookies: 'off' } })
    await runPlan(document, { env: ENV })
    const all = 'authorization cookie x-api-key x-auth-token proxy-authorization'
    expect(seen).toEqual([`first ${all}`, `first ${all}`, 'other '])
  })
})
