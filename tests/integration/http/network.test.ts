import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { HostLookup, HttpClient } from '../../../src/main/engine/http/index.ts'
import { sleep, type Coroutine } from '../../../src/main/engine/scheduler/index.ts'
import { DEFAULT_NETWORK, type NetworkSettings } from '../../../src/shared/network-settings.ts'
import {
  OK,
  failedWith,
  openTestUser,
  runAsUser,
  runWithClient,
  timedOutWith
} from '../../support/http-client-run.ts'
import { ScriptedServer, type ScriptedServerOptions } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const certificates = makeTestCertificates()
const servers: ScriptedServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function listen(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const server = await ScriptedServer.answering(ANSWER, options)
  servers.push(server)
  return server
}

/** A server that writes down to which of this machine's addresses, or from which, each connection came. */
async function listenTo(end: 'localAddress' | 'remoteAddress', host: string) {
  const seen: string[] = []
  const onConnection = (socket: Socket): number => seen.push(socket[end] ?? '')
  return { server: await listen({ host, onConnection }), seen }
}

function network(changes: Partial<NetworkSettings>): NetworkSettings {
  return { ...DEFAULT_NETWORK, ...changes }
}

function dns(changes: Partial<NetworkSettings['dns']>): NetworkSettings {
  return network({ dns: { ...DEFAULT_NETWORK.dns, ...changes } })
}

/** Answers with these lists one after the other, and never after the last one. */
function answering(...answers: readonly (readonly string[])[]): HostLookup & { questions: number } {
  const lookup: HostLookup & { questions: number } = (_host, callback) => {
    const addresses = answers[lookup.questions++]
    if (addresses === undefined) return
    queueMicrotask(() =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      )
    )
  }
  lookup.questions = 0
  return lookup
}

/** One request over a new connection. */
function* requestOnce(client: HttpClient, url: URL): Coroutine<void> {
  const { request, session } = openTestUser(client)
  expect(yield* request(url)).toEqual(OK)
  session.close()
}

function temporarySocket(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-socket-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'app.sock')
}

function hostHeaderOf(server: ScriptedServer): string | undefined {
  return /^host: *(.*)\r$/im.exec(server.requests[0] ?? '')?.[1]
}

describe('the addresses of a name', () => {
  it('are used in turn by new connections with roundRobin', async () => {
    const { server, seen } = await listenTo('localAddress', '0.0.0.0')
    const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4']
    await runWithClient(
      function* (client) {
        for (let count = 0; count < 4; count++) yield* requestOnce(client, server.url('/', 'shop.test'))
      },
      { network: dns({ select: 'roundRobin' }), lookup: answering(addresses) }
    )
    expect(seen).toEqual([...addresses, '127.0.0.2'])
  })

  it('are all used by new connections with random, and no others', async () => {
    const { server, seen } = await listenTo('localAddress', '0.0.0.0')
    const addresses = ['127.0.0.2', '127.0.0.3']
    await runWithClient(
      function* (client) {
        // That one of two stays away for 60 times happens once in 10^18 runs.
        for (let count = 0; count < 60; count++) yield* requestOnce(client, server.url('/', 'shop.test'))
      },
      { network: dns({ select: 'random' }), lookup: answering(addresses) }
    )
    expect([...new Set(seen)].sort()).toEqual(addresses)
  })

  it('that refuse are tried once and then left to the end of the line', async () => {
    const { server, seen } = await listenTo('localAddress', '127.0.0.3')
    const lookup = answering(['127.0.0.2', '127.0.0.3'])
    await runWithClient(
      function* (client) {
        for (let count = 0; count < 3; count++) yield* requestOnce(client, server.url('/', 'shop.test'))
      },
      { network: dns({ select: 'roundRobin' }), lookup }
    )
    expect(seen).toEqual(['127.0.0.3', '127.0.0.3', '127.0.0.3'])
  })

  it('are asked for again after their ttl, which an open connection does not notice', async () => {
    const { server, seen } = await listenTo('localAddress', '0.0.0.0')
    const lookup = answering(['127.0.0.2'], ['127.0.0.3'])
    await runAsUser(
      function* ({ client, request, exchange }) {
        const url = server.url('/', 'shop.test')
        yield* request(url)
        yield* requestOnce(client, url)
        expect(lookup.questions).toBe(2)
        const late = openTestUser(client)
        late.exchange.settings = { ...late.exchange.settings, connectTimeoutMs: 20 }
        // The third question is never answered: who needs it waits, who has a connection does not.
        expect(yield* late.request(url)).toEqual(timedOutWith('dns_timeout'))
        expect(yield* request(url)).toEqual(OK)
        expect(exchange.record.dnsMs).toBe(0)
        expect(lookup.questions).toBe(3)
      },
      { network: dns({ ttlMs: 0 }), lookup }
    )
    expect(seen).toEqual(['127.0.0.2', '127.0.0.3'])
  })

  it('of the other kind serve where those of the preferred one refuse', async () => {
    const server = await listen({ host: '::1' })
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(server.url('/', 'shop.test'))).toEqual(OK)
      },
      { network: dns({ policy: 'preferIPv4' }), lookup: answering(['127.0.0.1', '::1']) }
    )
  })
})

describe('the host map', () => {
  it('sends a name to another address and port, with the Host header and the TLS name of the URL', async () => {
    const names: string[] = []
    const server = await listen({
      tls: {
        ...certificates.otherHost,
        ALPNCallback: ({ servername }) => {
          names.push(servername)
          return 'http/1.1'
        }
      }
    })
    const mapping = { host: 'other.test', port: 443, address: '127.0.0.1', toPort: server.port }
    const lookup = answering()
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(new URL('https://other.test/'))).toEqual(OK)
      },
      { network: network({ hosts: [mapping] }), tls: { ca: certificates.ca }, lookup }
    )
    expect([hostHeaderOf(server), names, lookup.questions]).toEqual(['other.test', ['other.test'], 0])
  })

  it('has the address judged that it maps to, and by itself: a name that is allowed opens no other way', async () => {
    const judged: string[] = []
    const hosts = [{ host: 'allowed.test', port: null, address: '203.0.113.7', toPort: null }]
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(new URL('http://allowed.test/'))).toEqual(failedWith('host_not_allowed'))
      },
      {
        network: network({ hosts }),
        allowAddress: (address, host) => {
          judged.push(`${address} for ${host}`)
          return host === 'allowed.test'
        }
      }
    )
    expect(judged).toEqual(['203.0.113.7 for 203.0.113.7'])
  })
})

describe('IPv6', () => {
  it('has an address on this machine, without which the tests below cannot tell anything', () => {
    const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
    expect(own.map(({ address }) => address)).toContain('::1')
  })

  it('works with an address in the URL', async () => {
    const server = await listen({ host: '::1' })
    const url = server.url('/', '[::1]')
    await runAsUser(function* ({ request }) {
      expect(yield* request(url)).toEqual(OK)
      expect(yield* request(url)).toEqual(OK)
    })
    expect([hostHeaderOf(server), server.connections]).toEqual([`[::1]:${server.port}`, 1])
  })

  it.each(['preferIPv6', 'onlyIPv6'] as const)('is chosen for a name with both by %s', async (policy) => {
    const { server, seen } = await listenTo('localAddress', '::')
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(server.url('/', 'shop.test'))).toEqual(OK)
      },
      { network: dns({ policy }), lookup: answering(['127.0.0.1', '::1']) }
    )
    expect(seen).toEqual(['::1'])
  })
})

describe('a Unix socket', () => {
  it('carries requests whatever the host of the URL, which stays in the Host header', async () => {
    const path = temporarySocket()
    const server = await listen({ path })
    const lookup = answering()
    await runAsUser(
      function* ({ client, exchange, request, session }) {
        yield* request(new URL('http://127.0.0.1:1/'))
        const prepared = exchange.request
        if (prepared === null) throw new Error('no request was made')
        exchange.request = { ...prepared, origin: client.origin(new URL('http://shop.test:8080'), path) }
        yield* session.perform(exchange)
        yield* session.perform(exchange)
        expect(exchange.record.status).toBe(200)
        expect(exchange.record.dnsMs).toBe(0)
      },
      { lookup, allowAddress: () => false }
    )
    expect([server.connections, server.requests.length, lookup.questions]).toEqual([1, 2, 0])
  })
})

describe('local addresses', () => {
  it('are taken in turn by new connections, as the server sees', async () => {
    const { server, seen } = await listenTo('remoteAddress', '127.0.0.1')
    const localAddresses = [
      { first: '127.0.0.1', count: 1 },
      { first: '127.0.0.8', count: 2 }
    ]
    await runWithClient(
      function* (client) {
        for (let count = 0; count < 4; count++) yield* requestOnce(client, server.url())
      },
      { network: network({ localAddresses }) }
    )
    expect(seen).toEqual(['127.0.0.1', '127.0.0.8', '127.0.0.9', '127.0.0.1'])
  })

  it('have their ports each to itself, so that each more of them is room for 28,000 more connections', async () => {
    const { server, seen } = await listenTo('remoteAddress', '127.0.0.1')
    const fourteen = network({ localAddresses: [{ first: '127.0.0.17', count: 14 }] })
    const own: Socket[] = []
    await runWithClient(
      function* (client) {
        // 28 connections at a time: each address has the port of two of them, and nothing of the others'.
        const users = Array.from({ length: 28 }, () => openTestUser(client))
        for (const user of users) expect(yield* user.request(server.url())).toEqual(OK)
        expect(client.openConnections).toBe(28)
      },
      { network: fourteen }
    )
    const counts = Map.groupBy(seen, (address) => address)
    expect(counts.size).toBe(14)
    expect([...counts.values()].every(({ length }) => length === 2)).toBe(true)
    // One port of two addresses to one place, both connected at once: the limit is that of an address.
    for (const localAddress of ['127.0.0.17', '127.0.0.18']) {
      const localPort = own[0]?.localPort
      const port = Number(server.url().port)
      const socket = connect({
        host: '127.0.0.1',
        port,
        localAddress,
        ...(localPort !== undefined && { localPort })
      })
      onTestFinished(() => void socket.destroy())
      await once(socket, 'connect')
      own.push(socket)
    }
    expect(own.map(({ localAddress }) => localAddress)).toEqual(['127.0.0.17', '127.0.0.18'])
    expect(own[1]?.localPort).toBe(own[0]?.localPort)
  })

  it('that are not of this machine are an error of their own', async () => {
    const server = await listen()
    const localAddresses = [{ first: '203.0.113.7', count: 1 }]
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(server.url())).toEqual(failedWith('local_address_unusable'))
      },
      { network: network({ localAddresses }) }
    )
    expect(server.connections).toBe(0)
  })

  it('of the other kind than the target are the same error', async () => {
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(new URL('http://[::1]:1/'))).toEqual(failedWith('local_address_unusable'))
      },
      { network: network({ localAddresses: [{ first: '127.0.0.1', count: 1 }] }) }
    )
  })
})

describe('a pool of connections', () => {
  const pooled = network({ connections: { reuse: 'always', pool: 2 } })

  it('is shared by all users, and what they wait for a free one is set-up', async () => {
    const server = await ScriptedServer.listen({
      onRequest: ({ socket }) => {
        // Nothing is answered before both connections are busy, so that all others have to wait.
        if (server.requests.length < 2) return waiting.push(socket)
        for (const other of waiting.splice(0)) other.write(ANSWER)
        return socket.write(ANSWER)
      }
    })
    const waiting: Socket[] = []
    servers.push(server)
    await runWithClient(
      function* (client, loop) {
        const users = Array.from({ length: 6 }, () => openTestUser(client))
        const tasks = users.map(({ request }) => loop.createTask(request(server.url())))
        for (const task of tasks) expect(yield* task).toEqual(OK)
        const { record } = users[5]!.exchange
        expect(record.connectMs).toBe(0)
        expect(record.readyMs).toBeGreaterThanOrEqual(users[0]!.exchange.record.endMs)
        expect(client.openConnections).toBe(2)
        expect(client.requestsInFlight).toBe(0)
      },
      { network: pooled }
    )
    expect([server.connections, server.requests.length]).toEqual([2, 6])
  })

  it('ends the wait for a connection at the timeout of the request, with a code of its own', async () => {
    const server = await ScriptedServer.listen({})
    servers.push(server)
    await runWithClient(
      function* (client, loop) {
        const busy = [openTestUser(client), openTestUser(client)]
        const tasks = busy.map(({ request }) => loop.createTask(request(server.url())))
        const late = openTestUser(client)
        late.exchange.settings = { ...late.exchange.settings, totalTimeoutMs: 30 }
        yield* sleep(0)
        expect(yield* late.request(server.url())).toEqual(timedOutWith('pool_timeout'))
        const { record } = late.exchange
        expect([record.readyMs, record.firstByteMs]).toEqual([record.endMs, record.endMs])
        for (const task of tasks) task.cancel()
      },
      { network: pooled }
    )
  })

  it('sends a request once more whose kept connection turned out to be dead', async () => {
    const server = await ScriptedServer.listen({
      onRequest: ({ socket, numberOnConnection }) => {
        if (numberOnConnection === 1) socket.write(ANSWER)
        else socket.destroy()
      }
    })
    servers.push(server)
    await runWithClient(
      function* (client) {
        const [first, second] = [openTestUser(client), openTestUser(client)]
        expect(yield* first.request(server.url())).toEqual(OK)
        expect(yield* second.request(server.url())).toEqual(OK)
        expect(second.exchange.record.retries).toBe(1)
        expect(server.connections).toBe(2)
      },
      { network: network({ connections: { reuse: 'always', pool: 1 } }) }
    )
  })

  it('refuses at once what is not allowed, for as many as ask', async () => {
    await runWithClient(
      function* (client) {
        const users = Array.from({ length: 100 }, () => openTestUser(client))
        for (const { request } of users) {
          expect(yield* request(new URL('http://203.0.113.7/'))).toEqual(failedWith('host_not_allowed'))
        }
        expect(client.requestsInFlight).toBe(0)
      },
      { network: pooled, allowAddress: () => false }
    )
  })
})

describe('without reuse of connections', () => {
  it('each request has its own, which is closed behind the response though the server would keep it', async () => {
    const server = await listen()
    await runAsUser(
      function* ({ client, request }) {
        for (let count = 1; count <= 3; count++) {
          expect(yield* request(server.url())).toEqual(OK)
          expect(server.connections).toBe(count)
          while (client.openConnections > 0) yield* sleep(0)
        }
      },
      { network: network({ connections: { reuse: 'never', pool: null } }) }
    )
  })
})
