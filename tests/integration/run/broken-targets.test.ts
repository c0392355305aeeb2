import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ScriptedServer, type ServerRequest } from '../../support/scripted-server.ts'
import { planDocument } from './plan-document.ts'
import { runPlan } from './run-fixture.ts'

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
