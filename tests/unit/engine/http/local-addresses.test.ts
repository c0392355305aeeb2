import { describe, expect, it } from 'vitest'
import { LocalAddresses } from '../../../../src/main/engine/http/local-addresses.ts'

const RANGES = [
  { first: '127.0.0.1', count: 2 },
  { first: '::1', count: 1 },
  { first: '127.0.1.255', count: 2 }
]

function take(addresses: LocalAddresses, count: number, to = '10.0.0.1'): string {
  return Array.from({ length: count }, () => addresses.next(to)).join(' ')
}

describe('local addresses', () => {
  it('are given out in turn over all ranges, each kind by itself', () => {
    const addresses = new LocalAddresses(RANGES, 0)
    expect(take(addresses, 3)).toBe('127.0.0.1 127.0.0.2 127.0.1.255')
    expect(take(addresses, 2, 'fd00::1')).toBe('::1 ::1')
    expect(take(addresses, 2)).toBe('127.0.2.0 127.0.0.1')
  })

  it('begin elsewhere in each lane, and each lane uses all of them', () => {
    const lanes = [0, 1, 2].map((lane) => new LocalAddresses([{ first: '127.0.0.1', count: 6 }], lane / 3))
    expect(lanes.map((lane) => lane.next('10.0.0.1'))).toEqual(['127.0.0.1', '127.0.0.3', '127.0.0.5'])
    expect(take(lanes[2]!, 6)).toBe('127.0.0.6 127.0.0.1 127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.5')
  })

  it('reach only addresses of a kind of which there is one', () => {
    const addresses = new LocalAddresses([{ first: '127.0.0.1', count: 1 }], 0)
    expect([addresses.reaches('10.0.0.1'), addresses.reaches('::1')]).toEqual([true, false])
  })
})
