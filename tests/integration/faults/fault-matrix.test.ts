import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'
import { useCliFixture } from '../cli/cli-fixture.ts'

/** Of each fault. The plain ones are in `broken-targets.test.ts`. */
const REQUESTS = 6
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const BODY_OF_NINE = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'

type Fault = (socket: Socket) => void

const say =
  (text: string | Buffer): Fault =>
  (socket) => {
    socket.write(text)
  }
const sayAndClose =
  (text: string): Fault =>
  (socket) => {
    socket.end(text)
  }

/** As much as the client takes, for ever. */
function sayWithoutEnd(first: string, again: string): Fault {
  const piece = again.repeat(Math.ceil(65_536 / again.length))
  return (socket) => {
    const go = (): void => {
      while (!socket.destroyed && socket.write(piece)) continue
    }
    socket.write(first)
    socket.on('drain', go)
    go()
  }
}

/** A byte now and then, for ever. */
function drip(first: string, again: string): Fault {
  return (socket) => {
    socket.write(first)
    const timer = setInterval(() => socket.write(again), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

const BREAKS: [name: string, fault: Fault, error: RequestErrorCode][] = [
  ['closes within the head', sayAndClose('HTTP/1.1 200 OK\r\nConte'), 'truncated_response'],
  ['closes within a chunk', sayAndClose(`${CHUNKED}5\r\nhel`), 'truncated_response'],
  ['writes a chunk size that is no number', say(`${CHUNKED}zz\r\nhello\r\n0\r\n\r\n`), 'malformed_response'],
  ['writes more than the chunk size says', say(`${CHUNKED}3\r\nhello\r\n0\r\n\r\n`), 'malformed_response'],
  ['writes a chunk size without measure', say(`${CHUNKED}fffffffffffffffff\r\nx`), 'malformed_response'],
  [
    'promises a body longer than numbers go',
    say('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx'),
    'malformed_response'
  ],
  [
    'gives two lengths that differ',
    say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'),
    'malformed_response'
  ],
  [
    'gives a length and chunks',
    say('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    'malformed_response'
  ],
  [
    'has a status of five digits',
    say('HTTP/1.1 99999 OK\r\nContent-Length: 0\r\n\r\n'),
    'malformed_response'
  ],
  ['speaks SSH', say('SSH-2.0-OpenSSH_9.2\r\n'), 'malformed_response'],
  ['speaks HTTP/2', say(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])), 'malformed_response'],
  ['sends headers without end', sayWithoutEnd('HTTP/1.1 200 OK\r\n', 'a: b\r\n'), 'headers_too_large'],
  ['sends one header without end', sayWithoutEnd('HTTP/1.1 200 OK\r\na: ', 'b'), 'headers_too_large'],
  ['sends empty lines without end', sayWithoutEnd('', '\r\n'), 'headers_too_large'],
  [
    'sends interim responses without end',
    sayWithoutEnd('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    'headers_too_large'
  ],
  ['sends trailers without end', sayWithoutEnd(`${CHUNKED}0\r\n`, 'a: b\r\n'), 'headers_too_large'],
  ['sends a chunk extension without end', sayWithoutEnd(`${CHUNKED}5;`, 'x'), 'headers_too_large']
]

const DELAYS: [name: string, fault: Fault][] = [
  ['never answers', () => undefined],
  ['stalls within the head', say('HTTP/1.1 200 OK\r\nConte')],
  ['stalls within the body', say(`${BODY_OF_NINE}hal`)],
  ['drips its head', drip('HTTP/1.1 200 OK\r\na: ', 'b')],
  ['drips its body', drip('HTTP/1.1 200 OK\r\n\r\n', 'b')],
  ['drips interim responses', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
  ['sends a body without end', sayWithoutEnd('HTTP/1.1 200 OK\r\n\r\n', 'b')],
  ['sends chunks without end', sayWithoutEnd(CHUNKED, '5\r\nhello\r\n')]
]

const cli = useCliFixture()

interface FaultyRun {
  readonly code: number
  readonly stderr: string
  readonly summary: RunSummary
  /** Requests that each server read whole, by fault. */
  readonly received: ReadonlyMap<string, number>
}

/** One run with a scenario and a server for each fault, all at the same time. */
async function runAgainst(faults: readonly (readonly [string, Fault, ...unknown[]])[]): Promise<FaultyRun> {
  const servers = new Map<string, ScriptedServer>()
  try {
    for (const [name, fault] of faults) {
      servers.set(name, await ScriptedServer.listen({ onRequest: ({ socket }) => fault(socket) }))
    }
    const scenarios = Array.from(servers, ([name, server], index) => {
      const flow = [{ request: { name, url: server.url().href } }]
      return [`s${index}`, { executor: 'shared-iterations', vus: 2, iterations: REQUESTS, flow }]
    })
    const timeout = faults === DELAYS ? '400ms' : '30s'
    const plan = { version: 1, defaults: { timeout }, scenarios: Object.fromEntries(scenarios) }
    const file = cli.write('faults.json', JSON.stringify(plan))
    const { code, stdout, stderr } = await cli.run('run', file, '--json', '-')
    const received = new Map(Array.from(servers, ([name, server]) => [name, server.requests.length]))
    return { code, stderr, summary: parseSummary(stdout), received }
  } finally {
    for (const server of servers.values()) await server.close()
  }
}

function parseSummary(stdout: string): RunSummary {
  return JSON.parse(stdout)
}

function onceFor(faults: readonly (readonly [string, Fault, ...unknown[]])[]): () => FaultyRun {
  let run: FaultyRun | null = null
  beforeAll(async () => {
    run = await runAgainst(faults)
  })
  return () => {
    if (run === null) throw new Error('the run has not been made')
    return run
  }
}

describe('a server that', () => {
  const faulty = onceFor(BREAKS)

  it.each(BREAKS)('%s has its fault named for every request', (name, _, error) => {
    const { summary, received, stderr } = faulty()
    expect(summary.requests[name]).toMatchObject({
      totals: { started: REQUESTS, completed: 0, failed: REQUESTS, timedOut: 0, inFlight: 0 },
      statusCodes: {}
    })
    expect(summary.requests[name]?.errors).toEqual({ [error]: REQUESTS })
    expect(received.get(name)).toBe(REQUESTS)
    expect(stderr).toContain(error)
  })

  it('is broken lets the run end by itself, with everything accounted for', () => {
    const { code, summary } = faulty()
    expect([code, summary.run.status, summary.conservation.balanced]).toEqual([0, 'finished', true])
    expect(summary.totals).toMatchObject({ started: REQUESTS * BREAKS.length, retried: 0 })
  })
})

describe('a server that', () => {
  const slow = onceFor(DELAYS)

  it.each(DELAYS)('%s is bounded by the timeout, and each request has a latency', (name) => {
    const { summary, received } = slow()
    const { totals, latency } = summary.requests[name] ?? {}
    expect(totals).toMatchObject({ started: REQUESTS, completed: 0, timedOut: REQUESTS, inFlight: 0 })
    expect(latency?.response.count).toBe(REQUESTS)
    expect(latency?.response.min).toBeGreaterThanOrEqual(399)
    expect(received.get(name)).toBe(REQUESTS)
  })

  it('is slow lets the run end by itself, with everything accounted for', () => {
    const { code, summary } = slow()
    expect([code, summary.run.status, summary.conservation.balanced]).toEqual([0, 'finished', true])
    expect(summary.totals).toMatchObject({ started: REQUESTS * DELAYS.length, retried: 0 })
  })
})

it('a body without end is counted and not kept', async () => {
  const flood = sayWithoutEnd('HTTP/1.1 200 OK\r\n\r\n', 'b')
  const server = await ScriptedServer.listen({ onRequest: ({ socket }) => flood(socket) })
  onTestFinished(() => server.close())
  const script = fileURLToPath(new URL('../cli/source-cli.ts', import.meta.url))
  const argv = [script, 'quick', server.url().href, '-n', '4', '-c', '4', '--timeout', '1s']
  const child = spawn(process.execPath, [...argv, '--no-save', '--json', '-'], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'ignore']
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  const { totals, generator } = parseSummary(stdout)
  expect([code, totals.timedOut]).toEqual([0, 4])
  expect(totals.bytesReceived).toBeGreaterThan(10_000_000)
  // What the process needs without any load, and some room; the bytes received would go beyond it.
  expect(generator.peakResidentBytes).toBeLessThan(400_000_000)
})
