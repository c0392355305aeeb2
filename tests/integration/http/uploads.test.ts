import { once } from 'node:events'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  BodyFiles,
  encodeRequest,
  StreamedBody,
  type HttpClientOptions
} from '../../../src/main/engine/http/index.ts'
import type { Coroutine } from '../../../src/main/engine/scheduler/index.ts'
import {
  endingOf,
  failedWith,
  OK,
  openTestUser,
  runAsUser,
  runWithClient,
  timedOutWith,
  type Ending,
  type TestUser
} from '../../support/http-client-run.ts'
import { RefusingServer } from '../../support/refusing-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'
import { TestProxy } from '../../support/test-proxy.ts'

const MIB = 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'loadgale-uploads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const certificates = makeTestCertificates()

/** A file with holes, which takes no room on the disk, and a mark at its end. */
function fileOf(name: string, bytes: number): string {
  const path = join(folder, name)
  const descriptor = openSync(path, 'w')
  ftruncateSync(descriptor, bytes)
  writeSync(descriptor, 'the end', bytes - 7)
  closeSync(descriptor)
  return path
}

function bodyOf(path: string): StreamedBody {
  const files = new BodyFiles({ file: { path } })
  onTestFinished(() => files.close())
  return new StreamedBody([files.open('file')])
}

async function serve(listener: RequestListener, isTls = false): Promise<URL> {
  const server = isTls ? createHttpsServer(certificates.valid, listener) : createHttpServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`${isTls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

function* upload(user: TestUser, url: URL, body: StreamedBody, method = 'PUT'): Coroutine<Ending> {
  const { client, session, exchange } = user
  const parts = {
    method,
    target: url.pathname,
    host: url.host,
    headers: [],
    keepAlive: true,
    userAgent: 'test'
  }
  const origin = client.origin(url)
  exchange.request = {
    ...{ origin, bytes: encodeRequest({ ...parts, body }, origin.forwarding), upload: body },
    ...{ headOnly: false, idempotent: method === 'PUT', closesConnection: false }
  }
  yield* session.perform(exchange)
  return endingOf(exchange)
}

interface Tally {
  bytes: number
  end: string
}

/** Reads a body and keeps nothing but its length and its last bytes. */
function tally(request: IncomingMessage, done: (tally: Tally) => void): void {
  const tally = { bytes: 0, end: '' }
  request.on('data', (piece: Buffer) => {
    tally.bytes += piece.length
    tally.end = (tally.end + piece.toString('latin1', Math.max(0, piece.length - 7))).slice(-7)
  })
  request.on('end', () => done(tally))
}

/** The ways in which bytes are written: past the stream of a socket, through it, and through TLS. */
const WAYS: readonly [name: string, isTls: boolean, options: Omit<HttpClientOptions, 'loop'>][] = [
  ['directly', false, {}],
  ['through the stream', false, { directWrites: null }],
  ['over TLS', true, { tls: { ca: [certificates.ca] } }]
]

describe.each(['http', 'https'] as const)('an upload through a proxy of %s', (scheme) => {
  it.each([false, true])(
    'arrives whole, and the connection carries the next request (TLS: %j)',
    async (isTls) => {
      const path = fileOf('proxied', 3 * MIB + 1)
      const tallies: Tally[] = []
      const url = await serve((request, response) => {
        tally(request, (found) => {
          tallies.push(found)
          response.end('ok')
        })
      }, isTls)
      const proxy = await TestProxy.listen(scheme === 'https' ? { tls: certificates.valid } : {})
      onTestFinished(() => proxy.close())
      const server = { scheme, host: '127.0.0.1', port: proxy.port, authorization: null }
      await runAsUser(
        function* (user) {
          for (let count = 0; count < 2; count++) {
            expect(yield* upload(user, url, bodyOf(path))).toEqual(OK)
            expect(yield* user.request(url)).toEqual(OK)
          }
        },
        { tls: { ca: [certificates.ca] }, proxyOf: () => server }
      )
      const whole = { bytes: 3 * MIB + 1, end: 'the end' }
      const none = { bytes: 0, end: '' }
      expect(tallies).toEqual([whole, none, whole, none])
      expect(proxy.connections).toBe(1)
    }
  )
})

describe.each(WAYS)('an upload %s', (_, isTls, options) => {
  it('of a large file arrives whole, and the connection carries the next one', async () => {
    const path = fileOf('whole', 10 * MIB + 1)
    const tallies: Tally[] = []
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      tally(request, (found) => {
        tallies.push(found)
        response.end('ok')
      })
    }, isTls)
    const body = bodyOf(path)
    await runAsUser(function* (user) {
      for (let count = 0; count < 2; count++) {
        expect(yield* upload(user, url, body)).toEqual(OK)
        const { bytesSent, readyMs, sentMs } = user.exchange.record
        expect(bytesSent).toBe((user.exchange.request?.bytes.length ?? 0) + body.byteLength)
        expect(sentMs).toBeGreaterThan(readyMs)
      }
    }, options)
    expect(tallies).toEqual(Array.from({ length: 2 }, () => ({ bytes: body.byteLength, end: 'the end' })))
    expect(ports.size).toBe(1)
  })

  it('that is answered early without an end of the connection takes the answer, and a new connection then', async () => {
    const path = fileOf('early', 100 * MIB)
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('seen enough')
    }, isTls)
    await runAsUser(function* (user) {
      expect(yield* upload(user, url, bodyOf(path))).toEqual(OK)
      expect(yield* user.request(url)).toEqual(OK)
    }, options)
    expect(ports.size).toBe(2)
  })

  it('to a service that reads nothing waits without reading on, and times out as sending', async () => {
    const path = fileOf('stalled', 200 * MIB)
    const url = await serve((request) => request.pause(), isTls)
    await runAsUser(function* (user) {
      user.exchange.settings = { ...user.exchange.settings, totalTimeoutMs: 300 }
      expect(yield* upload(user, url, bodyOf(path))).toEqual(timedOutWith('send_timeout'))
      // What the buffers of two kernels' sides and of the server hold.
      expect(user.exchange.record.bytesSent).toBeLessThan(40 * MIB)
      expect(user.client.openConnections).toBeLessThanOrEqual(1)
    }, options)
  })

  it.each([
    ['shorter', 12 * MIB],
    ['longer', 30 * MIB]
  ])('of a file that becomes %s fails with a code of its own', async (name, bytes) => {
    const path = fileOf(`${name}-${isTls}`, 24 * MIB)
    const url = await serve((request, response) => {
      if (request.method === 'GET') return response.end('ok')
      truncateSync(path, bytes)
      return request.resume()
    }, isTls)
    await runAsUser(function* (user) {
      const body = bodyOf(path)
      expect(yield* upload(user, url, body)).toEqual(failedWith('body_file_changed'))
      const headBytes = user.exchange.request?.bytes.length ?? 0
      expect(user.exchange.record.bytesSent - headBytes).toBeLessThan(24 * MIB)
      // It stays changed; other requests are none the worse for it.
      expect(yield* upload(user, url, body)).toEqual(failedWith('body_file_changed'))
      expect(yield* user.request(url)).toEqual(OK)
    }, options)
  })
})

// A socket's stream that fails to write gives up what it has not read yet.
it.each(WAYS.filter(([, , { directWrites }]) => directWrites !== null))(
  'an upload %s that is refused early ends with the refusal, and the next request has another connection',
  async (_, isTls, options) => {
    const path = fileOf('refused', 100 * MIB)
    const ports: (number | undefined)[] = []
    const url = await serve((request, response) => {
      ports.push(request.socket.remotePort)
      // Nothing of the body is read, so the end of the connection is a reset.
      if (request.method === 'PUT') response.writeHead(413, { connection: 'close' }).end('too large')
      else response.end('ok')
    }, isTls)
    const body = bodyOf(path)
    await runAsUser(function* (user) {
      for (let count = 0; count < 20; count++) {
        expect(yield* upload(user, url, body)).toEqual({ ...OK, status: 413 })
        expect(user.exchange.record.bytesSent).toBeLessThan(body.byteLength)
        expect(yield* user.request(url)).toEqual(OK)
      }
    }, options)
    expect(new Set(ports).size).toBe(21)
  }
)

it.each(WAYS.filter(([, , { directWrites }]) => directWrites !== null))(
  'a body in memory that is sent %s and refused early ends with the refusal',
  async (_, isTls, options) => {
    const server = await RefusingServer.listen(isTls ? certificates.valid : null)
    onTestFinished(() => server.close())
    const body = 'x'.repeat(8 * MIB)
    await runAsUser(function* (user) {
      for (let count = 0; count < 20; count++) {
        const method = count % 2 === 0 ? 'POST' : 'PUT'
        expect(yield* user.request(server.url, { method, body })).toEqual({ ...OK, status: 413 })
      }
    }, options)
  }
)

it('an upload that an interim response interrupts is sent until its last byte has gone', async () => {
  const path = fileOf('continued', 20 * MIB)
  const url = await serve((request, response) => {
    // Nothing is read until the client has seen the interim response for a while.
    response.writeContinue(() => setTimeout(() => tally(request, () => response.end('ok')), 50))
  })
  await runAsUser(function* (user) {
    expect(yield* upload(user, url, bodyOf(path))).toEqual(OK)
    const { readyMs, sentMs, firstByteMs } = user.exchange.record
    expect(sentMs - readyMs).toBeGreaterThanOrEqual(45)
    expect(firstByteMs).toBeGreaterThanOrEqual(sentMs)
  })
})

it('an upload that meets a dead kept connection is sent again from its start', async () => {
  const path = fileOf('again', 5 * MIB)
  const tallies: Tally[] = []
  let requests = 0
  const url = await serve((request, response) => {
    if (++requests === 2) request.socket.resetAndDestroy()
    else
      tally(request, (found) => {
        tallies.push(found)
        response.end('ok')
      })
  })
  await runAsUser(function* (user) {
    const body = bodyOf(path)
    expect(yield* upload(user, url, body)).toEqual(OK)
    expect(yield* upload(user, url, body)).toEqual(OK)
    expect(user.exchange.record.retries).toBe(1)
  })
  expect(tallies.map(({ bytes, end }) => [bytes, end])).toEqual([
    [5 * MIB, 'the end'],
    [5 * MIB, 'the end']
  ])
})

it('200 MiB and a hundred uploads at a time take no more memory than their buffers', async () => {
  const path = fileOf('huge', 200 * MIB)
  const half = fileOf('half', 2 * MIB)
  let peakBytes = 0
  let pieces = 0
  const url = await serve((request, response) => {
    request.on(
      'data',
      () => pieces++ % 50 === 0 && (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()))
    )
    tally(request, ({ bytes }) => response.end(String(bytes)))
  })
  await runWithClient(function* (client, loop) {
    // What the first upload of a process loads and allocates is not the upload's.
    expect(yield* upload(openTestUser(client), url, bodyOf(half))).toEqual(OK)
    const startBytes = process.memoryUsage.rss()
    peakBytes = startBytes
    expect(yield* upload(openTestUser(client), url, bodyOf(path))).toEqual(OK)
    expect(peakBytes - startBytes).toBeLessThan(60 * MIB)
    const body = bodyOf(half)
    const tasks = Array.from({ length: 100 }, () =>
      loop.createTask(upload(openTestUser(client), url, body, 'POST'))
    )
    for (const task of tasks) expect(yield* task).toEqual(OK)
    expect(peakBytes - startBytes).toBeLessThan(120 * MIB)
  })
})
