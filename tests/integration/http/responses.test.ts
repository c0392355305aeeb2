import { afterEach, describe, expect, it } from 'vitest'
import { OK, runAsUser } from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

let server: ScriptedServer

afterEach(() => server.close())

describe('a response', () => {
  it('is complete after its content length', async () => {
    server = await ScriptedServer.answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(OK)
      const { record } = exchange
      expect(record.bytesReceived).toBe(43)
      expect(record.bytesSent).toBe(server.requests[0]?.length)
      expect(record.retries).toBe(0)
    })
  })

  it('is complete after its last chunk', async () => {
    server = await ScriptedServer.answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nA: b\r\n\r\n'
    )
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, captureBody: true }
      expect(yield* request(server.url())).toEqual(OK)
      expect(Buffer.from(exchange.response?.body() ?? []).toString()).toBe('hello world')
      expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(1)
    })
  })

  it('has its first byte where the final response begins, however many interim ones come before', async () => {
    const writtenMs: number[] = []
    server = await ScriptedServer.listen({
      onRequest: ({ socket }) => {
        const pieces = [
          'HTTP/1.1 100 Continue\r\n\r\n',
          'HTTP/1.1 103 Early Hints\r\nLink: <',
          '/a>\r\n\r\nHTTP/1.1 200',
          ' OK\r\nContent-Length: 2\r\n\r\nok'
        ]
        // One after the other, so that the client reads each before the next one comes.
        const writeNext = (): void => {
          const piece = pieces.shift()
          if (piece === undefined) return
          writtenMs.push(performance.now())
          socket.write(piece)
          setTimeout(writeNext, 10)
        }
        writeNext()
      }
    })
    await runAsUser(function* ({ request, exchange }) {
      expect(yield* request(server.url())).toEqual(OK)
      const { sentMs, firstByteMs, endMs } = exchange.record
      const [first = NaN, , final = NaN] = writtenMs
      expect(firstByteMs - sentMs).toBeGreaterThanOrEqual(final - first)
      expect(endMs).toBeGreaterThan(firstByteMs)
    })
  })

  it('without a length ends with the connection', async () => {
    server = await ScriptedServer.listen({
      onRequest: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end')
    })
    await runAsUser(function* ({ request, exchange, client }) {
      exchange.settings = { ...exchange.settings, captureBody: true }
      expect(yield* request(server.url())).toEqual(OK)
      expect(Buffer.from(exchange.response?.body() ?? []).toString()).toBe('until the end')
      expect(yield* request(server.url())).toEqual(OK)
      expect(server.connections).toBe(2)
      expect(client.unexpectedDataConnections).toBe(0)
    })
  })

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 200],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n', 304],
    ['GET', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n', 201],
    ['POST', 'HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno', 503]
  ])('to %s ends where the protocol says: %j', async (method, response, status) => {
    server = await ScriptedServer.answering(response)
    await runAsUser(function* ({ request }) {
      const parts = method === 'POST' ? { method, body: '{"a":1}' } : { method }
      expect(yield* request(server.url('/x?y=1'), parts)).toEqual({ ...OK, status })
      expect(yield* request(server.url('/x?y=1'), parts)).toEqual({ ...OK, status })
      expect(server.connections).toBe(1)
      expect(server.requests[0]).toMatch(new RegExp(`^${method} /x\\?y=1 HTTP/1\\.1\r\n`))
      expect(server.requests[0]?.endsWith('\r\n\r\n{"a":1}')).toBe(method === 'POST')
    })
  })

  it('of 1 MiB arrives whole and keeps the connection', async () => {
    const body = Buffer.alloc(2 ** 20, 'abcdefghijklmnopqrstuvwxyz')
    const response = Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`),
      body
    ])
    server = await ScriptedServer.answering(response)
    await runAsUser(function* ({ request, exchange }) {
      exchange.settings = { ...exchange.settings, captureBody: true }
      for (let count = 1; count <= 5; count++) {
        expect(yield* request(server.url())).toEqual(OK)
        expect(exchange.record.bytesReceived).toBe(response.length)
        expect(body.equals(exchange.response?.body() ?? Buffer.alloc(0))).toBe(true)
      }
      expect(server.connections).toBe(1)
    })
  })

  it('is captured on request alone, head and body', async () => {
    server = await ScriptedServer.answering(
      'HTTP/1.1 200 OK\r\nX-Name: Ada\r\nContent-Length: 5\r\n\r\nhello'
    )
    await runAsUser(
      function* ({ request, exchange }) {
        yield* request(server.url())
        expect(exchange.response).toBeNull()
        exchange.settings = { ...exchange.settings, captureHead: true }
        yield* request(server.url())
        expect(exchange.response?.headerValue('x-name')).toBe('Ada')
        expect(exchange.response?.body()).toHaveLength(0)
        exchange.settings = { ...exchange.settings, captureBody: true }
        yield* request(server.url())
        expect(Buffer.from(exchange.response?.body() ?? []).toString()).toBe('hel')
        expect(exchange.response?.bodyCut).toBe(true)
        exchange.settings = { ...exchange.settings, captureHead: false }
        exchange.settings = { ...exchange.settings, captureBody: false }
        yield* request(server.url())
        expect(exchange.response).toBeNull()
      },
      { limits: { maxCapturedBodyBytes: 3 } }
    )
  })

  it('that came byte by byte has its moments in order', async () => {
    server = await ScriptedServer.listen({
      onRequest: ({ socket }) => {
        for (const byte of 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok') socket.write(byte)
      }
    })
    await runAsUser(function* ({ request, exchange }) {
      for (let count = 1; count <= 2; count++) {
        expect(yield* request(server.url())).toEqual(OK)
        const { record } = exchange
        const moments = [record.dispatchMs, record.readyMs, record.sentMs, record.firstByteMs, record.endMs]
        expect(moments).toEqual([...moments].sort((a, b) => a - b))
        expect(record.connectMs > 0).toBe(count === 1)
        expect(record.readyMs > record.dispatchMs).toBe(count === 1)
      }
    })
  })
})
