import { describe, expect, it } from 'vitest'
import { isWithoutProxy, parseNoProxyRule, splitNoProxy } from '../../../src/shared/no-proxy.ts'

function isExempt(list: string, host: string, port = 80): boolean {
  return splitNoProxy(list).some((entry) => {
    const rule = parseNoProxyRule(entry)
    return rule !== null && isWithoutProxy(rule, host, port)
  })
}

describe('an entry of NO_PROXY', () => {
  it.each<[list: string, host: string, exempt: boolean]>([
    ['example.com', 'example.com', true],
    ['example.com', 'www.example.com', true],
    ['example.com', 'nonexample.com', false],
    ['example.com', 'example.com.evil.test', false],
    ['.example.com', 'example.com', true],
    ['.example.com', 'www.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'a.b.example.com', true],
    ['EXAMPLE.com', 'example.com', true],
    ['example.com.', 'example.com', true],
    ['example.com', 'example.com.', true],
    ['localhost', 'localhost', true],
    ['my_host', 'my_host', true],
    ['*', 'anything', true],
    ['*', '203.0.113.1', true],
    ['a.test, b.test  c.test,', 'c.test', true],
    ['a.test,b.test', 'c.test', false],
    ['192.168.0.7', '192.168.0.7', true],
    ['192.168.0.7', '192.168.0.70', false],
    ['0.7', '192.168.0.7', false],
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/16', '10.1.9.9', true],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.0/8', 'ten.example.com', false],
    ['::1', '::1', true],
    ['[::1]', '::1', true],
    ['0:0:0:0:0:0:0:1', '::1', true],
    ['2001:db8::/32', '2001:db8:7::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['', 'example.com', false]
  ])('in the list %j, for %s: %j', (list, host, exempt) => {
    expect(isExempt(list, host)).toBe(exempt)
  })

  it.each<[list: string, host: string, port: number, exempt: boolean]>([
    ['example.com:8080', 'www.example.com', 8080, true],
    ['example.com:8080', 'example.com', 80, false],
    ['127.0.0.1:8080', '127.0.0.1', 8080, true],
    ['127.0.0.1:8080', '127.0.0.1', 8081, false],
    ['[::1]:8443', '::1', 8443, true],
    ['[::1]:8443', '::1', 443, false]
  ])('with a port, %s, for %s:%i: %j', (list, host, port, exempt) => {
    expect(isExempt(list, host, port)).toBe(exempt)
  })

  it.each(['10.0.0.0/33', '2001:db8::/129', 'example.com/8', 'http://example.com', 'a*b', '.', '10.0.0.0/'])(
    'is none in %j',
    (entry) => {
      expect(parseNoProxyRule(entry)).toBeNull()
    }
  )
})
