import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RequestSummary } from '../../../src/shared/metrics/summary.ts'
import { useCliFixture } from '../cli/cli-fixture.ts'
import { ANSWER_FAULTS, ENDLESS_BODIES } from './answer-faults.ts'
import { CERTIFICATES, CONNECTION_FAULTS } from './connection-faults.ts'
import { isSlow, ITERATIONS, SLOW_ITERATIONS, TIMEOUT_MS, type Fault, type FaultyPlace } from './fault.ts'
import { fewDescriptors, fewPorts, measuredRun, type MeasuredRun, type Scarcity } from './fault-run.ts'

/** Below what one long body or one bomb comes to in memory, above what two runs that keep neither differ by. */
const ROOM_BYTES = 240 * 2 ** 20
/** All heads of a response, and the rest of the read that went beyond. */
const MOST_HEAD_BYTES = 2 * 64 * 1024
/** By two virtual users with pauses, a second at least. */
const HEALTHY_ITERATIONS = 100

const FAULTS = [...ANSWER_FAULTS, ...CONNECTION_FAULTS]
/** Faults of the machine that the load comes from; each has a run of its own. */
const NO_DESCRIPTOR = 'leaves no descriptor'
const NO_PORT = 'leaves no local port'

const cli = useCliFixture()

/** The most memory that each run ever had. */
const peaks: number[] = []

/** Answers after a while, so that many connections are wanted at the same time. */
async function listen(delayMs: number): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) => setTimeout(() => response.end('ok'), delayMs))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/`, close }
}

/** Asked again and again all the while, by virtual users of its own. */
function healthyScenario(url: string): Record<string, unknown> {
  const flow = [{ request: { name: 'healthy', url } }, { think: '20ms' }]
  return { executor: 'shared-iterations', vus: 2, iterations: HEALTHY_ITERATIONS, flow }
}

async function run(plan: object, scarcity?: Scarcity): Promise<MeasuredRun> {
  const measured = await measuredRun(
    cli.write('plan.json', JSON.stringify({ version: 1, ...plan })),
    scarcity
  )
  peaks.push(measured.peakBytes)
  return measured
}

function expectHealthy({ code, summary }: MeasuredRun): void {
  expect([code, summary.run.status]).toEqual([0, 'finished'])
  expect(summary.conservation).toEqual({ balanced: true, problems: [] })
  const { totals, latency, errors } = summary.requests['healthy'] ?? {}
  expect(errors).toEqual({})
  expect(totals).toMatchObject({ started: HEALTHY_ITERATIONS, completed: HEALTHY_ITERATIONS })
  // Who waited behind something that only a timeout ends would have waited about as long.
  expect(latency?.response.p50).toBeLessThan(TIMEOUT_MS / 2)
}

/** A run with one scenario for each of the faults, all at the same time, and the healthy one among them. */
class FaultyRun {
  readonly #faults: readonly Fault[]
  readonly #places = new Map<string, FaultyPlace>()
  #run: MeasuredRun | null = null

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
  }

  async make(): Promise<void> {
    const healthy = await listen(0)
    for (const { name, open } of this.#faults) this.#places.set(name, await open())
    const faulty = this.#faults.map((fault, index) => {
      const { request, checks = [] } = this.placeOf(fault)
      const flow = [{ request: { ...request, name: fault.name }, checks }]
      return [`s${index}`, { executor: 'shared-iterations', vus: 2, iterations: iterationsOf(fault), flow }]
    })
    const tls = {
      ca: cli.write('ca.pem', CERTIFICATES.ca),
      cert: cli.write('client.pem', CERTIFICATES.selfSigned.cert),
      key: cli.write('client.key', CERTIFICATES.selfSigned.key)
    }
    const scenarios = { healthy: healthyScenario(healthy.url), ...Object.fromEntries(faulty) }
    this.#run = await run({ tls, scenarios })
    healthy.close()
  }

  async close(): Promise<void> {
    for (const place of this.#places.values()) await place.close()
  }

  placeOf({ name }: Fault): FaultyPlace {
    const place = this.#places.get(name)
    if (place === undefined) throw new Error(`${name} is nowhere`)
    return place
  }

  get result(): MeasuredRun {
    if (this.#run === null) throw new Error('the run has not been made')
    return this.#run
  }

  figuresOf({ name }: Fault): RequestSummary {
    const figures = this.result.summary.requests[name]
    if (figures === undefined) throw new Error(`no request ${name} in the result`)
    return figures
  }
}

function iterationsOf(fault: Fault): number {
  return isSlow(fault) ? SLOW_ITERATIONS : ITERATIONS
}

function runOf(faults: readonly Fault[]): FaultyRun {
  const faulty = new FaultyRun(faults)
  beforeAll(() => faulty.make())
  afterAll(() => faulty.close())
  return faulty
}

describe('a target that', () => {
  const quick = FAULTS.filter((fault) => !isSlow(fault))
  const faulty = runOf(quick)

  it.each(quick)('$name', (fault) => {
    const { name, code } = fault
    const { totals, errors } = faulty.figuresOf(fault)
    const { answered = 0, received, connections } = faulty.placeOf(fault)
    const completed = ITERATIONS * answered
    const failed = code === null ? 0 : ITERATIONS
    const started = completed + failed
    expect(errors).toEqual(code === null ? {} : { [code]: ITERATIONS })
    expect(totals).toMatchObject({ started, completed, failed, timedOut: 0, inFlight: 0, retried: 0 })
    if (code !== null) expect(faulty.result.stderr).toContain(code)
    if (received !== undefined)
      expect(received(), name).toBe(/^(connect|tls)_/.test(code ?? '') ? 0 : started)
    // What was said unasked is the answer to nothing: the next request has a connection of its own.
    if (connections !== undefined) {
      expect(connections()).toBe(started)
      expect(faulty.result.summary.unexpectedData).toBe(started)
    }
    if (code === 'headers_too_large') {
      expect(totals.bytesReceived).toBeLessThanOrEqual(ITERATIONS * MOST_HEAD_BYTES)
    }
  })

  it('does any of this leaves other requests alone, the totals balanced, and the run ends by itself', () => {
    expectHealthy(faulty.result)
  })
})

describe('a target that', () => {
  const slow = FAULTS.filter(isSlow)
  const faulty = runOf(slow)

  it.each(slow)('$name', (fault) => {
    const { totals, errors, latency } = faulty.figuresOf(fault)
    const started = SLOW_ITERATIONS
    expect(errors).toEqual({ [fault.code ?? '']: started })
    expect(totals).toMatchObject({ started, completed: 0, failed: 0, timedOut: started, inFlight: 0 })
    expect(latency.response.count).toBe(started)
    expect(latency.response.min).toBeGreaterThanOrEqual(TIMEOUT_MS - 1)
    const { received } = faulty.placeOf(fault)
    if (received !== undefined) expect(received()).toBe(fault.code === 'tls_timeout' ? 0 : started)
  })

  it('holds its requests up holds up no others, the totals are balanced, and the run ends by itself', () => {
    expectHealthy(faulty.result)
    const poured = ENDLESS_BODIES.reduce(
      (sum, fault) => sum + faulty.figuresOf(fault).totals.bytesReceived,
      0
    )
    // More than is kept of all of them.
    expect(poured).toBeGreaterThan(ENDLESS_BODIES.length * SLOW_ITERATIONS * 2 ** 20)
  })
})

/** Windows has no such limit for sockets. */
const canLimitDescriptors = process.platform !== 'win32'
const canLimitPorts = ((): boolean => {
  const [command = '', ...words] = fewPorts(10).wrapper
  return spawnSync(command, [...words, 'true']).status === 0
})()

/** So many virtual users at once that what is scarce does not suffice for them. */
async function expectCrowded(
  places: { readonly crowded: string; readonly healthy: string },
  { scarcity, vus, code }: { readonly scarcity: Scarcity; readonly vus: number; readonly code: string }
): Promise<void> {
  const flow = [{ request: { name: 'crowded', url: places.crowded } }]
  const crowd = { executor: 'per-vu-iterations', vus, iterations: 1, startTime: '500ms', flow }
  const result = await run({ scenarios: { healthy: healthyScenario(places.healthy), crowd } }, scarcity)
  expectHealthy(result)
  const { totals, errors } = result.summary.requests['crowded'] ?? {}
  const failed = errors?.[code] ?? 0
  expect(failed).toBeGreaterThan(0)
  expect(errors).toEqual({ [code]: failed })
  expect(totals).toMatchObject({ started: vus, completed: vus - failed, failed, timedOut: 0 })
}

describe('a machine that', () => {
  it.runIf(canLimitDescriptors)(NO_DESCRIPTOR, async () => {
    const [late, healthy] = [await listen(500), await listen(0)]
    onTestFinished(() => {
      late.close()
      healthy.close()
    })
    const crowd = { scarcity: fewDescriptors(150), vus: 200, code: 'descriptors_exhausted' }
    await expectCrowded({ crowded: late.url, healthy: healthy.url }, crowd)
  })

  it.runIf(canLimitPorts)(NO_PORT, async () => {
    const places = { crowded: 'http://127.0.0.1:8001/', healthy: 'http://127.0.0.1:8002/' }
    await expectCrowded(places, { scarcity: fewPorts(44), vus: 60, code: 'address_exhausted' })
  })
})

describe('all faults', () => {
  it('cost no memory, whatever is poured into the run', () => {
    expect(peaks.length).toBeGreaterThanOrEqual(2)
    expect(Math.max(...peaks)).toBeLessThan(Math.min(...peaks) + ROOM_BYTES)
  })

  it('are in docs/errors.md, with their codes', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
    const [, section = ''] = page.split('\n## Faults\n')
    const rows = Array.from(
      section.matchAll(/^\| (.+?) +\| (?:`(\w+)`|none) +\|/gm),
      ([, name, code = null]) => [name, code]
    )
    expect(rows).toEqual([
      ...FAULTS.map(({ name, code }) => [name, code]),
      [NO_DESCRIPTOR, 'descriptors_exhausted'],
      [NO_PORT, 'address_exhausted']
    ])
  })
})
