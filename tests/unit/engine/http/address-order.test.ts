import { describe, expect, it } from 'vitest'
import { AddressOrder } from '../../../../src/main/engine/http/address-order.ts'
import type { AddressPolicy, AddressSelect } from '../../../../src/shared/network-settings.ts'

const BOTH = ['::1', '10.0.0.1', '10.0.0.2', '::2']

function ordered(
  select: AddressSelect,
  policy: AddressPolicy,
  { addresses = BOTH, firstTurn = 0, random = Math.random } = {}
): AddressOrder {
  const order = new AddressOrder({ ttlMs: null, select, policy }, firstTurn, random)
  order.renew(addresses)
  return order
}

describe('the order of addresses', () => {
  it.each<[AddressPolicy, string]>([
    ['any', '::1 10.0.0.1 10.0.0.2 ::2'],
    ['preferIPv4', '10.0.0.1 10.0.0.2 ::1 ::2'],
    ['preferIPv6', '::1 ::2 10.0.0.1 10.0.0.2'],
    ['onlyIPv4', '10.0.0.1 10.0.0.2'],
    ['onlyIPv6', '::1 ::2']
  ])('with policy %s is %s', (policy, expected) => {
    expect(ordered('first', policy).next().join(' ')).toBe(expected)
  })

  it.each<[AddressPolicy, string, boolean]>([
    ['preferIPv4', '::1', true],
    ['preferIPv6', '10.0.0.1', true],
    ['onlyIPv4', '::1', false],
    ['onlyIPv6', '10.0.0.1', false]
  ])('with policy %s and %s alone has one: %s', (policy, address, some) => {
    const order = new AddressOrder({ ttlMs: null, select: 'first', policy }, 0, Math.random)
    expect(order.renew([address])).toBe(some)
    expect(order.next()).toEqual(some ? [address] : [])
  })

  it('with roundRobin begins with each address of the preferred kind in turn', () => {
    const order = ordered('roundRobin', 'preferIPv4')
    expect([order.next(), order.next(), order.next()].map((list) => list.join(' '))).toEqual([
      '10.0.0.1 10.0.0.2 ::1 ::2',
      '10.0.0.2 10.0.0.1 ::1 ::2',
      '10.0.0.1 10.0.0.2 ::1 ::2'
    ])
  })

  it('with roundRobin begins elsewhere in another lane', () => {
    expect(ordered('roundRobin', 'any', { firstTurn: 2 }).next()[0]).toBe('10.0.0.2')
    expect(ordered('roundRobin', 'any', { firstTurn: 7 }).next()[0]).toBe('::2')
  })

  it('with random begins with the one that chance names', () => {
    const chances = [0, 0.5, 0.999]
    const order = ordered('random', 'preferIPv4', { random: () => chances.shift() ?? 0 })
    expect([order.next()[0], order.next()[0], order.next()[0]]).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.2'])
  })

  it('ends with those that cannot be reached, until they can or a new answer comes', () => {
    const order = ordered('roundRobin', 'onlyIPv4', { addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] })
    order.reached(order.next(), 1)
    expect(order.next().join(' ')).toBe('10.0.0.2 10.0.0.3 10.0.0.1')
    expect(order.next().join(' ')).toBe('10.0.0.3 10.0.0.2 10.0.0.1')
    const list = order.next()
    expect(list.join(' ')).toBe('10.0.0.2 10.0.0.3 10.0.0.1')
    order.reached(list, 2)
    expect(order.next().join(' ')).toBe('10.0.0.1 10.0.0.2 10.0.0.3')
    order.renew(['10.0.0.2', '10.0.0.1'])
    expect(order.next().join(' ')).toBe('10.0.0.2 10.0.0.1')
  })
})
