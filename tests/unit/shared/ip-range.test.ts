import fc from 'fast-check'
import { isIP, isIPv4 } from 'node:net'
import { describe, expect, it } from 'vitest'
import { formatIpAddress, parseIpAddress } from '../../../src/shared/ip-address.ts'
import { addressOfRange, parseIpRange } from '../../../src/shared/ip-range.ts'

describe('an IP address', () => {
  it('comes back from its number as it was written, in the canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIpAddress(text)
        expect(address?.family).toBe(isIPv4(text) ? 4 : 6)
        const formatted = formatIpAddress(address!)
        expect(isIP(formatted)).toBe(address!.family)
        expect(parseIpAddress(formatted)).toEqual(address)
      })
    )
  })

  it.each([
    ['0.0.0.0', 4, 0n],
    ['127.0.0.1', 4, 0x7f000001n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['::ffff:127.0.0.1', 6, 0xffff_7f00_0001n],
    ['FD00::A', 6, (0xfd00n << 112n) | 10n]
  ])('%s is number %i %i', (text, family, value) => {
    expect(parseIpAddress(text)).toEqual({ family, value })
  })

  it.each([
    '',
    '127.0.0',
    '127.0.0.256',
    '01.2.3.4',
    '127.1',
    'shop.test',
    '::g',
    '1::2::3',
    '[::1]',
    'fe80::1%eth0'
  ])('%j is none', (text) => {
    expect(parseIpAddress(text)).toBeNull()
  })
})

describe('a range of IP addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 1],
    ['127.0.0.1-127.0.0.3', '127.0.0.1', 3],
    ['127.0.0.1 - 127.0.1.0', '127.0.0.1', 256],
    ['127.0.0.5/28', '127.0.0.1', 14],
    ['127.0.0.4/31', '127.0.0.4', 2],
    ['127.0.0.4/32', '127.0.0.4', 1],
    ['::1', '::1', 1],
    ['fd00::1-fd00::ff', 'fd00::1', 255],
    ['fd00::7/126', 'fd00::4', 4],
    ['fd00::/64', 'fd00::', 1_000_000]
  ])('%s begins at %s and has %i', (text, first, count) => {
    expect(parseIpRange(text)).toEqual({ first, count })
  })

  it.each([
    '',
    '127.0.0.0/33',
    '127.0.0.0/',
    'fd00::/129',
    '127.0.0.3-127.0.0.1',
    '127.0.0.1-::1',
    'a-b',
    '1.2.3.4-'
  ])('%j is none', (text) => {
    expect(parseIpRange(text)).toBeNull()
  })

  it('counts through its addresses, over the end of a byte too', () => {
    expect([0, 1, 2].map((index) => addressOfRange({ first: '127.0.0.255', count: 3 }, index))).toEqual([
      '127.0.0.255',
      '127.0.1.0',
      '127.0.1.1'
    ])
    expect(addressOfRange({ first: 'fd00::ffff', count: 2 }, 1)).toBe('fd00::1:0')
  })

  it('holds exactly the addresses from its first to its last', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_0000), fc.nat(2000), (value, more) => {
        const first = formatIpAddress({ family: 4, value: BigInt(value) })
        const last = formatIpAddress({ family: 4, value: BigInt(value + more) })
        const range = parseIpRange(`${first}-${last}`)!
        expect(range.count).toBe(more + 1)
        expect([addressOfRange(range, 0), addressOfRange(range, more)]).toEqual([first, last])
      })
    )
  })
})
