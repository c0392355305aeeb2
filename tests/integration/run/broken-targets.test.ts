import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'
import { ScriptedServer, type ServerRequest } from '../../support/scripted-server.ts'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

const ITERATIONS = 20
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

async function scriptedServer(onRequest: (request: ServerRequest) => void): Promise<ScriptedServer> {
  const server = await ScriptedServer.listen({ onRequest })
  onTestFinished(() => server.close())
  return server
}

/** A port of loopback on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const sayAndEnd =
  (text: string) =>
  ({ socket }: ServerRequest): void => {
    socket.end(text)
  }

const sayAndReset =
  (text: string) =>
  ({ socket }: ServerRequest): void => {
    if (text === '') socket.resetAndDestroy()
    // The reset must not overtake what was said.
    else socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20))
  }

const FAULTS: [name: string, error: RequestErrorCode, onRequest: (request: ServerRequest) => void][] = [
  ['resets before the response', 'reset_before_response', sayAndReset('')],
  ['resets within the head', 'reset_in_response', sayAndReset('HTTP/1.1 200 OK\r\nContent-')],
  [
    'resets within the body',
    'reset_in_response',
    sayAndReset('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal')
  ],
  ['closes without an answer', 'reset_before_response', sayAndEnd('')],
  [
    'closes within the body',
    'truncated_response',
    sayAndEnd('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal')
  ],
  ['talks rubbish', 'malformed_response', sayAndEnd('\u0001\u0002 rubbish, no HTTP at all\r\n\r\n')]
]

describe('a target that', () => {
  it.each(FAULTS)('%s costs its own requests alone, each counted as %s', async (_, error, onRequest) => {
    const healthy = await countingServer()
    const broken = await scriptedServer(onRequest)
    const flow = [
      { request: { name: 'broken', url: broken.url().href } },
      { request: { name: 'healthy', url: '/' } }
    ]
    const document = planDocument(healthy.url, {
      both: { executor: 'shared-iterations', vus: 4, iterations: ITERATIONS, flow }
    })
    const { end, summary } = await runPlan(document, { lanes: 2 })
    expect(end.status).toBe('finished')
    expect(summary.requests.broken?.totals).toMatchObject({
      ...{ started: ITERATIONS, completed: 0, failed: ITERATIONS, timedOut: 0 }
    })
    expect(summary.errors).toEqual({ [error]: ITERATIONS })
    expect(broken.requests).toHaveLength(ITERATIONS)
    expect(summary.requests.healthy?.totals).toMatchObject({ started: ITERATIONS, completed: ITERATIONS })
    expect(healthy.count()).toBe(ITERATIONS)
    expect(summary.iterations.completed).toBe(ITERATIONS)
  })
})

it('a target that refuses connections ends the run by itself', async () => {
  const document = planDocument(`http://127.0.0.1:${await deadPort()}`, {
    short: { executor: 'constant-vus', vus: 10, duration: '500ms' }
  })
  const { end, summary } = await runPlan(document, { lanes: 2 })
  const { started, failed, completed } = summary.totals
  expect(end.status).toBe('finished')
  expect(completed).toBe(0)
  expect(failed).toBe(started)
  expect(summary.errors).toEqual({ connect_refused: started })
  // Virtual users whose requests fail at once slow down: ten of them, not tens of thousands of requests.
  expect(started).toBeGreaterThanOrEqual(10)
  expect(started).toBeLessThan(2000)
})

it('a target that never answers times out, and the timeouts have a latency', async () => {
  const server = await scriptedServer(() => undefined)
  const document = planDocument(
    server.url().origin,
    { short: { executor: 'per-vu-iterations', vus: 4, iterations: 2 } },
    { defaults: { timeout: '150ms' } }
  )
  const { summary } = await runPlan(document, { lanes: 2 })
  expect(summary.totals).toMatchObject({ started: 8, completed: 0, failed: 0, timedOut: 8, httpFailed: 8 })
  expect(summary.errors).toEqual({ first_byte_timeout: 8 })
  expect(summary.latency.response.count).toBe(8)
  expect(summary.latency.response.min).toBeGreaterThanOrEqual(149)
  expect(summary.latency.responseOk.count).toBe(0)
})

it('a target that stalls within the body times out as well', async () => {
  const server = await scriptedServer(({ socket }) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal')
  )
  const document = planDocument(
    server.url().origin,
    { short: { executor: 'per-vu-iterations', vus: 4, iterations: 1 } },
    { defaults: { timeout: '150ms' } }
  )
  const { summary } = await runPlan(document)
  expect(summary.errors).toEqual({ response_timeout: 4 })
  expect(summary.statusCodes).toEqual({})
})

it('a kept connection that the target closed is retried once, and the counts include the retries', async () => {
  const server = await scriptedServer(({ socket, numberOnConnection }) => {
    if (numberOnConnection % 3 === 0) socket.destroy()
    else socket.write(OK)
  })
  const document = planDocument(server.url().origin, {
    short: { executor: 'per-vu-iterations', vus: 3, iterations: 20 }
  })
  const { summary } = await runPlan(document, { lanes: 3 })
  const { started, completed, retried, failed } = summary.totals
  expect({ started, completed, failed }).toEqual({ started: 60, completed: 60, failed: 0 })
  // Every third request of a connection is lost and made again on the next one: 2 answered, 1 lost, and so on.
  expect(retried).toBe(3 * 9)
  expect(server.requests.length).toBe(started + retried)
  expect(server.requests.length).toBeGreaterThanOrEqual(completed)
})

it('a request that must not be sent twice is lost with its connection', async () => {
  const server = await scriptedServer(({ socket, numberOnConnection }) => {
    if (numberOnConnection === 2) socket.destroy()
    else socket.write(OK)
  })
  const flow = [{ request: { name: 'order', method: 'POST', url: '/orders', body: 'one' } }]
  const document = planDocument(server.url().origin, {
    short: { executor: 'per-vu-iterations', vus: 1, iterations: 10, flow }
  })
  const { summary } = await runPlan(document)
  expect(summary.totals).toMatchObject({ started: 10, completed: 5, failed: 5, retried: 0 })
  expect(server.requests).toHaveLength(10)
})

describe('an address that was not asked for by name', () => {
  // 192.0.2.0/24 and 2001:db8::/32 are for documentation (RFC 5737, RFC 3849): nobody is there. A packet would end
  // in a timeout or as unreachable, and only a refusal before the connection gives this code.
  it.each(['http://192.0.2.1', 'http://[2001:db8::1]', 'http://169.254.169.254/latest/meta-data'])(
    'is refused before anything connects to %s',
    async (target) => {
      const document = planDocument(target, {
        short: { executor: 'shared-iterations', vus: 2, iterations: 6 }
      })
      const { summary } = await runPlan(document, { lanes: 2 })
      expect(summary.errors).toEqual({ host_not_allowed: 6 })
      expect(summary.totals).toMatchObject({ started: 6, failed: 6, bytesSent: 0 })
    }
  )
})

it('answers that come in pieces on many connections are each counted once', async () => {
  const pieces = ['HTTP/1.1 20', '0 OK\r\nContent-Le', 'ngth: 5\r\n\r', '\nhel', 'lo']
  const send = (socket: Socket, index: number): void => {
    const piece = pieces[index]
    if (piece !== undefined && !socket.destroyed)
      socket.write(piece, () => setImmediate(send, socket, index + 1))
  }
  const server = await scriptedServer(({ socket }) => send(socket, 0))
  const document = planDocument(server.url().origin, {
    short: { executor: 'shared-iterations', vus: 20, iterations: 200 }
  })
  const { summary } = await runPlan(document, { lanes: 2 })
  expect(summary.totals).toMatchObject({ started: 200, completed: 200, failed: 0 })
  expect(server.requests).toHaveLength(200)
})
