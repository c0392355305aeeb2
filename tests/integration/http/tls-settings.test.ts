import { TLSSocket } from 'node:tls'
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { HostLookup, TlsSettings } from '../../../src/main/engine/http/index.ts'
import { failedWith, OK, openTestUser, runAsUser, runWithClient } from '../../support/http-client-run.ts'
import type { Ending } from '../../support/http-client-run.ts'
import { startOpensslServer } from '../../support/openssl-server.ts'
import { RefusingServer } from '../../support/refusing-server.ts'
import { ScriptedServer, type ScriptedServerOptions } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const LAST_ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'

const certificates = makeTestCertificates()
const { ca, client } = certificates

const toLoopback: HostLookup = (_host, callback) => {
  queueMicrotask(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
}

const servers: ScriptedServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** What a server saw of a handshake. */
interface Handshake {
  readonly serverName: string | false | null
  readonly version: string | null
  readonly resumed: boolean
  readonly clientName: unknown
}

/** A TLS server that takes down its handshakes, in order. */
async function startServer(
  tls: ScriptedServerOptions['tls'],
  answer = ANSWER
): Promise<{ server: ScriptedServer; handshakes: Handshake[] }> {
  const handshakes: Handshake[] = []
  const server = await ScriptedServer.answering(answer, {
    tls: { ...certificates.valid, ...tls },
    onConnection: (socket) => {
      if (!(socket instanceof TLSSocket)) throw new Error('a connection without TLS')
      handshakes.push({
        serverName: socket.servername,
        version: socket.getProtocol(),
        resumed: socket.isSessionReused(),
        clientName: socket.getPeerCertificate()?.subject?.CN
      })
    }
  })
  servers.push(server)
  return { server, handshakes }
}

function requestOnce(url: URL, tls: TlsSettings): Promise<Ending> {
  return runAsUser(
    function* ({ request }) {
      return yield* request(url)
    },
    { tls, lookup: toLoopback }
  )
}

describe('a client certificate', () => {
  const asking = { ca, requestCert: true, rejectUnauthorized: true }

  it.each([
    ['in clear', { key: client.key }],
    ['encrypted', { key: client.encryptedKey, passphrase: client.passphrase }]
  ])('is presented to a server that asks for one, its key %s', async (_how, key) => {
    const { server, handshakes } = await startServer(asking)
    expect(await requestOnce(server.url(), { ca, cert: client.cert, ...key })).toEqual(OK)
    expect(handshakes.map(({ clientName }) => clientName)).toEqual(['client'])
  })

  describe.each([['-tls1_2'], ['-tls1_3']])('for OpenSSL with %s', (version) => {
    const server = startOpensslServer(
      certificates.valid,
      [version, '-Verify', '1', '-verify_return_error', '-CAfile', 'ca.pem'],
      { 'ca.pem': ca }
    )
    afterAll(async () => (await server).close())

    it('is taken when its authority is known', async () => {
      const { url } = await server
      expect(await requestOnce(url, { ca, cert: client.cert, key: client.key })).toEqual(OK)
    })

    it.each(['selfSigned', 'expired'] as const)('is refused when it is %s', async (name) => {
      const { url } = await server
      expect(await requestOnce(url, { ca, ...certificates[name] })).toEqual(
        failedWith('tls_client_certificate')
      )
    })

    it('is asked for when it is missing', async () => {
      const { url } = await server
      // TLS 1.2 has no word for it.
      const code = version === '-tls1_2' ? 'tls_protocol' : 'tls_client_certificate'
      expect(await requestOnce(url, { ca })).toEqual(failedWith(code))
    })
  })
})

it('a client certificate that is missing is told although a large body was on its way', async () => {
  const server = await RefusingServer.listen({
    ...certificates.valid,
    ...{ ca, requestCert: true, rejectUnauthorized: true }
  })
  onTestFinished(() => server.close())
  await runAsUser(
    function* ({ request }) {
      const body = 'x'.repeat(3 * 1024 * 1024)
      for (let count = 0; count < 100; count++) {
        const ending = yield* request(server.url, { method: 'POST', body })
        expect(ending).toEqual(failedWith('tls_client_certificate'))
      }
    },
    { tls: { ca } }
  )
})

describe('the server name', () => {
  it('of the plan is asked for, and the certificate has to be for it, whatever the URL says', async () => {
    const { server, handshakes } = await startServer(certificates.otherHost)
    const settings = { ca, serverName: 'other.test' }
    expect(await requestOnce(server.url('/', 'localhost'), settings)).toEqual(OK)
    expect(await requestOnce(server.url(), settings)).toEqual(OK)
    expect(handshakes.map(({ serverName }) => serverName)).toEqual(['other.test', 'other.test'])
    expect(await requestOnce(server.url(), { ca, serverName: 'localhost' })).toEqual(
      failedWith('tls_certificate_hostname')
    )
  })

  it('is the host of the URL by default, and none for an address', async () => {
    const { server, handshakes } = await startServer({})
    expect(await requestOnce(server.url('/', 'localhost'), { ca })).toEqual(OK)
    expect(await requestOnce(server.url(), { ca })).toEqual(OK)
    expect(handshakes.map(({ serverName }) => serverName)).toEqual(['localhost', false])
  })
})

describe('authorities', () => {
  it('may be several, in one text or in a list', async () => {
    const { server } = await startServer({})
    const other = certificates.selfSigned.cert
    expect(await requestOnce(server.url(), { ca: [other, ca] })).toEqual(OK)
    expect(await requestOnce(server.url(), { ca: `${other}\n${ca}` })).toEqual(OK)
    expect(await requestOnce(server.url(), { ca: other })).toEqual(failedWith('tls_certificate_untrusted'))
  })

  it.each(['expired', 'notYetValid', 'otherHost', 'selfSigned', 'withoutIssuer'] as const)(
    'are not asked when certificates are not checked: %s',
    async (name) => {
      const { server } = await startServer(certificates[name])
      expect(await requestOnce(server.url('/', 'localhost'), { insecure: true })).toEqual(OK)
    }
  )
})

describe('TLS versions', () => {
  it('below the least are refused', async () => {
    const { server } = await startServer({ maxVersion: 'TLSv1.2' })
    expect(await requestOnce(server.url(), { ca })).toEqual(OK)
    expect(await requestOnce(server.url(), { ca, minVersion: 'TLSv1.3' })).toEqual(failedWith('tls_protocol'))
  })

  it('above the highest are not spoken', async () => {
    const { server, handshakes } = await startServer({})
    expect(await requestOnce(server.url(), { ca, maxVersion: 'TLSv1.2' })).toEqual(OK)
    expect(await requestOnce(server.url(), { ca })).toEqual(OK)
    expect(handshakes.map(({ version }) => version)).toEqual(['TLSv1.2', 'TLSv1.3'])
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)(
    'as old as %s are spoken when the plan asks for them',
    async (version) => {
      const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }
      const { server, handshakes } = await startServer(old)
      expect(await requestOnce(server.url(), { ca })).toEqual(failedWith('tls_protocol'))
      expect(await requestOnce(server.url(), { ca, minVersion: version })).toEqual(OK)
      expect(handshakes.map(({ version }) => version)).toEqual([version])
    }
  )
})

describe('session resumption', () => {
  /** Whether each of three connections to one server resumed a session, as the server saw it. */
  async function resumed(tls: TlsSettings, version: 'TLSv1.2' | 'TLSv1.3'): Promise<boolean[]> {
    const { server, handshakes } = await startServer({ maxVersion: version }, LAST_ANSWER)
    await runWithClient(
      function* (httpClient) {
        // A virtual user each: sessions belong to the origin, not to one of them.
        for (const user of [openTestUser(httpClient), openTestUser(httpClient), openTestUser(httpClient)]) {
          expect(yield* user.request(server.url())).toEqual(OK)
        }
      },
      { tls: { ca, ...tls } }
    )
    return handshakes.map(({ resumed }) => resumed)
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'saves new connections the full handshake of %s',
    async (version) => {
      expect(await resumed({}, version)).toEqual([false, true, true])
    }
  )

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'switched off leaves each handshake of %s a full one',
    async (version) => {
      expect(await resumed({ sessionResumption: false }, version)).toEqual([false, false, false])
    }
  )

  it('of one origin is not tried with another', async () => {
    const first = await startServer({}, LAST_ANSWER)
    const second = await startServer({}, LAST_ANSWER)
    await runAsUser(
      function* ({ request }) {
        expect(yield* request(first.server.url())).toEqual(OK)
        expect(yield* request(second.server.url())).toEqual(OK)
        expect(yield* request(first.server.url())).toEqual(OK)
      },
      { tls: { ca } }
    )
    expect(second.handshakes.map(({ resumed }) => resumed)).toEqual([false])
    expect(first.handshakes.map(({ resumed }) => resumed)).toEqual([false, true])
  })
})
