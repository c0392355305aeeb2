import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpClient, HttpClientOptions } from '../../../src/main/engine/http/index.ts'
import { sleep } from '../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../src/main/engine/scheduler/index.ts'
import {
  OK,
  endingOf,
  failedWith,
  openTestUser,
  runAsUser,
  runWithClient
} from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** The runtime may allow only one of them; both have to do the same. */
const WAYS_TO_WRITE: [way: string, options: Omit<HttpClientOptions, 'loop'>][] = [
  ['directly', {}],
  ['through its stream', { directWrites: null }]
]

let server: ScriptedServer

afterEach(() => server.close())

/** Waits for what a server does to connections; the sockets are polled between two turns. */
function* untilOpenConnections(client: HttpClient, count: number): Coroutine<void> {
  while (client.openConnections !== count) yield* sleep(0)
}

/** Closes each connection at its second request without a word. */
function closeAtSecondRequest(): Promise<ScriptedServer> {
  return ScriptedServer.listen({
    onRequest: ({ socket, numberOnConnection }) => {
      if (numberOnConnection === 1) socket.write(ANSWER)
      else socket.destroy()
    }
  })
}

describe('a session', () => {
  it('sends all requests to one origin over one connection', async () => {
    server = await ScriptedServer.answering(ANSWER)
    await runAsUser(function* ({ request, client }) {
      for (let count = 1; count <= 50; count++) expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(1)
      expect(server.requests).toHaveLength(50)
      expect(client.openConnections).toBe(1)
    })
  })

  it('keeps one connection for each origin', async () => {
    server = await ScriptedServer.answering(ANSWER)
    const other = await ScriptedServer.answering(ANSWER)
    try {
      await runAsUser(function* ({ request, client }) {
        for (let count = 1; count <= 3; count++) {
          expect(yield* request(server.url())).toEqual(OK)
          expect(yield* request(other.url())).toEqual(OK)
        }
        expect([server.connections, other.connections, client.openConnections]).toEqual([1, 1, 2])
      })
    } finally {
      await other.close()
    }
  })

  it('does not share its connection with another session', async () => {
    server = await ScriptedServer.answering(ANSWER)
    await runWithClient(function* (client) {
      yield* openTestUser(client).request(server.url())
      yield* openTestUser(client).request(server.url())
      expect(server.connections).toBe(2)
    })
  })

  it.each([
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', 2],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', 2],
    [
      'HTTP/1.0 with keep-alive',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
      1
    ]
  ])('after a response with %s has needed its connections', async (_name, answer, connections) => {
    server = await ScriptedServer.answering(answer)
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(OK)
      expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(connections)
      expect(exchange.record.retries).toBe(0)
    })
  })

  it.each(['close', 'Close', 'x-y , close'])(
    'sends nothing more over a connection whose last request said Connection: %s',
    async (connection) => {
      // A service that honours it closes later than it answers, and reads nothing in between.
      server = await ScriptedServer.listen({
        onRequest: ({ socket, numberOnConnection }) => {
          if (numberOnConnection === 1) socket.write(ANSWER)
        }
      })
      await runAsUser(function* ({ request, exchange }) {
        const parts = { method: 'POST', headers: [['Connection', connection]] as const, body: 'x' }
        for (let count = 1; count <= 3; count++) {
          expect(yield* request(server.url(), parts)).toEqual(OK)
          expect(server.connections).toBe(count)
          expect(exchange.record.retries).toBe(0)
        }
      })
    }
  )

  it('opens a new connection after the server closed the idle one', async () => {
    server = await ScriptedServer.listen({ onRequest: ({ socket }) => socket.end(ANSWER) })
    await runAsUser(function* ({ request, client, exchange }) {
      expect(yield* request(server.url())).toEqual(OK)
      yield* untilOpenConnections(client, 0)
      expect(yield* request(server.url(), { method: 'POST', body: 'x' })).toEqual(OK)
      expect(exchange.record.retries).toBe(0)
      expect(server.connections).toBe(2)
    })
  })

  it('closes its idle connections when told and opens new ones afterwards', async () => {
    server = await ScriptedServer.answering(ANSWER)
    await runAsUser(function* ({ request, client, session }) {
      yield* request(server.url())
      session.closeIdle()
      yield* untilOpenConnections(client, 0)
      expect(yield* request(server.url())).toEqual(OK)
      session.close()
      yield* untilOpenConnections(client, 0)
      expect(server.connections).toBe(2)
    })
  })
})

describe.each(WAYS_TO_WRITE)('a kept connection that turns out to be dead, written %s', (_, options) => {
  it('is replaced once for an idempotent request, whose record counts the retry and the time', async () => {
    server = await closeAtSecondRequest()
    await runAsUser(function* ({ request, exchange }) {
      yield* request(server.url())
      expect(yield* request(server.url())).toEqual(OK)
      const { record } = exchange
      expect(record.retries).toBe(1)
      expect(record.connectMs).toBeGreaterThan(0)
      expect(record.readyMs - record.dispatchMs).toBeGreaterThanOrEqual(record.connectMs)
      expect(record.bytesSent).toBe(2 * (server.requests[0]?.length ?? 0))
      expect(server.connections).toBe(2)
      expect(server.requests).toHaveLength(3)
    }, options)
  })

  it('fails a request that must not be sent twice', async () => {
    server = await closeAtSecondRequest()
    await runAsUser(function* ({ request, exchange }) {
      yield* request(server.url())
      const ending = yield* request(server.url(), { method: 'POST', body: 'x' })
      expect(ending).toEqual(failedWith('reset_before_response'))
      expect(exchange.record.retries).toBe(0)
      expect(server.requests).toHaveLength(2)
    }, options)
  })

  it('is looked at before it carries a request that must not be sent twice, once the service was seen to do that', async () => {
    server = await ScriptedServer.listen({ onRequest: ({ socket }) => socket.end(ANSWER) })
    await runAsUser(function* ({ request, exchange }) {
      const endings = []
      for (let count = 1; count <= 30; count++) {
        endings.push(yield* request(server.url(), { method: 'POST', body: 'x' }))
        expect(exchange.record.retries).toBe(0)
      }
      const first = endings.findIndex(({ error }) => error === 'reset_before_response')
      expect(endings).toEqual(
        endings.map((_ending, at) => (at === first ? failedWith('reset_before_response') : OK))
      )
    }, options)
  })

  it('may carry a request that is given up before it is sent', async () => {
    server = await ScriptedServer.listen({ onRequest: ({ socket }) => socket.end(ANSWER) })
    await runWithClient(function* (client, loop) {
      const user = openTestUser(client)
      const post = { method: 'POST', body: 'x' }
      for (let count = 1; count <= 3; count++) yield* user.request(server.url(), post)
      const task = loop.createTask(user.request(server.url(), post))
      const sent = server.requests.length
      yield* sleep(0)
      task.cancel()
      while (!task.done()) yield* sleep(0)
      expect(endingOf(user.exchange).outcome).toBe('interrupted')
      expect(client.requestsInFlight).toBe(0)
      expect(server.requests).toHaveLength(sent)
    }, options)
  })

  it('is not replaced a second time when the new connection dies as well', async () => {
    server = await ScriptedServer.listen({
      onRequest: ({ socket, connectionNumber, numberOnConnection }) => {
        if (connectionNumber === 1 && numberOnConnection === 1) socket.write(ANSWER)
        else socket.resetAndDestroy()
      }
    })
    await runAsUser(function* ({ request, exchange }) {
      yield* request(server.url())
      expect(yield* request(server.url())).toEqual(failedWith('reset_before_response'))
      expect(exchange.record.retries).toBe(1)
      expect(server.connections).toBe(2)
    }, options)
  })

  it('is not replaced once a byte of the response has come', async () => {
    server = await ScriptedServer.listen({
      onRequest: ({ socket, numberOnConnection }) => {
        if (numberOnConnection === 1) socket.write(ANSWER)
        else socket.end('H')
      }
    })
    await runAsUser(function* ({ request, exchange }) {
      yield* request(server.url())
      expect(yield* request(server.url())).toEqual(failedWith('truncated_response'))
      expect(exchange.record.retries).toBe(0)
    }, options)
  })
})

describe('bytes that no request asked for', () => {
  it('behind a response cost the connection, not the response', async () => {
    server = await ScriptedServer.answering(`${ANSWER}garbage`)
    await runAsUser(function* ({ request, client }) {
      expect(yield* request(server.url())).toEqual(OK)
      expect(yield* request(server.url())).toEqual(OK)
      expect(client.unexpectedDataConnections).toBe(2)
      expect(server.connections).toBe(2)
    })
  })

  it('while the connection is idle cost the connection', async () => {
    const sockets: Socket[] = []
    server = await ScriptedServer.answering(ANSWER, { onConnection: (socket) => sockets.push(socket) })
    await runAsUser(function* ({ request, client }) {
      expect(yield* request(server.url())).toEqual(OK)
      sockets[0]?.write('HTTP/1.1 408 Request Timeout\r\n\r\n')
      yield* untilOpenConnections(client, 0)
      expect(client.unexpectedDataConnections).toBe(1)
      expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(2)
    })
  })

  it('may be empty lines, which are skipped', async () => {
    server = await ScriptedServer.answering(`${ANSWER}\r\n`)
    await runAsUser(function* ({ request, client }) {
      expect(yield* request(server.url())).toEqual(OK)
      expect(yield* request(server.url())).toEqual(OK)
      expect(client.unexpectedDataConnections).toBe(0)
      expect(server.connections).toBe(1)
    })
  })
})

describe.each(WAYS_TO_WRITE)(
  'a response that comes before the request, written %s, has gone',
  (_, options) => {
    it('counts, and closes the connection', async () => {
      server = await ScriptedServer.listen({
        onConnection: (socket) => {
          socket.once('data', () => {
            socket.pause()
            socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n')
          })
        }
      })
      await runAsUser(function* ({ request, exchange, client }) {
        const ending = yield* request(server.url(), { method: 'POST', body: 'x'.repeat(32 * 2 ** 20) })
        expect(ending).toEqual({ ...OK, status: 413 })
        expect(exchange.record.sentMs).toBeLessThanOrEqual(exchange.record.firstByteMs)
        yield* untilOpenConnections(client, 0)
      }, options)
    })
  }
)
