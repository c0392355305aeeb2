import { describe, expect, it } from 'vitest'
import { HostMap } from '../../../../src/main/engine/http/host-map.ts'
import type { HostMapping } from '../../../../src/shared/network-settings.ts'

function mapping(host: string, address: string, port: number | null = null): HostMapping {
  return { host, port, address, toPort: null }
}

describe('a host map', () => {
  const map = new HostMap([
    mapping('*', '10.0.0.1'),
    mapping('*.test', '10.0.0.2'),
    mapping('*.shop.test', '10.0.0.3'),
    mapping('api.shop.test', '10.0.0.4'),
    mapping('api.shop.test', '10.0.0.5', 443),
    mapping('*.test', '10.0.0.6', 8080)
  ])

  it.each([
    ['api.shop.test', 443, '10.0.0.5', 'the whole name with its port'],
    ['api.shop.test', 80, '10.0.0.4', 'the whole name'],
    ['www.shop.test', 80, '10.0.0.3', 'the longest wildcard'],
    ['a.b.shop.test', 80, '10.0.0.3', 'a name more than one label below'],
    ['shop.test', 80, '10.0.0.2', 'a shorter wildcard, since *.shop.test is not shop.test itself'],
    ['api.shop.test', 8080, '10.0.0.6', 'a wildcard with the port, which wins over a name without'],
    ['example.org', 80, '10.0.0.1', 'the wildcard for all']
  ])('sends %s:%i to %s: %s', (host, port, address) => {
    expect(map.find(host, port)?.address).toBe(address)
  })

  it('leaves names that no entry fits', () => {
    const shop = new HostMap([mapping('*.shop.test', '10.0.0.3'), mapping('a.test', '10.0.0.4', 443)])
    expect([shop.find('shop.test', 80), shop.find('a.test', 80), new HostMap([]).find('a.test', 80)]).toEqual(
      [null, null, null]
    )
  })
})
