import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type {
  HostLookup,
  HttpClientOptions,
  ProxyChoice,
  ProxyServer
} from '../../../src/main/engine/http/index.ts'
import { UNKNOWN_ADDRESS } from '../../../src/main/engine/http/index.ts'
import { sleep } from '../../../src/main/engine/scheduler/index.ts'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'
import {
  OK,
  failedWith,
  openTestUser,
  runAsUser,
  runWithClient,
  timedOutWith,
  type Ending
} from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'
import { TestProxy, type TestProxyOptions } from '../../support/test-proxy.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const LIMIT_MS = 40

const certificates = makeTestCertificates()
const { ca, valid } = certificates

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function started<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
  open.push(await server)
  return server
}

function startProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  return started(TestProxy.listen(options))
}

function service(options: Parameters<typeof ScriptedServer.answering>[1] = {}): Promise<ScriptedServer> {
  return started(ScriptedServer.answering(ANSWER, options))
}

/** Knows the proxy alone: whatever else is looked up here is none of this machine's business. */
const knowsTheProxy: HostLookup = (host, callback) => {
  const addresses = host === 'localhost' ? [{ address: '127.0.0.1', family: 4 }] : []
  queueMicrotask(() => callback(null, addresses))
}

function serverOf(proxy: TestProxy, changes: Partial<ProxyServer> = {}): ProxyServer {
  const scheme = proxy.url().startsWith('https') ? 'https' : 'http'
  return { scheme, host: '127.0.0.1', port: proxy.port, authorization: null, ...changes }
}

function through(
  proxy: TestProxy,
  changes: Partial<ProxyServer> = {},
  options: Partial<HttpClientOptions> = {}
): Omit<HttpClientOptions, 'loop'> {
  const server = serverOf(proxy, changes)
  return { tls: { ca }, lookup: knowsTheProxy, proxyOf: () => server, ...options }
}

function requestOnce(url: URL, options: Omit<HttpClientOptions, 'loop'>): Promise<Ending> {
  return runAsUser(function* ({ request, exchange }) {
    exchange.settings = { ...exchange.settings, connectTimeoutMs: 5_000 }
    return yield* request(url)
  }, options)
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

describe('a request for http through a proxy', () => {
  it.each(['http', 'https'] as const)(
    'is sent whole to the %s proxy, which looks the name up, over a connection that is kept',
    async (scheme) => {
      const server = await service()
      const proxy = await startProxy({ credentials: 'ada:s3cret', ...(scheme === 'https' && { tls: valid }) })
      const url = server.url('/a?b=c', 'shop.test')
      const options = through(proxy, { host: 'localhost', authorization: basic('ada:s3cret') })
      await runAsUser(function* ({ request, exchange }) {
        for (let count = 1; count <= 3; count++) {
          expect(yield* request(url)).toEqual(OK)
          expect(exchange.record.tlsMs > 0).toBe(count === 1 && scheme === 'https')
        }
        expect(yield* request(url, { method: 'POST', body: 'x'.repeat(100_000) })).toEqual(OK)
      }, options)
      expect(proxy.asked).toEqual([...Array<string>(3).fill(`GET ${url.href}`), `POST ${url.href}`])
      expect(proxy.connections).toBe(1)
      expect(proxy.serverNames).toEqual(scheme === 'https' ? ['localhost'] : [])
      const [first = ''] = server.requests
      expect(first).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/)
      expect(first).toContain(`\r\nhost: ${url.host}\r\n`)
      expect(first).not.toMatch(/proxy-authorization/i)
    }
  )

  it('gets the 407 of the proxy as its response, as any other status', async () => {
    const proxy = await startProxy({ credentials: 'ada:s3cret' })
    expect(await requestOnce(new URL('http://shop.test/'), through(proxy))).toMatchObject({
      error: 'none',
      status: 407
    })
  })

  it('goes straight where the choice says so', async () => {
    const server = await service()
    const proxy = await startProxy()
    const proxyOf: ProxyChoice = (_scheme, _host, port) => (port === server.port ? null : serverOf(proxy))
    expect(await requestOnce(server.url('/', 'localhost'), through(proxy, {}, { proxyOf }))).toEqual(OK)
    expect(proxy.connections).toBe(0)
    expect(server.requests[0]).toMatch(/^GET \/ HTTP/)
  })
})

describe('a request for https through a proxy', () => {
  it.each(['http', 'https'] as const)(
    'goes through a tunnel of the %s proxy, with the name and the certificate of the service',
    async (scheme) => {
      const names: unknown[] = []
      const body = 'x'.repeat(2 ** 20)
      const server = await started(
        ScriptedServer.answering(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`, {
          tls: { ...valid, ca, requestCert: true, rejectUnauthorized: true },
          onConnection: (socket) => {
            if (socket instanceof TLSSocket)
              names.push(socket.servername, socket.getPeerCertificate().subject.CN)
          }
        })
      )
      const proxy = await startProxy({ credentials: 'ada:s3cret', ...(scheme === 'https' && { tls: valid }) })
      const { client } = certificates
      const tls = { ca, cert: client.cert, key: client.key }
      const authorization = basic('ada:s3cret')
      await runAsUser(
        function* ({ request, exchange, client: httpClient }) {
          exchange.settings = { ...exchange.settings, captureBody: true }
          for (let count = 1; count <= 3; count++) {
            expect(yield* request(server.url('/a', 'localhost'))).toEqual(OK)
            expect(Buffer.from(exchange.response?.body() ?? []).toString() === body).toBe(true)
            const { record } = exchange
            expect([record.connectMs > 0, record.tlsMs > 0]).toEqual([count === 1, count === 1])
          }
          expect(httpClient.openConnections).toBe(1)
        },
        through(proxy, { authorization }, { tls })
      )
      expect(proxy.asked).toEqual([`CONNECT localhost:${server.port}`])
      expect(proxy.authorizations).toEqual([authorization])
      expect(names).toEqual(['localhost', 'client'])
      expect(server.requests[0]).toMatch(/^GET \/a HTTP\/1\.1\r\n/)
      expect(server.requests[0]).not.toMatch(/proxy-authorization/i)
    }
  )

  it('checks the certificate for the name of the service, not for that of the proxy', async () => {
    const server = await service({ tls: certificates.otherHost })
    const proxy = await startProxy()
    const url = server.url('/', 'localhost')
    expect(await requestOnce(url, through(proxy))).toEqual(failedWith('tls_certificate_hostname'))
    expect(await requestOnce(server.url('/', 'other.test'), through(proxy))).toEqual(OK)
  })

  it('resumes the session with the service through another tunnel', async () => {
    const resumed: boolean[] = []
    const server = await started(
      ScriptedServer.answering(ANSWER.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), {
        tls: valid,
        onConnection: (socket) => socket instanceof TLSSocket && resumed.push(socket.isSessionReused())
      })
    )
    const proxy = await startProxy()
    await runAsUser(function* ({ request }) {
      for (let count = 0; count < 3; count++) expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
    }, through(proxy))
    expect(resumed).toEqual([false, true, true])
    expect(proxy.asked).toHaveLength(3)
  })

  it('reaches a service by its IPv6 address, through a proxy that has one', async () => {
    const isHere = Object.values(networkInterfaces()).some((entries) =>
      entries?.some(({ address }) => address === '::1')
    )
    const host = isHere ? '::1' : '127.0.0.1'
    const server = await service({ tls: valid })
    const proxy = await startProxy({ host })
    const url = new URL(`https://[2001:db8::7]:${server.port}/`)
    expect(await requestOnce(url, through(proxy, { host }, { tls: { insecure: true } }))).toEqual(OK)
    expect(proxy.asked).toEqual([`CONNECT [2001:db8::7]:${server.port}`])
  })
})

describe('connections through a proxy', () => {
  it.each(['http', 'https'] as const)(
    'are kept in a pool, or made anew for each request, to %s',
    async (scheme) => {
      const server = await service(scheme === 'https' ? { tls: valid } : {})
      const expected = { kept: 1, pooled: 2, fresh: 4 }
      const kinds = {
        kept: { reuse: 'always', pool: null },
        pooled: { reuse: 'always', pool: 2 },
        fresh: { reuse: 'never', pool: null }
      } as const
      for (const kind of ['kept', 'pooled', 'fresh'] as const) {
        const proxy = await startProxy()
        const network = { ...DEFAULT_NETWORK, connections: kinds[kind] }
        const users = kind === 'pooled' ? 4 : 1
        await runWithClient(
          function* (client, loop) {
            const tasks = Array.from({ length: users }, () =>
              loop.createTask(
                (function* () {
                  const { request, session } = openTestUser(client)
                  for (let count = 0; count < 4; count++)
                    expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
                  session.close()
                })()
              )
            )
            for (const task of tasks) yield* task
          },
          through(proxy, {}, { network })
        )
        expect(proxy.connections, kind).toBe(expected[kind])
      }
    }
  )

  it('start from the local addresses of the plan', async () => {
    const from: (string | undefined)[] = []
    const server = await service({ tls: valid })
    const proxy = await startProxy({ onTunnel: (client) => from.push(client.remoteAddress) })
    const network = { ...DEFAULT_NETWORK, localAddresses: [{ first: '127.0.0.9', count: 1 }] }
    expect(await requestOnce(server.url('/', 'localhost'), through(proxy, {}, { network }))).toEqual(OK)
    expect(from).toEqual(['127.0.0.9'])
  })

  it('go to where the plan maps the proxy, and never to where it maps the service', async () => {
    const server = await service()
    const proxy = await startProxy()
    const hosts = [
      { host: 'proxy.test', port: null, address: '127.0.0.1', toPort: proxy.port },
      { host: 'shop.test', port: null, address: '127.0.0.2', toPort: 1 }
    ]
    const network = { ...DEFAULT_NETWORK, hosts }
    const options = through(proxy, { host: 'proxy.test', port: 3128 }, { network })
    expect(await requestOnce(server.url('/', 'shop.test'), options)).toEqual(OK)
    expect(proxy.asked).toHaveLength(1)
  })
})

describe('a proxy that does not lead to the service', () => {
  const closed: HostLookup = (_host, callback) => queueMicrotask(() => callback(null, []))

  it('because nothing listens there, or its name is not known, is told as proxy_unreachable', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const proxy = await startProxy()
    const { port } = gone.address() as { port: number }
    gone.close()
    await once(gone, 'close')
    for (const scheme of ['http', 'https']) {
      const url = new URL(`${scheme}://shop.test/`)
      expect(await requestOnce(url, through(proxy, { port }))).toEqual(failedWith('proxy_unreachable'))
      expect(await requestOnce(url, through(proxy, { host: 'nowhere.test' }, { lookup: closed }))).toEqual(
        failedWith('proxy_unreachable')
      )
    }
  })

  it.each<[what: string, answer: string, code: RequestErrorCode, status: number]>([
    ['an answer of 407', 'HTTP/1.1 407 No\r\nContent-Length: 9\r\n\r\n', 'proxy_auth_required', 407],
    ['an answer of 403', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy_refused', 403],
    [
      'an answer of 502 with a body',
      'HTTP/1.1 502 Bad\r\nContent-Length: 3\r\n\r\nbad',
      'proxy_refused',
      502
    ],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n', 'proxy_refused', 302],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'proxy_failed', 0],
    ['bytes of its own behind the answer', 'HTTP/1.1 200 OK\r\n\r\nhello', 'proxy_failed', 200]
  ])('by %s', async (_what, answer, code, status) => {
    const proxy = await startProxy({ onConnect: (client) => client.write(answer) })
    expect(await requestOnce(new URL('https://shop.test/'), through(proxy))).toEqual(failedWith(code, status))
  })

  it.each<[what: string, onConnect: (client: Socket) => void]>([
    ['closes', (client) => client.end()],
    ['resets', (client) => client.resetAndDestroy()],
    ['closes in its answer', (client) => client.end('HTTP/1.1 200 Conn')]
  ])('because it %s is told as proxy_failed', async (_what, onConnect) => {
    const proxy = await startProxy({ onConnect })
    expect(await requestOnce(new URL('https://shop.test/'), through(proxy))).toEqual(
      failedWith('proxy_failed')
    )
  })

  it('in time is told as proxy_timeout, of its own TLS as well', async () => {
    const silent = await startProxy({ onConnect: () => undefined })
    const noTls = await started(ScriptedServer.listen({}))
    const cases: [string, Partial<ProxyServer>][] = [
      ['https://shop.test/', {}],
      ['https://shop.test/', { scheme: 'https', port: noTls.port }],
      ['http://shop.test/', { scheme: 'https', port: noTls.port }]
    ]
    for (const [url, changes] of cases) {
      await runAsUser(
        function* ({ request, exchange, client }) {
          exchange.settings = { ...exchange.settings, connectTimeoutMs: LIMIT_MS }
          expect(yield* request(new URL(url))).toEqual(timedOutWith('proxy_timeout'))
          while (client.openConnections > 0) yield* sleep(0)
        },
        through(silent, changes)
      )
    }
  })

  it('because its own certificate is no good is told as proxy_tls_failed', async () => {
    const proxy = await startProxy({ tls: certificates.otherHost })
    for (const scheme of ['http', 'https']) {
      const url = new URL(`${scheme}://shop.test/`)
      expect(await requestOnce(url, through(proxy))).toEqual(failedWith('proxy_tls_failed'))
      const plain = await startProxy()
      expect(await requestOnce(url, through(plain, { scheme: 'https' }))).toEqual(
        failedWith('proxy_tls_failed')
      )
    }
  })

  it.each<[when: string, code: RequestErrorCode]>([
    ['in the handshake with the service', 'tls_failed'],
    ['before the response', 'reset_before_response'],
    ['in the response', 'truncated_response']
  ])('any more, because it dies %s, fails that request and no other', async (_when, code) => {
    let tunnel: Socket | null = null
    let answered = 0
    const server = await started(
      ScriptedServer.listen({
        tls: valid,
        onRequest: ({ socket }) => {
          if (++answered > 1 || code === 'tls_failed') socket.write(ANSWER)
          else if (code === 'reset_before_response') tunnel?.resetAndDestroy()
          else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(100_000)}`)
        }
      })
    )
    const proxy = await startProxy({
      onTunnel: (client, upstream) => {
        tunnel ??= client
        if (tunnel !== client) return
        if (code === 'tls_failed') client.once('data', () => client.resetAndDestroy())
        // The handshake is far smaller than the part of the body that comes.
        if (code === 'truncated_response')
          upstream.on('data', () => upstream.bytesRead > 50_000 && client.end())
      }
    })
    await runAsUser(function* ({ request, client }) {
      expect(yield* request(server.url('/', 'localhost'))).toMatchObject({
        outcome: 'transportError',
        error: code
      })
      expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
      expect(client.openConnections).toBe(1)
    }, through(proxy))
  })

  it('any more, because it has closed a tunnel that waited, gives way to a new one, without a failure', async () => {
    const server = await service({ tls: valid })
    const tunnels: Socket[] = []
    const proxy = await startProxy({ onTunnel: (client) => tunnels.push(client) })
    await runAsUser(function* ({ request, client }) {
      expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
      tunnels[0]?.end()
      while (client.openConnections > 0) yield* sleep(0)
      expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
    }, through(proxy))
    expect(tunnels).toHaveLength(2)
  })
})

describe('the policy of addresses', () => {
  const onlyLoopback = (address: string, host: string): boolean =>
    address === UNKNOWN_ADDRESS ? host === 'allowed.test' : address.startsWith('127.')
  const resolving = (addresses: Record<string, string>): HostLookup => {
    return (host, callback) => {
      const address = addresses[host]
      queueMicrotask(() => callback(null, address === undefined ? [] : [{ address, family: 4 }]))
    }
  }

  it.each<[what: string, url: string, proxyHost: string, allowed: boolean]>([
    ['a host that only the proxy knows', 'http://unknown.test', '127.0.0.1', false],
    ['one that is allowed by its name', 'http://allowed.test', '127.0.0.1', true],
    ['a near host that this machine knows', 'http://near.test', '127.0.0.1', true],
    ['a far host that this machine knows', 'http://far.test', '127.0.0.1', false],
    ['an address that is far', 'http://203.0.113.1', '127.0.0.1', false],
    ['a near host by a proxy that is far', 'http://near.test', 'far.test', false]
  ])('judges %s', async (_what, url, host, allowed) => {
    const server = await service()
    const proxy = await startProxy()
    const lookup = resolving({ 'near.test': '127.0.0.3', 'far.test': '203.0.113.1' })
    const ending = await requestOnce(
      new URL(`${url}:${server.port}/`),
      through(proxy, { host }, { lookup, allowAddress: onlyLoopback })
    )
    expect(ending).toEqual(allowed ? OK : failedWith('host_not_allowed'))
    expect(proxy.connections).toBe(allowed ? 1 : 0)
  })
})
