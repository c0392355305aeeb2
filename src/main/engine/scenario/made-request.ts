import {
  asksToClose,
  encodeRequest,
  StreamedBody,
  type DigestCredentials,
  type Origin,
  type PreparedRequest,
  type RequestToEncode
} from '../http/index.ts'

/** A request in bytes together with what it was made of, from which a redirect or a cookie makes another. */
export interface MadeRequest extends PreparedRequest {
  readonly parts: RequestToEncode
  /** Who answers a digest challenge to it; null where nobody does. */
  readonly digest: DigestCredentials | null
}

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])

/** Throws InvalidRequestError for parts that cannot be put into bytes. */
export function makeRequest(
  origin: Origin,
  parts: RequestToEncode,
  digest: DigestCredentials | null
): MadeRequest {
  const { method, body } = parts
  return {
    origin,
    bytes: encodeRequest(parts, origin.forwarding),
    upload: body instanceof StreamedBody ? body : null,
    headOnly: method === 'HEAD',
    idempotent: IDEMPOTENT.has(method),
    closesConnection: asksToClose(parts),
    parts,
    digest
  }
}

/** The absolute URL that the request asks for. */
export function urlOf({ origin, parts }: MadeRequest): string {
  return `${origin.scheme}://${parts.host}${parts.target}`
}
