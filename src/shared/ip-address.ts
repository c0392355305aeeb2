/** An IPv4 or IPv6 address as a number, for counting through ranges. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`)
const IPV6_CHARACTERS = /^[0-9a-f:.]+$/i

/** Null for what is no IP address; an IPv6 address with a zone (`fe80::1%eth0`) or in brackets is none here. */
export function parseIpAddress(text: string): IpAddress | null {
  if (IPV4.test(text)) return { family: 4, value: joinParts(text.split('.').map(Number), 8n) }
  if (!IPV6_CHARACTERS.test(text)) return null
  // The URL standard writes every IPv6 address in one form: groups of hex, the longest run of zeros as `::`.
  const canonical = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1)
  if (canonical === undefined) return null
  const [head = '', tail] = canonical.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<number>(8 - before.length - after.length).fill(0)
  return { family: 6, value: joinParts([...before, ...zeros, ...after], 16n) }
}

/** The address in the form in which the system writes it. */
export function formatIpAddress({ family, value }: IpAddress): string {
  if (family === 4) return splitParts(value, 4, 8n).join('.')
  const groups = splitParts(value, 8, 16n).map((group) => group.toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

function joinParts(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n)
}

function splitParts(value: bigint, count: number, bits: bigint): number[] {
  const mask = (1n << bits) - 1n
  return Array.from({ length: count }, (_, index) =>
    Number((value >> (BigInt(count - 1 - index) * bits)) & mask)
  )
}
