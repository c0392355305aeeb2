/** A proxy that connections go through. */
export interface ProxyServer {
  /** How the proxy itself is spoken to, whatever the scheme of the request. */
  readonly scheme: 'http' | 'https'
  /** A name or an IP address, without brackets. */
  readonly host: string
  readonly port: number
  /** Value of Proxy-Authorization; null for a proxy that asks for none. */
  readonly authorization: string | null
}

/** Which proxy leads to an origin; null goes straight to it. */
export type ProxyChoice = (scheme: 'http' | 'https', host: string, port: number) => ProxyServer | null

/** Of a request that a proxy forwards, in place of its own server: what makes it differ from one that is not. */
export interface Forwarding {
  readonly authorization: string | null
}
