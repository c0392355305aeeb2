import { isCredentialHeader } from '../../../shared/credential-headers.ts'
import type { Origin, OriginParts } from '../http/index.ts'
import { makeRequest, urlOf, type MadeRequest } from './made-request.ts'

/** What says something about a body goes with it. */
const BODY_HEADERS = /^content-(encoding|language|length|location|type)$/i

/**
 * The request to which a redirect leads, as Go's client and so k6 has it: 301, 302 and 303 turn every method but HEAD
 * into GET and drop the body with its headers; 307 and 308 keep method and body. Another origin (scheme, host or
 * port) gets no credentials and no Host that were meant for the first, and http no Referer that was sent over https. No
 * Referer is added. A user name in the location is not used.
 *
 * @param location the header as read, bytes as Latin-1; relative to the URL of `from`
 * @throws Error when the location is no http or https URL
 */
export function redirectedRequest(
  from: MadeRequest,
  status: number,
  location: string,
  originOf: (parts: OriginParts) => Origin
): MadeRequest {
  const url = new URL(Buffer.from(location, 'latin1').toString('utf8'), urlOf(from))
  const origin = originOf(url)
  const { body, ...parts } = from.parts
  const dropsBody = status === 301 || status === 302 || status === 303
  const leavesOrigin = !isSameOrigin(origin, from.origin)
  const leavesTls = from.origin.scheme === 'https' && origin.scheme === 'http'
  const isDropped = (name: string): boolean =>
    (dropsBody && BODY_HEADERS.test(name)) ||
    (leavesOrigin && (isCredentialHeader(name) || name.toLowerCase() === 'host')) ||
    (leavesTls && name.toLowerCase() === 'referer')
  const next = {
    ...parts,
    method: dropsBody && parts.method !== 'HEAD' ? 'GET' : parts.method,
    target: url.pathname + url.search,
    host: url.host,
    headers: parts.headers.filter(([name]) => !isDropped(name)),
    ...(dropsBody || body === undefined ? {} : { body })
  }
  return makeRequest(origin, next, leavesOrigin ? null : from.digest)
}

function isSameOrigin(one: Origin, other: Origin): boolean {
  return one.scheme === other.scheme && one.host === other.host && one.port === other.port
}
