import { parseIpAddress } from '../ip-address.ts'
import type { HostMapping } from '../network-settings.ts'

const ANY_HOST = /^(\*)(?::(\d{1,5}))?$/
const HOST = /^((?:\*\.)?[^*:/?#@[\]\s]+)(?::(\d{1,5}))?$/
const BRACKETED = /^\[([^\]]+)\](?::(\d{1,5}))?$/
const WITH_PORT = /^([^:]+):(\d{1,5})$/

/** Reads a key of `hosts`: `shop.test`, `shop.test:8443`, `*.shop.test` or `*`. Null for anything else. */
export function parseMappedHost(text: string): Pick<HostMapping, 'host' | 'port'> | null {
  const [, name = '', portText] = ANY_HOST.exec(text) ?? HOST.exec(text) ?? []
  const port = portOf(portText)
  if (name === '' || port === undefined) return null
  if (name === '*') return { host: name, port }
  const wildcard = name.startsWith('*.') ? '*.' : ''
  // Written as URLs write it: lower case, other scripts in Punycode.
  const host = URL.parse(`http://${name.slice(wildcard.length)}`)?.hostname ?? ''
  return host === '' ? null : { host: wildcard + host, port }
}

/** Reads a value of `hosts`: an IP address, with a port where it is another one. Null for anything else. */
export function parseMappedAddress(text: string): Pick<HostMapping, 'address' | 'toPort'> | null {
  if (parseIpAddress(text) !== null) return { address: text, toPort: null }
  const bracketed = BRACKETED.exec(text)
  const [, address = '', portText] = bracketed ?? WITH_PORT.exec(text) ?? []
  const toPort = portOf(portText)
  const family = parseIpAddress(address)?.family
  if (toPort === undefined || family !== (bracketed === null ? 4 : 6)) return null
  return { address, toPort }
}

/** Null without a port, undefined for a number that is none. */
function portOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return null
  const port = Number(text)
  return port >= 1 && port <= 65_535 ? port : undefined
}
