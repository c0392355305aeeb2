import { describe, expect, it } from 'vitest'
import { mayLoad } from '../../../src/main/engine/address-policy.ts'
import { UNKNOWN_ADDRESS } from '../../../src/main/engine/http/index.ts'

describe('mayLoad', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::1',
    'fd12::1',
    '0.0.0.0',
    '::',
    '::ffff:10.1.2.3',
    'fe80::1%eth0'
  ])('lets load go to %s at once', (address) => expect(mayLoad(address, 'any.example', [])).toBe(true))

  it.each(['8.8.8.8', '172.32.0.1', '193.168.1.1', '2001:db8::1', '::ffff:8.8.8.8'])(
    'refuses the public address %s',
    (address) => expect(mayLoad(address, 'public.example', [])).toBe(false)
  )

  it('allows a public host by its name or by a pattern, and no host that merely looks like it', () => {
    expect(mayLoad('8.8.8.8', 'api.example.com', ['api.example.com'])).toBe(true)
    expect(mayLoad('8.8.8.8', 'API.example.com', ['*.example.com'])).toBe(true)
    expect(mayLoad('8.8.8.8', 'apixexample.com', ['api.example.com'])).toBe(false)
    expect(mayLoad('8.8.8.8', 'api.example.com.evil.test', ['api.example.com'])).toBe(false)
  })

  it('lets load go to a host of which only a proxy knows the address where the name is allowed', () => {
    expect(mayLoad(UNKNOWN_ADDRESS, 'api.example.com', ['*.example.com'])).toBe(true)
    expect(mayLoad(UNKNOWN_ADDRESS, 'api.example.com', ['other.test'])).toBe(false)
    expect(mayLoad(UNKNOWN_ADDRESS, 'localhost', [])).toBe(false)
  })

  it.each(['169.254.169.254', '169.254.170.2', '100.100.100.200', 'fd00:ec2::254', '::ffff:169.254.169.254'])(
    'never lets load go to the metadata service at %s, whatever is allowed',
    (address) => expect(mayLoad(address, 'metadata', ['*'])).toBe(false)
  )
})
