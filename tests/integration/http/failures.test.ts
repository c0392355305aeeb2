import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { HostLookup } from '../../../src/main/engine/http/index.ts'
import {
  endingOf,
  failedWith,
  openTestUser,
  runAsUser,
  runWithClient
} from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const servers: ScriptedServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(server: Promise<ScriptedServer>): Promise<ScriptedServer> {
  servers.push(await server)
  return server
}

/** A port of 127.0.0.1 where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const lookupOf =
  (...addresses: string[]): HostLookup =>
  (_host, callback) => {
    queueMicrotask(() =>
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 }))
      )
    )
  }

const failingLookup =
  (code: string): HostLookup =>
  (host, callback) => {
    queueMicrotask(() => callback(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }), []))
  }

describe('the answer of a broken server', () => {
  it.each([
    ['malformed_response', 'SSH-2.0-OpenSSH_9.2\r\n', 0],
    ['malformed_response', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n', 0],
    ['malformed_response', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n', 200],
    ['headers_too_large', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 0],
    ['body_too_large', 'HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n', 200]
  ] as const)('is told as %s: %j', async (code, answer, status) => {
    const server = await started(ScriptedServer.answering(answer))
    await runAsUser(
      function* ({ request, exchange }) {
        expect(yield* request(server.url())).toEqual(failedWith(code, status))
        expect(exchange.record.endMs).toBeGreaterThanOrEqual(exchange.record.firstByteMs)
        expect(yield* request(server.url())).toEqual(failedWith(code, status))
        expect(server.connections).toBe(2)
      },
      { limits: { maxBodyBytes: 1000 } }
    )
  })

  it.each([
    ['', 'reset_before_response', 0],
    ['HTTP/1.1 20', 'truncated_response', 0],
    ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', 'truncated_response', 200],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', 'truncated_response', 200]
  ] as const)('that closes after %j is told as %s', async (answer, code, status) => {
    const server = await started(ScriptedServer.listen({ onRequest: ({ socket }) => socket.end(answer) }))
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(failedWith(code, status))
      expect(exchange.record.retries).toBe(0)
    })
  })

  it('that resets before the first byte is told as reset_before_response', async () => {
    const server = await started(
      ScriptedServer.listen({ onRequest: ({ socket }) => socket.resetAndDestroy() })
    )
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(failedWith('reset_before_response'))
      const { record } = exchange
      expect(record.firstByteMs).toBe(record.endMs)
      expect(record.sentMs).toBeLessThan(record.endMs)
    })
  })

  it('that resets in the middle of the response is told as reset_in_response', async () => {
    const server = await started(
      ScriptedServer.listen({
        onRequest: ({ socket }) => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () => socket.resetAndDestroy())
        }
      })
    )
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(failedWith('reset_in_response', 200))
      expect(exchange.record.bytesReceived).toBe(43)
    })
  })

  it('that resets while the request is being written is told as a failure before the response', async () => {
    const server = await started(
      ScriptedServer.listen({
        onConnection: (socket) => socket.once('data', () => socket.resetAndDestroy())
      })
    )
    await runAsUser(function* ({ request, exchange }) {
      const { outcome, error } = yield* request(server.url(), {
        method: 'PUT',
        body: 'x'.repeat(32 * 2 ** 20)
      })
      expect(outcome).toBe('transportError')
      expect(['write_failed', 'reset_before_response']).toContain(error)
      const { record } = exchange
      expect(record.sentMs).toBe(record.endMs)
      expect(record.bytesSent).toBe(0)
    })
  })
})

describe('a connection that cannot be made', () => {
  it('because nothing listens is told as connect_refused, and every attempt ends in its turn', async () => {
    const url = new URL(`http://127.0.0.1:${await closedPort()}/`)
    await runAsUser(function* ({ request, exchange, client }) {
      for (let count = 1; count <= 20; count++) {
        expect(yield* request(url)).toEqual(failedWith('connect_refused'))
        const { record } = exchange
        expect([record.readyMs, record.sentMs, record.firstByteMs]).toEqual(Array(3).fill(record.endMs))
        expect(record.endMs).toBeGreaterThanOrEqual(record.dispatchMs)
      }
      expect(client.requestsInFlight).toBe(0)
    })
  })

  it('to the first address of a host is made to the next', async () => {
    const server = await started(ScriptedServer.answering(ANSWER))
    await runAsUser(
      function* ({ request }) {
        expect((yield* request(server.url('/', 'many.test'))).outcome).toBe('ok')
      },
      { lookup: lookupOf('127.0.0.2', '127.0.0.1') }
    )
  })

  it('because the address is not allowed is told as host_not_allowed before anything connects', async () => {
    const server = await started(ScriptedServer.answering(ANSWER))
    const judged: string[] = []
    await runAsUser(
      function* ({ request, client }) {
        expect(yield* request(server.url())).toEqual(failedWith('host_not_allowed'))
        expect(yield* request(server.url('/', 'named.test'))).toEqual(failedWith('host_not_allowed'))
        expect(client.openConnections).toBe(0)
      },
      {
        lookup: lookupOf('127.0.0.1'),
        allowAddress: (address, host) => {
          judged.push(`${host} at ${address}`)
          return false
        }
      }
    )
    expect(judged).toEqual(['127.0.0.1 at 127.0.0.1', 'named.test at 127.0.0.1'])
    expect(server.connections).toBe(0)
  })

  it('does not hold the loop when it fails at once', async () => {
    await runWithClient(
      function* (client, loop) {
        const user = openTestUser(client)
        let others = 0
        const spinner = loop.createTask(
          (function* () {
            for (let count = 0; count < 100; count++) yield* user.request(new URL('http://127.0.0.1:9/'))
          })()
        )
        const other = loop.createTask(
          (function* () {
            others++
          })()
        )
        yield* other
        expect(spinner.done()).toBe(false)
        expect(others).toBe(1)
        yield* spinner
        expect(endingOf(user.exchange)).toEqual(failedWith('host_not_allowed'))
      },
      { allowAddress: () => false }
    )
  })
})

describe('a host name', () => {
  it('is resolved once for all sessions of the client', async () => {
    const server = await started(ScriptedServer.answering(ANSWER))
    let lookups = 0
    const lookup: HostLookup = (host, callback) => {
      lookups++
      lookupOf('127.0.0.1')(host, callback)
    }
    await runWithClient(
      function* (client, loop) {
        const users = Array.from({ length: 20 }, () => openTestUser(client))
        const tasks = users.map((user) => loop.createTask(user.request(server.url('/', 'named.test'))))
        for (const task of tasks) expect((yield* task).outcome).toBe('ok')
      },
      { lookup }
    )
    expect(lookups).toBe(1)
    expect(server.connections).toBe(20)
    expect(server.requests[0]).toContain('Host: named.test')
  })

  it.each([
    ['ENOTFOUND', 'dns_not_found'],
    ['EAI_AGAIN', 'dns_failed']
  ] as const)('whose resolution ends in %s is told as %s and asked again', async (systemCode, code) => {
    await runAsUser(
      function* ({ request, exchange }) {
        expect(yield* request(new URL('http://nowhere.test/'))).toEqual(failedWith(code))
        expect(exchange.record.readyMs).toBe(exchange.record.endMs)
        expect(yield* request(new URL('http://nowhere.test/'))).toEqual(failedWith(code))
      },
      { lookup: failingLookup(systemCode) }
    )
  })
})
