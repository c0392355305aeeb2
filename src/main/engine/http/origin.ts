import type { AddressSource } from './address-source.ts'
import type { Forwarding, ProxyServer } from './proxy-server.ts'

type OriginScheme = 'http' | 'https'

/** The parts of a URL that name an origin; a `URL` fits. */
export interface OriginParts {
  /** `http:` or `https:`. */
  readonly protocol: string
  /** A name or an IP address, IPv6 in brackets as `URL` writes it. */
  readonly hostname: string
  /** Empty for the port of the scheme. */
  readonly port: string
}

/** Where the connections of an origin really go. */
export interface Route {
  readonly addresses: AddressSource
  /** Null for a Unix socket, whose path is the address. */
  readonly port: number | null
  /** Stands at the addresses in place of the origin; null where connections go straight to it. */
  readonly proxy: ProxyServer | null
}

/** A place that connections are made to: one object for each scheme, host, port and Unix socket of a client. */
export class Origin {
  readonly scheme: OriginScheme
  /** A name or an IP address, without brackets. */
  readonly host: string
  readonly port: number
  /** What the connections of all virtual users of this lane know of the addresses of the host. */
  readonly addresses: AddressSource
  /** The port that connections are made to, which is not `port` where the plan maps the host; null for a Unix socket. */
  readonly connectPort: number | null
  /** Through which connections go; null for none. */
  readonly proxy: ProxyServer | null
  /** Whether a proxy passes on the bytes of a TLS connection to the origin; otherwise it forwards requests. */
  readonly isTunnelled: boolean
  /** Whether requests are written to a TLS socket: the origin speaks TLS, or the proxy that forwards to it does. */
  readonly isTls: boolean
  /** The last TLS session that the origin gave, for new connections to resume; null before the first. */
  tlsSession: Buffer | null = null
  /** Whether a kept connection to it was ever found dead: it ends them without saying so in the response before. */
  closesUnannounced = false

  constructor(scheme: OriginScheme, host: string, port: number, route: Route) {
    this.scheme = scheme
    this.host = host
    this.port = port
    this.addresses = route.addresses
    this.connectPort = route.port
    this.proxy = route.proxy
    this.isTunnelled = scheme === 'https' && route.proxy !== null
    this.isTls = scheme === 'https' || route.proxy?.scheme === 'https'
  }

  /** One function for all connections to the origin, to hear their sessions. */
  readonly keepTlsSession = (session: Buffer): void => {
    this.tlsSession = session
  }

  /** What a proxy that forwards requests to the origin has to be told; null where none does. */
  get forwarding(): Forwarding | null {
    return this.proxy === null || this.isTunnelled ? null : this.proxy
  }
}

/** An origin without what leads to it. */
export interface OriginName {
  readonly scheme: OriginScheme
  readonly host: string
  readonly port: number
}

/** Reads the parts. Throws a TypeError for another scheme, an empty host or a port outside of 1 to 65535. */
export function parseOrigin(parts: OriginParts): OriginName {
  const { protocol, hostname, port } = parts
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new TypeError(`the scheme ${protocol} is not supported`)
  if (hostname === '') throw new TypeError('the URL has no host')
  const scheme = protocol === 'http:' ? 'http' : 'https'
  const number = port === '' ? (scheme === 'http' ? 80 : 443) : Number(port)
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new TypeError(`${port} is not a port`)
  return { scheme, host: hostname.replace(/^\[(.*)\]$/, '$1'), port: number }
}
