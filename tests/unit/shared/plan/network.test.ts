import { describe, expect, it } from 'vitest'
import { DEFAULT_NETWORK } from '../../../../src/shared/network-settings.ts'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import type { Plan } from '../../../../src/shared/plan/plan.ts'

function document(network: Record<string, unknown>, request: Record<string, unknown> = {}): unknown {
  return {
    version: 1,
    target: 'http://shop.test',
    ...network,
    scenarios: {
      a: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: '/', ...request } }] }
    }
  }
}

function planOf(network: Record<string, unknown>, request?: Record<string, unknown>): Plan {
  const parsed = parsePlan(document(network, request))
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

function problemsOf(network: Record<string, unknown>, request?: Record<string, unknown>): string[] {
  const parsed = parsePlan(document(network, request))
  return parsed.valid ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`)
}

function socketOf(plan: Plan): string | null | undefined {
  const step = plan.scenarios[0]?.flow[0]
  return step?.kind === 'request' ? step.unixSocket : undefined
}

describe('the network of a plan', () => {
  it("is k6's by default", () => {
    expect(planOf({}).network).toEqual(DEFAULT_NETWORK)
    expect(DEFAULT_NETWORK.dns).toEqual({ ttlMs: 300_000, select: 'random', policy: 'preferIPv4' })
    expect(socketOf(planOf({}))).toBeNull()
  })

  it.each([
    ['inf', null],
    ['0', 0],
    [0, 0],
    ['30s', 30_000]
  ])('takes the ttl %j as %j ms', (ttl, ttlMs) => {
    expect(planOf({ dns: { ttl } }).network.dns.ttlMs).toBe(ttlMs)
  })

  it('reads hosts with ports, wildcards, IPv6 and capitals', () => {
    const hosts = {
      'Shop.test': '10.0.0.7',
      'shop.test:443': '10.0.0.8:8443',
      '*.shop.test': '::1',
      '*:80': '[::1]:8080',
      'bücher.test': '[::1]'
    }
    expect(planOf({ hosts }).network.hosts).toEqual([
      { host: 'shop.test', port: null, address: '10.0.0.7', toPort: null },
      { host: 'shop.test', port: 443, address: '10.0.0.8', toPort: 8443 },
      { host: '*.shop.test', port: null, address: '::1', toPort: null },
      { host: '*', port: 80, address: '::1', toPort: 8080 },
      { host: 'xn--bcher-kva.test', port: null, address: '::1', toPort: null }
    ])
  })

  it('reads local addresses, ranges and networks', () => {
    const localAddresses = ['127.0.0.1', '127.0.0.5-127.0.0.9', '127.0.1.0/28']
    expect(planOf({ localAddresses }).network.localAddresses).toEqual([
      { first: '127.0.0.1', count: 1 },
      { first: '127.0.0.5', count: 5 },
      { first: '127.0.1.1', count: 14 }
    ])
  })

  it.each([
    [true, 'always'],
    [false, 'never'],
    ['iteration', 'iteration']
  ])('takes reuse: %j as %s', (reuse, expected) => {
    expect(planOf({ connections: { reuse } }).network.connections).toEqual({ reuse: expected, pool: null })
  })

  it("gives a request its own Unix socket, or the plan's", () => {
    const unixSocket = '/run/a.sock'
    expect(socketOf(planOf({ unixSocket }))).toBe('/run/a.sock')
    expect(socketOf(planOf({ unixSocket }, { unixSocket: '/run/b.sock' }))).toBe('/run/b.sock')
  })

  it('names every mistake with its place, what was found and what was expected, all at once', () => {
    const network = {
      dns: { ttl: 'soon', select: 'roundrobin', polcy: 'any' },
      hosts: {
        'shop.test/': '10.0.0.1',
        'a.test': 'b.test',
        'c.test': '::1:99999',
        'd.test': 'fe80::1%eth0'
      },
      unixSocket: 'app.sock',
      localAddresses: ['127.0.0.9-127.0.0.1'],
      connections: { reuse: 'never', pool: 0 }
    }
    const address = 'an IP address such as "10.0.0.7", with a port such as "10.0.0.7:8443" or "[::1]:8443".'
    const socket =
      'the path of a Unix socket such as "/run/app.sock", from the root and at most 107 bytes long.'
    expect(problemsOf(network, { unixSocket: `/${'x'.repeat(107)}` }).sort()).toEqual(
      [
        'dns.ttl Found the text "soon", expected inf, 0 or a duration such as "30s", "1m30s" or "500ms".',
        'dns.select Found the text "roundrobin", expected one of first, random, roundRobin.',
        'dns.polcy Unknown key "polcy"; did you mean "policy"?',
        'hosts["shop.test/"] Found the name "shop.test/", expected a host such as "shop.test", "shop.test:8443" or "*.shop.test".',
        `hosts["a.test"] Found the text "b.test", expected ${address}`,
        `hosts["c.test"] Found the text "::1:99999", expected ${address}`,
        `hosts["d.test"] Found the text "fe80::1%eth0", expected ${address}`,
        `unixSocket Found the text "app.sock", expected ${socket}`,
        'localAddresses[0] Found the text "127.0.0.9-127.0.0.1", expected an IP address, a range such as "10.0.0.5-10.0.0.9" or a network such as "10.0.0.0/28".',
        'connections.reuse Found the text "never", expected true, false or iteration.',
        'connections.pool Found the number 0, expected a whole number from 1 to 100,000.',
        `scenarios.a.flow[0].request.unixSocket Found the text "/${'x'.repeat(59)}...", expected ${socket}`
      ].sort()
    )
  })

  it('refuses a pool whose connections would end with an iteration', () => {
    expect(problemsOf({ connections: { reuse: 'iteration', pool: 5 } })).toEqual([
      'connections.reuse Found reuse: iteration beside pool, expected one of them; the connections of a pool belong to no iteration.'
    ])
  })
})
