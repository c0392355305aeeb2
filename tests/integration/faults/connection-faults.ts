import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { TlsOptions } from 'node:tls'
import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'
import { startOpensslServer } from '../../support/openssl-server.ts'
import { ScriptedServer, type ScriptedServerOptions } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'
import { TIMEOUT_MS, type Fault, type FaultyPlace } from './fault.ts'

const CONNECT_TIMEOUT = { connectTimeout: `${TIMEOUT_MS}ms` }

/** Of every run: one authority is trusted, and the client has a certificate that no server knows. */
export const CERTIFICATES = makeTestCertificates()

/** A place that a request never reaches. */
function unreached(url: string, request: Readonly<Record<string, unknown>> = {}): FaultyPlace {
  return { request: { ...request, url }, close: () => Promise.resolve() }
}

/** A port of loopback on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server behind https:, whose requests would show that a connection was taken for good. */
async function secure(options: ScriptedServerOptions): Promise<FaultyPlace> {
  const server = await ScriptedServer.listen(options)
  return {
    request: { url: `https://localhost:${server.port}/` },
    received: () => server.requests.length,
    close: () => server.close()
  }
}

function handshaking(name: string, tls: TlsOptions, code: RequestErrorCode): Fault {
  return { name, code, open: () => secure({ tls }) }
}

/** What `scripted-names.ts` makes of these names. */
const NAMES: readonly Fault[] = [
  {
    name: 'has a name that does not exist',
    code: 'dns_not_found',
    open: async () => unreached('http://missing.test/')
  },
  {
    name: 'has a name whose resolver fails',
    code: 'dns_failed',
    open: async () => unreached('http://failing.test/')
  },
  {
    name: 'has a name whose resolver never answers',
    code: 'dns_timeout',
    open: async () => unreached('http://silent.test/', CONNECT_TIMEOUT)
  }
]

const REFUSALS: readonly Fault[] = [
  {
    name: 'refuses connections',
    code: 'connect_refused',
    open: async () => unreached(`http://127.0.0.1:${await deadPort()}/`)
  }
]

const { valid, expired, notYetValid, otherHost, selfSigned, withoutIssuer } = CERTIFICATES

const TLS_FAULTS: readonly Fault[] = [
  handshaking('has an expired certificate', expired, 'tls_certificate_expired'),
  handshaking('has a certificate that is not valid yet', notYetValid, 'tls_certificate_expired'),
  handshaking('has a self-signed certificate', selfSigned, 'tls_certificate_untrusted'),
  handshaking('has a certificate of an unknown authority', withoutIssuer, 'tls_certificate_untrusted'),
  handshaking('has a certificate for another host', otherHost, 'tls_certificate_hostname'),
  handshaking(
    'speaks no TLS version that the plan allows',
    { ...valid, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    'tls_protocol'
  ),
  {
    name: 'speaks no TLS at all',
    code: 'tls_protocol',
    open: () => secure({ onConnection: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') })
  },
  {
    name: 'hangs up within the handshake',
    code: 'tls_failed',
    open: () => secure({ onConnection: (socket) => socket.once('data', () => socket.destroy()) })
  },
  {
    name: 'stalls within the handshake',
    code: 'tls_timeout',
    open: async () => {
      const { request, ...rest } = await secure({})
      return { ...rest, request: { ...request, ...CONNECT_TIMEOUT } }
    }
  },
  {
    name: 'refuses the certificate of the client',
    code: 'tls_client_certificate',
    open: async () => {
      const verify = ['-Verify', '1', '-verify_return_error', '-CAfile', 'ca.pem']
      const server = await startOpensslServer(valid, verify, { 'ca.pem': CERTIFICATES.ca })
      return { request: { url: server.url.href }, close: () => server.close() }
    }
  }
]

export const CONNECTION_FAULTS: readonly Fault[] = [...REFUSALS, ...NAMES, ...TLS_FAULTS]
