import { describe, expect, it } from 'vitest'
import { HostAddresses } from '../../../../src/main/engine/http/host-addresses.ts'
import type { AddressWaiter, HostLookup } from '../../../../src/main/engine/http/host-addresses.ts'
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
        addresses.map((address) => ({ address, family: 4 }))
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

const anyAddress = (): boolean => true

describe('the addresses of a host', () => {
  it('are asked for once, whoever waits, and known from then on', () => {
    const resolver = new ManualResolver()
    const addresses = new HostAddresses('a.test', resolver.lookup, anyAddress)
    const log: string[] = []
    addresses.request(logged(log))
    addresses.request(logged(log))
    expect(log).toEqual([])
    resolver.answer('10.0.0.1', '10.0.0.2')
    addresses.request(logged(log))
    expect(log).toEqual(Array(3).fill('10.0.0.1 10.0.0.2'))
    expect(resolver.questions).toBe(1)
    expect(addresses.known).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  it('of a host that is an address need no question', () => {
    const resolver = new ManualResolver()
    const log: string[] = []
    new HostAddresses('::1', resolver.lookup, anyAddress).request(logged(log))
    expect(log).toEqual(['::1'])
    expect(resolver.questions).toBe(0)
  })

  it('that are not allowed are left out, and without any left the host is not allowed', () => {
    const resolver = new ManualResolver()
    const log: string[] = []
    const isPrivate = (address: string): boolean => address.startsWith('10.')
    const mixed = new HostAddresses('a.test', resolver.lookup, isPrivate)
    mixed.request(logged(log))
    resolver.answer('8.8.8.8', '10.0.0.1')
    const foreign = new HostAddresses('b.test', resolver.lookup, isPrivate)
    foreign.request(logged(log))
    resolver.answer('8.8.8.8')
    expect(log).toEqual(['10.0.0.1', 'host_not_allowed'])
  })

  it('begin with the one that a connection could be made to', () => {
    const resolver = new ManualResolver()
    const addresses = new HostAddresses('a.test', resolver.lookup, anyAddress)
    const log: string[] = []
    addresses.request(logged(log))
    resolver.answer('10.0.0.1', '10.0.0.2', '10.0.0.3')
    addresses.prefer('10.0.0.2')
    addresses.request(logged(log))
    expect(log[1]).toBe('10.0.0.2 10.0.0.1 10.0.0.3')
  })
})
