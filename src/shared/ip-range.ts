import { formatIpAddress, parseIpAddress, type IpAddress } from './ip-address.ts'

/** Addresses that follow each other, all of one family. Plain data, so that it crosses threads. */
export interface IpRange {
  readonly first: string
  readonly count: number
}

/** Of a larger range only the first addresses are used: more connections fit on no machine. */
const MOST_ADDRESSES = 1_000_000

const CIDR = /^(.+)\/(\d{1,3})$/
const FROM_TO = /^([^-]+)-([^-]+)$/

/**
 * Reads `127.0.0.1`, `127.0.0.1-127.0.0.9` or `127.0.0.0/28`, as k6's `--local-ips` does: of an IPv4 network of more
 * than two addresses the first and the last are left out, since they name the network and everybody in it. Null for
 * anything else.
 */
export function parseIpRange(text: string): IpRange | null {
  const [, network = '', bits = ''] = CIDR.exec(text) ?? []
  if (network !== '') return networkRange(parseIpAddress(network), Number(bits))
  const [, from = text, to = text] = FROM_TO.exec(text) ?? []
  const first = parseIpAddress(from.trim())
  const last = parseIpAddress(to.trim())
  if (first === null || last === null || first.family !== last.family) return null
  return rangeOf(first, last.value - first.value + 1n)
}

/** The address at `index`, from 0. */
export function addressOfRange({ first }: IpRange, index: number): string {
  const address = parseIpAddress(first)
  if (address === null) throw new RangeError(`${first} is no IP address`)
  return formatIpAddress({ ...address, value: address.value + BigInt(index) })
}

function networkRange(address: IpAddress | null, prefixBits: number): IpRange | null {
  const addressBits = address?.family === 4 ? 32 : 128
  if (address === null || prefixBits > addressBits) return null
  const size = 1n << BigInt(addressBits - prefixBits)
  const base = address.value - (address.value % size)
  if (address.family === 6 || size <= 2n) return rangeOf({ ...address, value: base }, size)
  return rangeOf({ ...address, value: base + 1n }, size - 2n)
}

function rangeOf(first: IpAddress, count: bigint): IpRange | null {
  if (count < 1n) return null
  return {
    first: formatIpAddress(first),
    count: Number(count < BigInt(MOST_ADDRESSES) ? count : BigInt(MOST_ADDRESSES))
  }
}
