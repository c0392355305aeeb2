import { parseIpAddress, type IpAddress } from './ip-address.ts'

/** One entry of NO_PROXY. */
export type NoProxyRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'network'; readonly address: IpAddress; readonly prefixBits: number }
  | { readonly kind: 'address'; readonly address: IpAddress; readonly port: number | null }
  | NameRule

interface NameRule {
  readonly kind: 'name'
  readonly name: string
  /** Whether only the names below it are meant. */
  readonly below: boolean
  readonly port: number | null
}

export const NO_PROXY_ENTRY =
  'a host, a domain such as ".example.com", an address, a network such as "10.0.0.0/8", or *'

const NETWORK = /^(.+)\/(\d{1,3})$/
const BRACKETED = /^\[(.+)\](?::(\d+))?$/
const WITH_PORT = /^([^:]+):(\d+)$/
/** Whatever could be a host: names beyond ASCII are written as URLs have them, in punycode. */
const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

/**
 * Reads an entry as curl does: `example.com` and `.example.com` are the name and everything below it. Beyond curl,
 * `*.example.com` is only what is below, and a name or an address may have a port. Null for what is no entry.
 */
export function parseNoProxyRule(text: string): NoProxyRule | null {
  const entry = text.trim().toLowerCase()
  if (entry === '*') return { kind: 'all' }
  if (entry.includes('/')) return networkRule(entry)
  const [, host = entry, portText] = BRACKETED.exec(entry) ?? WITH_PORT.exec(entry) ?? []
  const port = portText === undefined ? null : Number(portText)
  const address = parseIpAddress(host)
  if (address !== null) return { kind: 'address', address, port }
  const below = host.startsWith('*.')
  const name = host.replace(/^\*?\./, '').replace(/\.$/, '')
  return NAME.test(name) ? { kind: 'name', name, below, port } : null
}

function networkRule(entry: string): NoProxyRule | null {
  const [, network = '', bits = ''] = NETWORK.exec(entry) ?? []
  const address = parseIpAddress(network)
  const prefixBits = Number(bits)
  if (address === null || prefixBits > bitsOf(address)) return null
  return { kind: 'network', address, prefixBits }
}

/** Each entry of a list that is separated by commas or spaces. */
export function splitNoProxy(list: string): string[] {
  return list.split(/[\s,]+/).filter((entry) => entry !== '')
}

/** @param host in lower case, without brackets */
export function isWithoutProxy(rule: NoProxyRule, host: string, port: number): boolean {
  switch (rule.kind) {
    case 'all':
      return true
    case 'network':
      return isInNetwork(parseIpAddress(host), rule.address, rule.prefixBits)
    case 'address':
      return isInNetwork(parseIpAddress(host), rule.address, bitsOf(rule.address)) && fits(rule.port, port)
    case 'name':
      return isNamed(host.replace(/\.$/, ''), rule) && fits(rule.port, port)
  }
}

function isNamed(host: string, { name, below }: NameRule): boolean {
  // `0.7` is no domain above 192.168.0.7.
  if (host === name) return !below
  return host.endsWith(`.${name}`) && parseIpAddress(host) === null
}

function isInNetwork(address: IpAddress | null, network: IpAddress, prefixBits: number): boolean {
  if (address === null || address.family !== network.family) return false
  const shift = BigInt(bitsOf(network) - prefixBits)
  return address.value >> shift === network.value >> shift
}

function bitsOf({ family }: IpAddress): number {
  return family === 4 ? 32 : 128
}

function fits(wanted: number | null, port: number): boolean {
  return wanted === null || wanted === port
}
