import { describe, expect, it } from 'vitest'
import { AddressOrder } from '../../../../src/main/engine/http/address-order.ts'
import { HostAddresses } from '../../../../src/main/engine/http/host-addresses.ts'
import type { AddressWaiter } from '../../../../src/main/engine/http/address-source.ts'
import type { HostAddressesOptions, HostLookup } from '../../../../src/main/engine/http/host-addresses.ts'
import { FakeClock } from '../../../../src/main/engine/scheduler/index.ts'
import { requestErrorCode } from '../../../../src/shared/error-codes.ts'

/** A resolver that answers when told to. */
class ManualResolver {
  questions = 0
  #answer: ((addresses: readonly string[]) => void) | null = null

  readonly lookup: HostLookup = (_host, callback) => {
    this.questions++
    this.#answer = (addresses) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      )
  }

  answer(...addresses: string[]): void {
    this.#answer?.(addresses)
  }
}

function logged(log: string[]): AddressWaiter {
  return {
    addressesReady: (addresses) => log.push(addresses.join(' ')),
    addressesFailed: (error) => log.push(requestErrorCode(error))
  }
}

class Host {
  readonly resolver = new ManualResolver()
  readonly clock = new FakeClock()
  readonly log: string[] = []
  readonly addresses: HostAddresses

  constructor(host: string, options: Partial<HostAddressesOptions> = {}) {
    this.addresses = new HostAddresses(host, {
      lookup: this.resolver.lookup,
      guard: () => true,
      order: new AddressOrder({ ttlMs: null, select: 'first', policy: 'any' }, 0, Math.random),
      ttlMs: Number.POSITIVE_INFINITY,
      clock: this.clock,
      isReachable: () => true,
      ...options
    })
  }

  request(): void {
    this.addresses.request(logged(this.log))
  }
}

describe('the addresses of a host', () => {
  it('are asked for once, whoever waits, and known from then on', () => {
    const host = new Host('a.test')
    host.request()
    host.request()
    expect(host.log).toEqual([])
    host.resolver.answer('10.0.0.1', '10.0.0.2')
    host.clock.advance(1e9)
    host.request()
    expect(host.log).toEqual(Array(3).fill('10.0.0.1 10.0.0.2'))
    expect(host.resolver.questions).toBe(1)
  })

  it('of a host that is an address need no question, and no policy is asked', () => {
    const order = new AddressOrder({ ttlMs: 0, select: 'random', policy: 'onlyIPv4' }, 0, Math.random)
    const host = new Host('::1', { order, ttlMs: 0 })
    host.request()
    host.request()
    expect(host.log).toEqual(['::1', '::1'])
    expect(host.resolver.questions).toBe(0)
  })

  it('that are not allowed are left out, and without any left the host is not allowed', () => {
    const guard = (address: string): boolean => address.startsWith('10.')
    const mixed = new Host('a.test', { guard })
    mixed.request()
    mixed.resolver.answer('8.8.8.8', '10.0.0.1')
    const foreign = new Host('b.test', { guard })
    foreign.request()
    foreign.resolver.answer('8.8.8.8')
    const literal = new Host('8.8.8.8', { guard })
    literal.request()
    expect([mixed.log, foreign.log, literal.log]).toEqual([
      ['10.0.0.1'],
      ['host_not_allowed'],
      ['host_not_allowed']
    ])
  })

  it('that no local address can reach are left out, and without any left the error says so', () => {
    const isReachable = (address: string): boolean => !address.includes(':')
    const mixed = new Host('a.test', { isReachable })
    mixed.request()
    mixed.resolver.answer('::1', '10.0.0.1')
    const literal = new Host('::1', { isReachable })
    literal.request()
    expect([mixed.log, literal.log]).toEqual([['10.0.0.1'], ['local_address_unusable']])
  })

  it('of a kind that the policy does not want are as good as none', () => {
    const order = new AddressOrder({ ttlMs: null, select: 'first', policy: 'onlyIPv6' }, 0, Math.random)
    const host = new Host('a.test', { order })
    host.request()
    host.resolver.answer('10.0.0.1')
    host.request()
    expect(host.log).toEqual(['dns_not_found'])
    expect(host.resolver.questions).toBe(2)
  })

  it('end with the one that could not be reached while another could', () => {
    const host = new Host('a.test')
    host.request()
    host.resolver.answer('10.0.0.1', '10.0.0.2', '10.0.0.3')
    host.addresses.reached(['10.0.0.1', '10.0.0.2', '10.0.0.3'], 1)
    host.request()
    expect(host.log[1]).toBe('10.0.0.2 10.0.0.3 10.0.0.1')
  })

  it('are asked for anew once they have expired, by the next connection and no sooner', () => {
    const host = new Host('a.test', { ttlMs: 1000 })
    host.request()
    host.clock.advance(50)
    host.resolver.answer('10.0.0.1')
    host.clock.advance(999)
    host.request()
    expect(host.resolver.questions).toBe(1)
    host.clock.advance(1)
    expect(host.resolver.questions).toBe(1)
    host.request()
    host.request()
    expect(host.resolver.questions).toBe(2)
    host.resolver.answer('10.0.0.2')
    host.request()
    expect(host.log).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.2', '10.0.0.2', '10.0.0.2'])
  })

  it('serve only those who wait for them with a ttl of 0', () => {
    const host = new Host('a.test', { ttlMs: 0 })
    host.request()
    host.request()
    host.resolver.answer('10.0.0.1')
    host.request()
    expect(host.log).toEqual(['10.0.0.1', '10.0.0.1'])
    expect(host.resolver.questions).toBe(2)
  })
})
