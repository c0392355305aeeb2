/** A proxy as its URL names it. */
export interface ProxyUrl {
  readonly scheme: 'http' | 'https'
  /** A name or an IP address, without brackets. */
  readonly host: string
  readonly port: number
  /** Decoded; empty where the URL has none. */
  readonly username: string
  readonly password: string
}

export const PROXY_URL = 'a proxy URL such as "http://proxy.example.com:3128"'

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

/**
 * Reads the URL of a proxy as Go and curl do: without a scheme it is http, without a port that of the scheme. Null for
 * another scheme, such as socks5, and for what is no URL of a host alone.
 */
export function parseProxyUrl(text: string): ProxyUrl | null {
  const url = URL.parse(SCHEME.test(text) ? text : `http://${text}`)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    return null
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '' || url.port === '0')
    return null
  const scheme = url.protocol === 'http:' ? 'http' : 'https'
  const username = decoded(url.username)
  const password = decoded(url.password)
  if (username === null || password === null) return null
  return {
    scheme,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (scheme === 'http' ? 80 : 443) : Number(url.port),
    username,
    password
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
