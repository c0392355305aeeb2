import { requestErrorNumber } from '../../../shared/error-codes.ts'
import type { RequestErrorCode } from '../../../shared/error-codes.ts'

const CONNECT_CODES: Readonly<Record<string, RequestErrorCode>> = {
  ECONNREFUSED: 'connect_refused',
  // There is no Unix socket at the path.
  ENOENT: 'connect_refused',
  ECONNRESET: 'connect_reset',
  ECONNABORTED: 'connect_reset',
  EHOSTUNREACH: 'connect_unreachable',
  EHOSTDOWN: 'connect_unreachable',
  ENETUNREACH: 'connect_unreachable',
  ENETDOWN: 'connect_unreachable',
  ETIMEDOUT: 'connect_timeout',
  EADDRNOTAVAIL: 'address_exhausted',
  // With a local address given the system looks for a free port when the socket is bound to it.
  EADDRINUSE: 'address_exhausted',
  EMFILE: 'descriptors_exhausted',
  ENFILE: 'descriptors_exhausted'
}

/** OpenSSL's verification results by name (`X509_V_ERR_*`), as Node gives them; those left out are *untrusted*. */
const CERTIFICATE_CODES: Readonly<Record<string, RequestErrorCode>> = {
  CERT_HAS_EXPIRED: 'tls_certificate_expired',
  CERT_NOT_YET_VALID: 'tls_certificate_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_certificate_hostname',
  HOSTNAME_MISMATCH: 'tls_certificate_hostname',
  IP_ADDRESS_MISMATCH: 'tls_certificate_hostname'
}

/** The alerts by which a server refuses the certificate of a client or asks for the one that is missing. */
const CLIENT_CERTIFICATE_ALERT = /_ALERT_(.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/

const UNTRUSTED_PATTERN = /CERT|ISSUER|SIGNATURE|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/

/** What a timeout is called in each phase of a connection; what stands at idle and closed cannot happen. */
const TIMEOUT_CODES: readonly RequestErrorCode[] = [
  'dns_timeout',
  'connect_timeout',
  'tls_timeout',
  'none',
  'send_timeout',
  'first_byte_timeout',
  'response_timeout',
  'none'
]
const TIMEOUT_NUMBERS = TIMEOUT_CODES.map(requestErrorNumber)

const LOCAL_ADDRESS_UNUSABLE = requestErrorNumber('local_address_unusable')

const OWN_ERRORS: ReadonlySet<number> = new Set([
  LOCAL_ADDRESS_UNUSABLE,
  requestErrorNumber('address_exhausted'),
  requestErrorNumber('descriptors_exhausted')
])
const PROXY_UNREACHABLE = requestErrorNumber('proxy_unreachable')
const PROXY_TLS_FAILED = requestErrorNumber('proxy_tls_failed')
const PROXY_TIMEOUT = requestErrorNumber('proxy_timeout')

/** The number of the code for a timeout in a phase of `phases.ts`. @param isProxys whether it was spent on the proxy */
export function timeoutErrorNumber(phase: number, isProxys: boolean): number {
  return isProxys ? PROXY_TIMEOUT : (TIMEOUT_NUMBERS[phase] ?? 0)
}

/**
 * The number of the code for an error of `connect`, or of `bind` to the local address before it; null is an end without
 * an error.
 *
 * @param toProxy whether it was a proxy that could not be reached
 */
export function connectErrorNumber(error: NodeJS.ErrnoException | null, toProxy = false): number {
  const number = directErrorNumber(error)
  return toProxy && !OWN_ERRORS.has(number) ? PROXY_UNREACHABLE : number
}

function directErrorNumber(error: NodeJS.ErrnoException | null): number {
  if (error?.syscall === 'bind' && error.code !== 'EADDRINUSE') return LOCAL_ADDRESS_UNUSABLE
  return requestErrorNumber(CONNECT_CODES[error?.code ?? ''] ?? 'connect_failed')
}

/**
 * The number of the code for an error between the TCP connection and the end of the TLS handshake; null is an end
 * without an error.
 *
 * @param withProxy whether the handshake was with a proxy that forwards requests
 */
export function tlsErrorNumber(error: NodeJS.ErrnoException | null, withProxy = false): number {
  return withProxy ? PROXY_TLS_FAILED : requestErrorNumber(tlsErrorCode(error?.code ?? ''))
}

function tlsErrorCode(code: string): RequestErrorCode {
  const certificateCode = CERTIFICATE_CODES[code]
  if (certificateCode !== undefined) return certificateCode
  if (CLIENT_CERTIFICATE_ALERT.test(code)) return 'tls_client_certificate'
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'tls_protocol'
  if (code.startsWith('ERR_TLS_')) return 'tls_failed'
  return UNTRUSTED_PATTERN.test(code) ? 'tls_certificate_untrusted' : 'tls_failed'
}

/**
 * The number of the code for an error of a connection that was ready to be used.
 *
 * @param cutOff whether a write had already failed because the peer takes no more
 */
export function exchangeErrorNumber(
  error: NodeJS.ErrnoException,
  responseStarted: boolean,
  cutOff = false
): number {
  return requestErrorNumber(exchangeErrorCode(error, responseStarted, cutOff))
}

function exchangeErrorCode(
  error: NodeJS.ErrnoException,
  responseStarted: boolean,
  cutOff: boolean
): RequestErrorCode {
  // In TLS 1.3 a server that refuses the client says so only after the client's handshake is over.
  if (error.code?.startsWith('ERR_SSL_')) {
    return CLIENT_CERTIFICATE_ALERT.test(error.code) ? 'tls_client_certificate' : 'tls_failed'
  }
  if (responseStarted) return 'reset_in_response'
  return cutOff || error.syscall === 'write' ? 'write_failed' : 'reset_before_response'
}
