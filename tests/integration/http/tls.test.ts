import { afterEach, describe, expect, it } from 'vitest'
import type { HostLookup, TlsSettings } from '../../../src/main/engine/http/index.ts'
import { OK, failedWith, runAsUser } from '../../support/http-client-run.ts'
import type { Ending } from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const certificates = makeTestCertificates()
const { ca } = certificates

const toLoopback: HostLookup = (_host, callback) => {
  queueMicrotask(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
}

const servers: ScriptedServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function started(server: Promise<ScriptedServer>): Promise<ScriptedServer> {
  servers.push(await server)
  return server
}

function requestOnce(url: URL, tls: TlsSettings): Promise<Ending> {
  return runAsUser(
    function* ({ request }) {
      return yield* request(url)
    },
    { tls, lookup: toLoopback }
  )
}

describe('HTTPS', () => {
  it('keeps its connection, asks for http/1.1 and records the handshake once', async () => {
    const names: unknown[] = []
    const server = await started(
      ScriptedServer.answering(ANSWER, {
        tls: {
          ...certificates.valid,
          ALPNCallback: ({ servername, protocols }) => {
            names.push(servername, ...protocols)
            return 'http/1.1'
          }
        }
      })
    )
    await runAsUser(
      function* ({ request, exchange }) {
        for (let count = 1; count <= 5; count++) {
          expect(yield* request(server.url('/', 'localhost'))).toEqual(OK)
          const { record } = exchange
          expect(record.tlsMs > 0).toBe(count === 1)
          const moments = [record.dispatchMs, record.readyMs, record.sentMs, record.firstByteMs, record.endMs]
          expect(moments).toEqual([...moments].sort((a, b) => a - b))
        }
        expect(server.connections).toBe(1)
      },
      { tls: { ca }, lookup: toLoopback }
    )
    expect(names).toEqual(['localhost', 'http/1.1'])
  })

  it('carries a body of 1 MiB', async () => {
    const body = 'x'.repeat(2 ** 20)
    const server = await started(
      ScriptedServer.answering(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`, {
        tls: certificates.valid
      })
    )
    await runAsUser(
      function* ({ request, exchange }) {
        exchange.settings = { ...exchange.settings, captureBody: true }
        expect(yield* request(server.url())).toEqual(OK)
        expect(Buffer.from(exchange.response?.body() ?? []).toString() === body).toBe(true)
      },
      { tls: { ca } }
    )
  })

  it('accepts any certificate when told to', async () => {
    const server = await started(ScriptedServer.answering(ANSWER, { tls: certificates.expired }))
    expect(await requestOnce(server.url(), { insecure: true })).toEqual(OK)
  })

  it.each([
    ['an unknown authority', 'valid', {}, 'tls_certificate_untrusted'],
    ['a certificate that signed itself', 'selfSigned', { ca }, 'tls_certificate_untrusted'],
    ['a certificate whose issuer is not sent', 'withoutIssuer', { ca }, 'tls_certificate_untrusted'],
    ['an expired certificate', 'expired', { ca }, 'tls_certificate_expired'],
    ['a certificate that is not valid yet', 'notYetValid', { ca }, 'tls_certificate_expired'],
    ['a certificate for another host', 'otherHost', { ca }, 'tls_certificate_hostname']
  ] as const)('refuses %s', async (_what, name, tls, code) => {
    const server = await started(ScriptedServer.answering(ANSWER, { tls: certificates[name] }))
    expect(await requestOnce(server.url('/', 'localhost'), tls)).toEqual(failedWith(code))
    expect(await requestOnce(server.url(), tls)).toEqual(failedWith(code))
    expect(server.requests).toHaveLength(0)
  })

  it('to a server that speaks no TLS is told as tls_protocol', async () => {
    const server = await started(
      ScriptedServer.listen({
        onConnection: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
      })
    )
    const url = new URL(`https://127.0.0.1:${server.port}/`)
    expect(await requestOnce(url, {})).toEqual(failedWith('tls_protocol'))
  })

  it('without a common version is told as tls_protocol', async () => {
    const tls = { ...certificates.valid, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } as const
    const server = await started(ScriptedServer.answering(ANSWER, { tls }))
    expect(await requestOnce(server.url(), { ca })).toEqual(failedWith('tls_protocol'))
  })

  it('to a server that hangs up in the handshake is told as tls_failed', async () => {
    const server = await started(
      ScriptedServer.listen({ onConnection: (socket) => socket.once('data', () => socket.destroy()) })
    )
    expect(await requestOnce(new URL(`https://127.0.0.1:${server.port}/`), {})).toEqual(
      failedWith('tls_failed')
    )
  })

  it('to a server that wants a certificate of the client is told as tls_client_certificate', async () => {
    const tls = { ...certificates.valid, ca, requestCert: true, rejectUnauthorized: true }
    const server = await started(ScriptedServer.answering(ANSWER, { tls }))
    expect(await requestOnce(server.url(), { ca })).toEqual(failedWith('tls_client_certificate'))
  })
})
