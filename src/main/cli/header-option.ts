import { InvalidArgumentError } from 'commander'

/** Fields of a request with one value by definition: two of them, or both in one line, mean something else or nothing. */
const SINGLE_FIELDS: ReadonlySet<string> = new Set([
  ...['authorization', 'proxy-authorization', 'host', 'content-length', 'content-type', 'content-location'],
  ...['content-range', 'content-disposition', 'date', 'from', 'max-forwards', 'origin', 'range', 'referer'],
  ...['if-modified-since', 'if-range', 'if-unmodified-since', 'last-modified', 'user-agent'],
  ...['access-control-request-method', 'set-cookie', 'upgrade-insecure-requests']
])

/**
 * Collects `Name: value` of an option that may be given several times. A plan has one value for each name, whatever its
 * case, so the lines of one name become one: with commas, which by RFC 9110, section 5.3, is the same for every field
 * that may be repeated, and cookies with semicolons (RFC 6265, section 5.4).
 */
export function header(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const colon = text.indexOf(':')
  if (colon < 1) throw new InvalidArgumentError('Expected "Name: value".')
  const name = text.slice(0, colon).trim()
  const value = text.slice(colon + 1).trim()
  const known = Object.keys(before).find((other) => other.toLowerCase() === name.toLowerCase())
  if (known === undefined) return { ...before, [name]: value }
  if (SINGLE_FIELDS.has(name.toLowerCase())) {
    throw new InvalidArgumentError(`Expected one ${known}, which has a single value.`)
  }
  return { ...before, [known]: `${before[known]}${name.toLowerCase() === 'cookie' ? '; ' : ', '}${value}` }
}
