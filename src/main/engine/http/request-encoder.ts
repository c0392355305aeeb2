import type { RequestErrorCode } from '../../../shared/error-codes.ts'
import { isFieldValue } from '../../../shared/field-value.ts'
import type { Forwarding } from './proxy-server.ts'
import { encodeRequestTarget } from './request-target.ts'
import type { StreamedBody } from './streamed-body.ts'
import { TOKEN_BYTES } from './token-bytes.ts'

export type RequestFault =
  | 'invalid_method'
  | 'invalid_target'
  | 'invalid_host'
  | 'invalid_header_name'
  | 'invalid_header_value'
  | 'conflicting_header'

/** The request cannot be put into bytes. Nothing of it may be sent. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError'
  readonly code = 'invalid_request' satisfies RequestErrorCode
  readonly fault: RequestFault

  constructor(fault: RequestFault, message: string) {
    super(message)
    this.fault = fault
  }
}

export interface RequestToEncode {
  /** Any token but CONNECT; sent in the case in which it is given. */
  readonly method: string
  /** Path and query, as text; `*` for OPTIONS. A fragment is left out. */
  readonly target: string
  /** Host and, where it is not the scheme's own, port: the `host` of a URL. Sent unless `headers` name a Host. */
  readonly host: string
  /** Sent as given, in this order, duplicates kept. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: Uint8Array | StreamedBody
  /** False asks the server to close the connection after the response. */
  readonly keepAlive: boolean
  /** Sent unless `headers` name a User-Agent, such as `loadgale/1.0.0`. */
  readonly userAgent: string
}

/** The methods whose requests say `Content-Length: 0` where they have no body (RFC 9110, section 8.6). */
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

const HOST_PATTERN = /^[A-Za-z0-9\-._~!$&'()*+,;=:%[\]]+$/

function isToken(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at++) if (TOKEN_BYTES[text.charCodeAt(at)] !== 1) return false
  return true
}

/** Header text in a message, shortened, with control characters made visible. */
function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text)
}

function encodeTarget(request: RequestToEncode): string {
  if (request.target === '*' && request.method === 'OPTIONS') return '*'
  const target = encodeRequestTarget(request.target)
  if (!target.startsWith('/')) {
    throw new InvalidRequestError('invalid_target', `path ${shown(request.target)} does not start with "/"`)
  }
  return target
}

/** For OPTIONS of a whole server there is no path: a proxy then sends `*`. */
function absoluteTarget(request: RequestToEncode): string {
  const target = encodeTarget(request)
  return `http://${request.host}${target === '*' ? '' : target}`
}

function checkHeader(name: string, value: string): void {
  if (!isToken(name)) {
    throw new InvalidRequestError(
      'invalid_header_name',
      `header name ${shown(name)} is empty or holds a character that is not allowed in a name`
    )
  }
  if (!isFieldValue(value)) {
    throw new InvalidRequestError(
      'invalid_header_value',
      `the value of the header ${name} holds a line end or another control character`
    )
  }
}

/** A header that says where the body ends must agree with the body, or the connection falls out of step. */
function checkFraming(name: string, value: string, bodyBytes: number): void {
  if (name === 'transfer-encoding') {
    throw new InvalidRequestError(
      'conflicting_header',
      'header Transfer-Encoding cannot be set: bodies are sent with Content-Length'
    )
  }
  if (name === 'content-length' && value !== String(bodyBytes)) {
    throw new InvalidRequestError(
      'conflicting_header',
      `header Content-Length is ${shown(value)}, but the body has ${bodyBytes} bytes`
    )
  }
}

/** Whether the request says that it is the last one on its connection (RFC 9112, section 9.6). */
export function asksToClose({ headers, keepAlive }: Pick<RequestToEncode, 'headers' | 'keepAlive'>): boolean {
  const options = headers.filter(([name]) => name.toLowerCase() === 'connection')
  if (options.length === 0) return !keepAlive
  return options.some(([, value]) => /(^|,)[ \t]*close[ \t]*(,|$)/i.test(value))
}

/**
 * The bytes of an HTTP/1.1 request, head and body, to be made once and sent again as long as nothing changes. A streamed
 * body is left out: it is sent behind them.
 *
 * Host, User-Agent, `Accept: *\/*`, Content-Length and `Connection: close` are added where they are needed and not given.
 * White space around a header value is cut off; characters beyond ASCII are sent as UTF-8, as curl and Go do.
 *
 * @param forwarding of a proxy that passes the request on: the target is then the whole URL (RFC 9112, section 3.2.2)
 * @throws InvalidRequestError where a part could break the request apart: a method or header name that is no token, a
 *   control character in a header value, a header that contradicts the body, a second Host or Content-Length.
 */
export function encodeRequest(request: RequestToEncode, forwarding: Forwarding | null = null): Buffer {
  const { method, body } = request
  if (!isToken(method) || method === 'CONNECT') {
    throw new InvalidRequestError(
      'invalid_method',
      `method ${shown(method)} is not a method that can be sent`
    )
  }
  if (!HOST_PATTERN.test(request.host)) {
    throw new InvalidRequestError(
      'invalid_host',
      `host ${shown(request.host)} is not a host with an optional port`
    )
  }
  const bodyBytes = body?.byteLength ?? 0
  const given = new Set<string>()
  let givenLines = ''
  for (const [name, rawValue] of request.headers) {
    const value = rawValue.replace(/^[ \t]+|[ \t]+$/g, '')
    const lowerName = name.toLowerCase()
    checkHeader(name, value)
    checkFraming(lowerName, value, bodyBytes)
    if (given.has(lowerName) && (lowerName === 'host' || lowerName === 'content-length')) {
      throw new InvalidRequestError('conflicting_header', `header ${name} is given twice`)
    }
    given.add(lowerName)
    givenLines += `${name}: ${value}\r\n`
  }
  let head = `${method} ${forwarding === null ? encodeTarget(request) : absoluteTarget(request)} HTTP/1.1\r\n`
  if (!given.has('host')) head += `Host: ${request.host}\r\n`
  if (!given.has('user-agent')) {
    checkHeader('User-Agent', request.userAgent)
    head += `User-Agent: ${request.userAgent}\r\n`
  }
  if (!given.has('accept')) head += 'Accept: */*\r\n'
  if (forwarding?.authorization != null && !given.has('proxy-authorization')) {
    head += `Proxy-Authorization: ${forwarding.authorization}\r\n`
  }
  head += givenLines
  if (!given.has('content-length') && (bodyBytes > 0 || METHODS_WITH_BODY.has(method))) {
    head += `Content-Length: ${bodyBytes}\r\n`
  }
  if (!request.keepAlive && !given.has('connection')) head += 'Connection: close\r\n'
  const headBytes = Buffer.from(`${head}\r\n`, 'utf8')
  return body instanceof Uint8Array && bodyBytes > 0 ? Buffer.concat([headBytes, body]) : headBytes
}
