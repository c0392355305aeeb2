import { describe, expect, it } from 'vitest'
import { SocketPath } from '../../../../src/main/engine/http/address-source.ts'
import { Origin } from '../../../../src/main/engine/http/origin.ts'
import { TlsHandshakes } from '../../../../src/main/engine/http/tls-handshakes.ts'

const route = { addresses: new SocketPath('/nowhere'), port: null, proxy: null }

function originOf(host: string): Origin {
  return new Origin('https', host, 443, route)
}

describe('a TLS handshake', () => {
  it('asks for a name, never for an address', () => {
    const handshakes = new TlsHandshakes({})
    expect(handshakes.optionsFor(originOf('shop.test')).servername).toBe('shop.test')
    for (const address of ['127.0.0.1', '::1'])
      expect(handshakes.optionsFor(originOf(address))).not.toHaveProperty('servername')
  })

  it('asks a service for the name of the settings, and a proxy for its own', () => {
    const handshakes = new TlsHandshakes({ serverName: 'other.test' })
    const proxy = { scheme: 'https', host: 'proxy.test', port: 443, authorization: null } as const
    expect(handshakes.optionsFor(originOf('shop.test')).servername).toBe('other.test')
    expect(handshakes.optionsForProxy(proxy).servername).toBe('proxy.test')
  })

  it('reads certificates before the first connection, so that none waits for it', () => {
    const handshakes = new TlsHandshakes({ ca: 'no certificate', cert: 'nor this' })
    expect(() => handshakes.prepare(originOf('shop.test'))).toThrow()
    const working = new TlsHandshakes({})
    working.prepare(originOf('shop.test'))
    const { secureContext } = working.optionsFor(originOf('a.test'))
    expect(working.optionsFor(originOf('b.test')).secureContext).toBe(secureContext)
  })
})
