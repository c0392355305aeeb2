import { describe, expect, it } from 'vitest'
import { HttpClient } from '../../../../src/main/engine/http/index.ts'
import { EventLoop, FakeDriver } from '../../../../src/main/engine/scheduler/index.ts'

function openClient(): HttpClient {
  return new HttpClient({ loop: new EventLoop({ driver: new FakeDriver() }) })
}

describe('an origin', () => {
  it.each([
    ['http://example.test/a', 'http', 'example.test', 80],
    ['https://example.test/a', 'https', 'example.test', 443],
    ['http://example.test:8080/a', 'http', 'example.test', 8080],
    ['http://[::1]:81/', 'http', '::1', 81]
  ])('of %s is read from the URL', (url, scheme, host, port) => {
    expect(openClient().origin(new URL(url))).toMatchObject({ scheme, host, port })
  })

  it('is one object for each scheme, host and port', () => {
    const client = openClient()
    const origin = client.origin(new URL('http://example.test/a'))
    expect(client.origin(new URL('http://example.test:80/b?c'))).toBe(origin)
    expect(client.origin(new URL('http://example.test:81/'))).not.toBe(origin)
    expect(client.origin(new URL('https://example.test:80/'))).not.toBe(origin)
    expect(client.origin(new URL('http://example.test:81/')).addresses).toBe(origin.addresses)
  })

  it.each([
    [{ protocol: 'ftp:', hostname: 'example.test', port: '' }],
    [{ protocol: 'http:', hostname: '', port: '' }],
    [{ protocol: 'http:', hostname: 'example.test', port: '0' }],
    [{ protocol: 'http:', hostname: 'example.test', port: '65536' }],
    [{ protocol: 'http:', hostname: 'example.test', port: 'x' }]
  ])('cannot be made of %j', (parts) => {
    expect(() => openClient().origin(parts)).toThrow(TypeError)
  })
})
