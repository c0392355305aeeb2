import { checkServerIdentity } from 'node:tls'
import type { ConnectionOptions, SecureContext, TLSSocket } from 'node:tls'
import { isIP } from 'node:net'
import type { Origin } from './origin.ts'
import type { ProxyServer } from './proxy-server.ts'
import { createTlsContext } from './tls-settings.ts'
import type { TlsSettings } from './tls-settings.ts'

const ALPN_PROTOCOLS = ['http/1.1']

/**
 * The TLS handshakes of one client, with origins and with proxies. A secure context is made once, because reading the
 * trusted certificates takes milliseconds, and by `prepare`, because no connection shall be timed while it is.
 */
export class TlsHandshakes {
  readonly #settings: TlsSettings
  #originContext: SecureContext | null = null
  #proxyContext: SecureContext | null = null

  constructor(settings: TlsSettings) {
    this.#settings = settings
  }

  /** Makes what connections to the origin need. Throws OpenSSL's error for certificates that cannot be used. */
  prepare({ scheme, proxy }: Origin): void {
    if (scheme === 'https') this.#contextForOrigins()
    if (proxy?.scheme === 'https') this.#contextForProxies()
  }

  /** The certificate has to be for the name that is asked for, wherever the connection goes. */
  optionsFor(origin: Origin): ConnectionOptions {
    const session = this.#resumes ? origin.tlsSession : null
    return {
      ...this.#options(this.#settings.serverName ?? origin.host, this.#contextForOrigins()),
      ...(session !== null && { session })
    }
  }

  /** A proxy is trusted as a service is, but shown no certificate, and asked for by its own name. */
  optionsForProxy(proxy: ProxyServer): ConnectionOptions {
    return this.#options(proxy.host, this.#contextForProxies())
  }

  /** Keeps the sessions of a connection to the origin for the next. */
  keepSessions(socket: TLSSocket, origin: Origin): void {
    if (this.#resumes) socket.on('session', origin.keepTlsSession)
  }

  get #resumes(): boolean {
    return this.#settings.sessionResumption !== false
  }

  #contextForOrigins(): SecureContext {
    this.#originContext ??= createTlsContext(this.#settings)
    return this.#originContext
  }

  #contextForProxies(): SecureContext {
    this.#proxyContext ??= createTlsContext(withoutCertificate(this.#settings))
    return this.#proxyContext
  }

  #options(name: string, secureContext: SecureContext): ConnectionOptions {
    return {
      // An address is no server name (RFC 6066, section 3).
      ...(isIP(name) === 0 && { servername: name }),
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      ALPNProtocols: ALPN_PROTOCOLS,
      rejectUnauthorized: this.#settings.insecure !== true,
      secureContext
    }
  }
}

function withoutCertificate({ ca, minVersion, maxVersion }: TlsSettings): TlsSettings {
  return {
    ...(ca !== undefined && { ca }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion })
  }
}
