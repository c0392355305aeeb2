import type { Origin, OriginParts } from '../http/index.ts'
import { makeRequest, urlOf, type MadeRequest } from './made-request.ts'

/** What says something about a body goes with it. */
const BODY_HEADERS = /^content-(encoding|language|length|location|type)$/i
/** What was meant for one origin is not shown to another. */
const ORIGIN_HEADERS = /^(authorization|cookie|host|proxy-authorization)$/i

/**
 * The request to which a redirect leads, by RFC 9110, section 15.4, and the fetch standard: 301 and 302 turn POST into
 * GET, 303 turns everything but HEAD into GET, and the body is dropped with its headers; 307 and 308 keep method and
 * body. Another origin (scheme, host or port) gets no Authorization, Cookie or Host that was set for the first. A user
 * name in the location is not used.
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
  const becomesGet = turnsIntoGet(parts.method, status)
  const leavesOrigin = !isSameOrigin(origin, from.origin)
  const headers = parts.headers.filter(
    ([name]) => !(becomesGet && BODY_HEADERS.test(name)) && !(leavesOrigin && ORIGIN_HEADERS.test(name))
  )
  return makeRequest(origin, {
    ...parts,
    method: becomesGet ? 'GET' : parts.method,
    target: url.pathname + url.search,
    host: url.host,
    headers,
    ...(becomesGet || body === undefined ? {} : { body })
  })
}

function turnsIntoGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'HEAD' && method !== 'GET'
  return (status === 301 || status === 302) && method === 'POST'
}

function isSameOrigin(one: Origin, other: Origin): boolean {
  return one.scheme === other.scheme && one.host === other.host && one.port === other.port
}
