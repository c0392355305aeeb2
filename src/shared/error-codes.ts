/**
 * Every stable error code of a request, one line each. The position is the code's number on the hot path and in
 * frames; codes are stored by name, so a new one may be added at the end, never removed or reordered.
 */
export const REQUEST_ERRORS = [
  ['none', 'no error'],
  ['dns_not_found', 'the host name does not resolve'],
  ['dns_failed', 'name resolution failed for another reason'],
  ['dns_timeout', 'name resolution did not end within the connect timeout'],
  ['connect_refused', 'nothing listens at the address'],
  ['connect_reset', 'the connection was reset while it was being made'],
  ['connect_unreachable', 'no route to the address'],
  ['connect_timeout', 'TCP did not connect within the connect timeout'],
  ['connect_failed', 'connecting failed for another reason'],
  ['address_exhausted', 'no local port is left for another connection to this address'],
  ['descriptors_exhausted', 'the process may not open more files; raise the descriptor limit'],
  ['tls_certificate_expired', 'the certificate has expired or is not valid yet'],
  ['tls_certificate_untrusted', 'the certificate is self-signed or its issuer is not trusted'],
  ['tls_certificate_hostname', 'the certificate is for another host name'],
  ['tls_protocol', 'the peers found no common TLS version or cipher, or the peer does not speak TLS'],
  ['tls_timeout', 'the TLS handshake did not end within the connect timeout'],
  ['tls_failed', 'the TLS handshake failed for another reason'],
  ['reset_before_response', 'the connection was reset or closed before the first byte of the response'],
  ['reset_in_response', 'the connection was reset in the middle of the response'],
  ['truncated_response', 'the connection ended before the response was complete'],
  ['malformed_response', 'the response breaks the HTTP/1.1 grammar'],
  ['unexpected_data', 'the server sent bytes that no request asked for'],
  ['headers_too_large', 'the response head exceeds the limit'],
  ['body_too_large', 'the response body exceeds the limit'],
  ['send_timeout', 'the request could not be written within the request timeout'],
  ['first_byte_timeout', 'no byte of the response arrived in time'],
  ['response_timeout', 'the response was not complete in time'],
  ['write_failed', 'the request could not be written'],
  ['invalid_request', 'the request could not be made from the plan (bad URL, header or missing variable)'],
  ['host_not_allowed', 'the address is not allowed for load'],
  ['interrupted', 'the request was cut off by the stop of the run'],
  ['too_many_redirects', 'the response redirects once more than the request may follow'],
  ['invalid_redirect', 'the redirect leads to no http or https URL'],
  ['invalid_content_encoding', 'the body is not compressed as its Content-Encoding says'],
  ['decoded_body_too_large', 'the body unpacks to more than the limit on its size or its growth'],
  ['local_address_unusable', 'the local address is not of this machine, or not of the kind of the target'],
  ['pool_timeout', 'no connection of the pool became free within the request timeout'],
  ['tls_client_certificate', 'the service wants a certificate of the client, or refuses the one it got'],
  ['proxy_unreachable', 'no connection to the proxy: its name does not resolve, or it cannot be reached'],
  ['proxy_tls_failed', 'the TLS handshake with the proxy failed'],
  ['proxy_auth_required', 'the proxy wants a user name and a password, or others (407)'],
  ['proxy_refused', 'the proxy did not open a tunnel: it answered CONNECT with another status than 2xx'],
  ['proxy_failed', 'the proxy closed the connection or answered CONNECT with something that is no HTTP'],
  ['proxy_timeout', 'the proxy did not connect or open the tunnel within the connect timeout'],
  [
    'body_file_changed',
    'a file of the body changed its size since the start of the run, or cannot be read any more'
  ],
  ['body_too_large_to_check', 'the body exceeds what is kept of one for checks and extractions']
] as const satisfies readonly (readonly [code: string, meaning: string])[]

export type RequestErrorCode = (typeof REQUEST_ERRORS)[number][0]

const numberByCode = new Map<string, number>(REQUEST_ERRORS.map(([code], index) => [code, index]))

/** The number of a code, for frames and the hot path. */
export function requestErrorNumber(code: RequestErrorCode): number {
  const number = numberByCode.get(code)
  if (number === undefined) throw new RangeError(`unknown request error code ${code}`)
  return number
}

/** The code of a number that `requestErrorNumber` gave. */
export function requestErrorCode(number: number): RequestErrorCode {
  const entry = REQUEST_ERRORS[number]
  if (entry === undefined) throw new RangeError(`unknown request error number ${number}`)
  return entry[0]
}
