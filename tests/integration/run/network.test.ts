import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { planDocument } from './plan-document.ts'
import { runPlan } from './run-fixture.ts'

interface Seen {
  readonly host: string | undefined
  readonly from: string | undefined
  readonly connection: string | undefined
  readonly url: string | undefined
}

interface SeeingServer {
  readonly port: number
  readonly requests: readonly Seen[]
  readonly connections: () => number
}

/** Writes down what it is asked; `/away` redirects to a host that is nowhere. */
async function seeingServer(at: ListenOptions = { host: '127.0.0.1', port: 0 }): Promise<SeeingServer> {
  const requests: Seen[] = []
  let connections = 0
  const server = createServer((request, response) => {
    requests.push(seenOf(request))
    if (request.url === '/away') response.writeHead(302, { location: 'http://nowhere.test/there' })
    response.end('hello')
  })
  server.on('connection', () => connections++)
  server.listen(at)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address() as AddressInfo | string
  return { port: typeof address === 'string' ? 0 : address.port, requests, connections: () => connections }
}

function seenOf({ headers, socket, url }: IncomingMessage): Seen {
  return { host: headers.host, from: socket.remoteAddress, connection: headers.connection, url }
}

function temporarySocket(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-socket-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'app.sock')
}

const iterations = (count: number): Record<string, unknown> => ({
  executor: 'shared-iterations',
  iterations: count
})

it("a plan's host map names where its requests go, and the run's addresses say so", async () => {
  const server = await seeingServer()
  const { summary } = await runPlan(
    planDocument(
      'http://shop.test',
      { one: iterations(2) },
      { hosts: { '*.test': `127.0.0.1:${server.port}` } }
    )
  )
  expect(server.requests.map(({ host }) => host)).toEqual(['shop.test', 'shop.test'])
  expect(summary.totals).toMatchObject({ completed: 2, failed: 0 })
  expect(summary.run.environment.targetAddresses).toEqual(['127.0.0.1'])
})

it('a plan that maps a name to a public address gets no load there', async () => {
  const { summary } = await runPlan(
    planDocument('http://localhost', { one: iterations(1) }, { hosts: { localhost: '203.0.113.7' } })
  )
  expect(summary.errors).toEqual({ host_not_allowed: 1 })
})

it('a plan over a Unix socket follows redirects over it too', async () => {
  const path = temporarySocket()
  const server = await seeingServer({ path })
  const flow = [{ request: { url: '/away' } }]
  const { summary } = await runPlan(
    planDocument('http://shop.test', { one: { ...iterations(1), flow } }, { unixSocket: path })
  )
  expect(server.requests.map(({ host, url }) => `${host} ${url}`)).toEqual([
    'shop.test /away',
    'nowhere.test /there'
  ])
  expect(summary.statusCodes).toEqual({ 200: 1, 302: 1 })
  expect(summary.run.environment.targetAddresses).toEqual([`unix:${path}`])
  expect(server.connections()).toBe(2)
})

it('a request may have a Unix socket of its own, and one where nothing listens is refused', async () => {
  const path = temporarySocket()
  const socketServer = await seeingServer({ path })
  const server = await seeingServer()
  const flow = [
    { request: { url: '/network' } },
    { request: { url: '/socket', unixSocket: path } },
    { request: { url: '/nobody', unixSocket: `${path}.none` } }
  ]
  const { summary } = await runPlan(
    planDocument(`http://127.0.0.1:${server.port}`, { one: { ...iterations(1), flow } })
  )
  expect(server.requests.map(({ url }) => url)).toEqual(['/network'])
  expect(socketServer.requests.map(({ url }) => url)).toEqual(['/socket'])
  expect(summary.errors).toEqual({ connect_refused: 1 })
})

it('the lanes of a run start from all local addresses, in turn and not together', async () => {
  const server = await seeingServer()
  await runPlan(
    planDocument(
      `http://127.0.0.1:${server.port}`,
      { one: { executor: 'per-vu-iterations', vus: 4, iterations: 1 } },
      { localAddresses: ['127.0.0.8/29'] }
    ),
    { lanes: 2 }
  )
  // Six usable addresses: the first lane begins at the first of them, the second at the fourth.
  expect(server.requests.map(({ from }) => from).sort()).toEqual(
    ['127.0.0.9', '127.0.0.10', '127.0.0.12', '127.0.0.13'].sort()
  )
})

it.each([
  [1, 3],
  [2, 3],
  [2, 1]
])('%i lanes share a pool of %i connections, and every request is answered', async (lanes, pool) => {
  const server = await seeingServer()
  const { summary } = await runPlan(
    planDocument(
      `http://127.0.0.1:${server.port}`,
      { one: { executor: 'per-vu-iterations', vus: 12, iterations: 5 } },
      { connections: { pool } }
    ),
    { lanes }
  )
  expect(summary.totals).toMatchObject({ started: 60, completed: 60, failed: 0, timedOut: 0 })
  expect(server.connections()).toBe(pool)
})

it.each([
  [true, 1, 'keep-alive'],
  ['iteration', 3, 'keep-alive'],
  [false, 6, 'close']
])(
  'with reuse: %j three iterations of two requests take %i connections',
  async (reuse, connections, header) => {
    const server = await seeingServer()
    const flow = [{ request: { url: '/a' } }, { request: { url: '/b' } }]
    const { summary } = await runPlan(
      planDocument(
        `http://127.0.0.1:${server.port}`,
        { one: { ...iterations(3), flow } },
        { connections: { reuse } }
      )
    )
    expect(summary.totals).toMatchObject({ completed: 6, failed: 0 })
    expect(server.connections()).toBe(connections)
    const sent = header === 'close' ? 'close' : undefined
    expect(server.requests.map(({ connection }) => connection)).toEqual(Array(6).fill(sent))
  }
)
