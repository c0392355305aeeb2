import { describe, expect, it } from 'vitest'
import { machineLimits, preflight, type MachineLimits } from '../../../src/main/preflight/index.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'
import { calibration } from '../../support/calibration-sample.ts'

const limits: MachineLimits = {
  ...{ platform: 'linux', cores: 4, descriptors: { soft: 1024, hard: 20_000 }, localPorts: 28_232 },
  ...{ timeWaitSeconds: 60, loopbackTimeWaitSeconds: 1 }
}

function planOf(scenarios: Record<string, unknown>, changes: Record<string, unknown> = {}): Plan {
  const parsed = parsePlan({ version: 1, target: 'http://10.0.0.1:8080', scenarios, ...changes })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

const flow = [{ request: { url: '/' } }]
const users = (vus: number, changes: Record<string, unknown> = {}) => ({
  ...{ executor: 'constant-vus', vus, duration: '1s', flow },
  ...changes
})
const rate = (perSecond: number, changes: Record<string, unknown> = {}) => ({
  ...{ executor: 'constant-arrival-rate', rate: perSecond, duration: '1s', preAllocatedVUs: 1, maxVUs: 10 },
  flow,
  ...changes
})

function warnings(plan: Plan, changes: Partial<MachineLimits> = {}, lanes = 1): string[] {
  const machine = { limits: { ...limits, ...changes }, calibration: null }
  return preflight(plan, lanes, machine).map(({ message }) => message)
}

describe('preflight: descriptors', () => {
  it('says nothing where there are enough, or where nobody knows', () => {
    expect(warnings(planOf({ a: users(800) }))).toEqual([])
    expect(warnings(planOf({ a: users(20_000) }), { descriptors: null })).toEqual([])
  })

  it('names the limit and the command where the hard limit allows it', () => {
    expect(warnings(planOf({ a: users(5000) }))).toEqual([
      'Up to 5,000 connections need 5,200 descriptors, and the process may open 1,024: `ulimit -n 5200` in the shell ' +
        'that starts Loadgale, or fewer virtual users.'
    ])
  })

  it('says how to raise the hard limit where that is too low', () => {
    const [warning] = warnings(planOf({ a: users(25_000) }))
    expect(warning).toContain('`* - nofile 26000` in /etc/security/limits.conf, or LimitNOFILE=26000')
    expect(warning).toContain('`ulimit -n 26000`')
    expect(warnings(planOf({ a: users(25_000) }), { platform: 'darwin' })[0]).toContain(
      'raise the hard limit of 20,000'
    )
  })

  it('counts a connection for each virtual user and place, and no more than a pool has', () => {
    const two = { flow: [...flow, { request: { url: 'http://10.0.0.2/' } }, { request: { url: '/again' } }] }
    expect(warnings(planOf({ a: users(500, two) }))[0]).toMatch(/^Up to 1,000 connections need 1,200/)
    const [first, ...more] = warnings(planOf({ a: users(500), b: rate(10, { maxVUs: 700 }) }))
    expect([first?.slice(0, 24), more]).toEqual(['Up to 1,200 connections ', []])
    const pooled: Plan = planOf({ a: users(5000) })
    const network = { ...pooled.network, connections: { reuse: 'always', pool: 100 } } as const
    expect(warnings({ ...pooled, network })).toEqual([])
  })
})

describe('preflight: local ports', () => {
  const many = { descriptors: null }

  it('says nothing of as many connections as there are ports', () => {
    expect(warnings(planOf({ a: users(28_000) }), many)).toEqual([])
    expect(warnings(planOf({ a: users(60_000) }), { ...many, localPorts: null })).toEqual([])
  })

  it('names the place and the fix where virtual users need more', () => {
    expect(warnings(planOf({ a: users(40_000) }), many)).toEqual([
      'Up to 40,000 connections to http://10.0.0.1:8080 need as many local ports, and there are 28,232: ' +
        '`sudo sysctl -w net.ipv4.ip_local_port_range="1024 65535"`, or more source addresses (localAddresses).'
    ])
    expect(warnings(planOf({ a: users(40_000) }), { ...many, platform: 'darwin' })[0]).toContain(
      '`sudo sysctl -w net.inet.ip.portrange.first=1024`'
    )
  })

  it('looks at each place by itself, and counts the local addresses of the plan', () => {
    const other = { flow: [{ request: { url: 'http://10.0.0.2/' } }] }
    expect(warnings(planOf({ a: users(20_000), b: users(20_000, other) }), many)).toEqual([])
    const several = { localAddresses: ['10.0.0.5', '10.0.0.6'] }
    expect(warnings(planOf({ a: users(40_000) }, several), many)).toEqual([])
  })

  it('has nothing to say of a widest range but more addresses, and of Unix sockets', () => {
    const widest = { ...many, localPorts: 64_512 }
    expect(warnings(planOf({ a: users(70_000) }), widest)[0]).toMatch(/64,512: more source addresses/)
    expect(warnings(planOf({ a: users(40_000) }, { unixSocket: '/run/app.sock' }), many)).toEqual([])
  })

  it('counts the ports of connections that were closed where none is used again', () => {
    const once = { connections: { reuse: false } }
    // 500/s for 60 s are 30,000 ports.
    const [warning] = warnings(planOf({ a: rate(500) }, once), many)
    expect(warning).toContain(
      '500 new connections a second to http://10.0.0.1:8080, each of which keeps its port for 60 s'
    )
    expect(warning).toContain('need 30,010 local ports, and there are 28,232')
    expect(warning).toContain('connections: { reuse: true }')
    expect(warnings(planOf({ a: rate(400) }, once), many)).toEqual([])
    const twice = { flow: [...flow, ...flow] }
    expect(warnings(planOf({ a: rate(250, twice) }, once), many)).toHaveLength(1)
    expect(warnings(planOf({ a: rate(250, twice) }, { connections: { reuse: 'iteration' } }), many)).toEqual(
      []
    )
  })

  it('knows that ports within the machine are free again at once, where the system does so', () => {
    const here = { connections: { reuse: false }, target: 'http://127.0.0.1:8080' }
    expect(warnings(planOf({ a: rate(5000) }, here), many)).toEqual([])
    expect(warnings(planOf({ a: rate(5000) }, here), { ...many, loopbackTimeWaitSeconds: 60 })).toHaveLength(
      1
    )
  })
})

describe('preflight: the calibrated ceiling', () => {
  const asks = (
    perSecond: number,
    lanes = 1,
    known: ReturnType<typeof calibration> | null = calibration()
  ): string[] =>
    preflight(planOf({ a: rate(perSecond) }), lanes, { limits, calibration: known }).map(
      ({ message }) => message
    )

  it('says nothing up to 70 % of it, without a rate, and without a calibration', () => {
    expect(asks(7000)).toEqual([])
    expect(asks(50_000, 1, null)).toEqual([])
    expect(preflight(planOf({ a: users(100) }), 1, { limits, calibration: calibration() })).toEqual([])
  })

  it('names the figures and the lanes that would do', () => {
    expect(asks(9000)[0]).toMatch(
      /^The plan asks for 9,000 requests\/s at its peak, 90 % of the 10,000\/s that one lane of this machine can do \(calibrated 2026-11-23 .*\), .*: --lanes 2\.$/
    )
    // Two lanes were measured at 18,000, three are taken for three times one.
    expect(asks(13_000)[0]).toContain('--lanes 3')
    expect(asks(13_000, 2)[0]).toContain('18,000/s that 2 lanes')
  })

  it('sends to other machines what no number of lanes can do', () => {
    expect(asks(100_000)[0]).toContain('share the load out over several machines')
  })
})

describe('machineLimits', () => {
  it.runIf(process.platform === 'linux')('reads what Linux says', () => {
    const found = machineLimits()
    expect(found.descriptors?.soft).toBeGreaterThan(100)
    expect(found.descriptors!.hard).toBeGreaterThanOrEqual(found.descriptors!.soft)
    expect(found.localPorts).toBeGreaterThan(1000)
    expect([1, 60]).toContain(found.timeWaitSeconds)
  })
})
