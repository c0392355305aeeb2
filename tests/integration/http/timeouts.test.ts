import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HostLookup } from '../../../src/main/engine/http/index.ts'
import { RequestRecord } from '../../../src/main/engine/metrics/index.ts'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import { DeafListener } from '../../support/deaf-listener.ts'
import {
  OK,
  endingOf,
  openTestUser,
  runAsUser,
  runWithClient,
  timedOutWith
} from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

const LIMIT_MS = 40
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const servers: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
  servers.push(await server)
  return server
}

function expectElapsed(record: RequestRecord, atLeastMs: number): void {
  expect(record.endMs - record.dispatchMs).toBeGreaterThanOrEqual(atLeastMs)
}

describe('a timeout', () => {
  it('of the name resolution is told as dns_timeout', async () => {
    await runAsUser(
      function* ({ request, exchange }) {
        exchange.settings = { ...exchange.settings, connectTimeoutMs: LIMIT_MS }
        expect(yield* request(new URL('http://slow.test/'))).toEqual(timedOutWith('dns_timeout'))
        expectElapsed(exchange.record, LIMIT_MS)
        expect(exchange.record.readyMs).toBe(exchange.record.endMs)
      },
      { lookup: () => undefined }
    )
  })

  it('of the TCP connection is told as connect_timeout', async () => {
    const listener = await started(DeafListener.listen())
    await runWithClient(function* (client, loop) {
      const users = Array.from({ length: 6 }, () => openTestUser(client))
      const tasks = users.map((user) => {
        user.exchange.settings = { ...user.exchange.settings, connectTimeoutMs: LIMIT_MS }
        user.exchange.settings = { ...user.exchange.settings, totalTimeoutMs: 4 * LIMIT_MS }
        return loop.createTask(user.request(new URL(`http://127.0.0.1:${listener.port}/`)))
      })
      for (const task of tasks) yield* task
      const errors = users.map(({ exchange }) => endingOf(exchange).error)
      // The first few wait in the kernel's queue and count as connected.
      expect(new Set(errors)).toEqual(new Set(['first_byte_timeout', 'connect_timeout']))
      expect(users.every(({ exchange }) => endingOf(exchange).outcome === 'timeout')).toBe(true)
    })
  })

  it('is shared between the addresses of a name, so that one that never answers gives way to the next', async () => {
    const deaf = await started(DeafListener.listen())
    // From now on the kernel leaves further connections unanswered.
    const fillers = Array.from({ length: 6 }, () => connect({ host: '127.0.0.1', port: deaf.port }))
    for (const filler of fillers) filler.on('error', () => undefined)
    await once(fillers[0] as Socket, 'connect')
    const server = await started(ScriptedServer.answering(ANSWER, { host: '127.0.0.2', port: deaf.port }))
    const lookup: HostLookup = (_host, callback) => {
      const both = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }))
      queueMicrotask(() => callback(null, both))
    }
    const network = { ...DEFAULT_NETWORK, dns: { ...DEFAULT_NETWORK.dns, select: 'first' as const } }
    await runWithClient(
      function* (client) {
        const times: number[] = []
        for (let count = 1; count <= 3; count++) {
          const { request, exchange } = openTestUser(client)
          exchange.settings = { ...exchange.settings, connectTimeoutMs: 20 * LIMIT_MS }
          expect(yield* request(server.url('/', 'two.test'))).toEqual(OK)
          times.push(exchange.record.connectMs)
        }
        // The first connection pays for all: later ones begin elsewhere.
        expect(times.map((ms) => ms >= 5 * LIMIT_MS)).toEqual([true, false, false])
        expect(server.connections).toBe(3)
      },
      { lookup, network }
    )
    for (const filler of fillers) filler.destroy()
  })

  it('of the TLS handshake is told as tls_timeout', async () => {
    const server = await started(ScriptedServer.listen({}))
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, connectTimeoutMs: LIMIT_MS }
      const url = new URL(`https://127.0.0.1:${server.port}/`)
      expect(yield* request(url)).toEqual(timedOutWith('tls_timeout'))
      expectElapsed(exchange.record, LIMIT_MS)
      expect(exchange.record.connectMs).toBeGreaterThan(0)
      expect(exchange.record.readyMs).toBe(exchange.record.endMs)
    })
  })

  it('of the sending is told as send_timeout', async () => {
    const server = await started(ScriptedServer.listen({ onConnection: (socket) => socket.pause() }))
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, totalTimeoutMs: 4 * LIMIT_MS }
      const parts = { method: 'POST', body: 'x'.repeat(64 * 2 ** 20) }
      expect(yield* request(server.url(), parts)).toEqual(timedOutWith('send_timeout'))
      const { record } = exchange
      expect(record.readyMs).toBeLessThan(record.endMs)
      expect(record.sentMs).toBe(record.endMs)
    })
  })

  it('of the first byte is told as first_byte_timeout and does not bound the rest', async () => {
    const server = await started(
      ScriptedServer.listen({
        onRequest: ({ socket, text }) => {
          if (text.startsWith('POST')) socket.write('HTTP/1.1 200 OK\r\n')
        }
      })
    )
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, firstByteTimeoutMs: LIMIT_MS }
      exchange.settings = { ...exchange.settings, totalTimeoutMs: 4 * LIMIT_MS }
      expect(yield* request(server.url())).toEqual(timedOutWith('first_byte_timeout'))
      expect(exchange.record.endMs - exchange.record.sentMs).toBeGreaterThanOrEqual(LIMIT_MS)
      expect(yield* request(server.url(), { method: 'POST' })).toEqual(timedOutWith('response_timeout'))
      expectElapsed(exchange.record, 4 * LIMIT_MS)
    })
  })

  it('of the first byte goes on over interim responses', async () => {
    const server = await started(ScriptedServer.answering('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'))
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, firstByteTimeoutMs: LIMIT_MS }
      expect(yield* request(server.url())).toEqual(timedOutWith('first_byte_timeout'))
      expectElapsed(exchange.record, LIMIT_MS)
      expect(exchange.record.firstByteMs).toBe(exchange.record.endMs)
    })
  })

  it('of the whole response is told as response_timeout and keeps the status', async () => {
    const server = await started(
      ScriptedServer.answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
    )
    await runAsUser(function* ({ request, exchange, client }) {
      exchange.settings = { ...exchange.settings, totalTimeoutMs: LIMIT_MS }
      expect(yield* request(server.url())).toEqual(timedOutWith('response_timeout', 200))
      const { record } = exchange
      expectElapsed(record, LIMIT_MS)
      expect(record.firstByteMs).toBeLessThan(record.endMs)
      expect(client.requestsInFlight).toBe(0)
    })
  })

  it('closes the connection, and the next request has the whole time again', async () => {
    const server = await started(
      ScriptedServer.listen({
        onRequest: ({ socket, connectionNumber }) => {
          if (connectionNumber > 1) socket.write(ANSWER)
        }
      })
    )
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, totalTimeoutMs: LIMIT_MS }
      expect((yield* request(server.url())).outcome).toBe('timeout')
      exchange.settings = { ...exchange.settings, totalTimeoutMs: 10_000 }
      expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(2)
    })
  })
})
