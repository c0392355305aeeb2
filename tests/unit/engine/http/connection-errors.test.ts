import { describe, expect, it } from 'vitest'
import {
  connectErrorNumber,
  exchangeErrorNumber,
  tlsErrorNumber
} from '../../../../src/main/engine/http/connection-errors.ts'
import { requestErrorCode } from '../../../../src/shared/error-codes.ts'

function systemError(code: string, syscall = ''): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code, syscall })
}

describe('an error of a socket', () => {
  it.each([
    ['ECONNREFUSED', 'connect_refused'],
    ['ECONNRESET', 'connect_reset'],
    ['EHOSTUNREACH', 'connect_unreachable'],
    ['ENETUNREACH', 'connect_unreachable'],
    ['ETIMEDOUT', 'connect_timeout'],
    ['EADDRNOTAVAIL', 'address_exhausted'],
    ['EMFILE', 'descriptors_exhausted'],
    ['ENFILE', 'descriptors_exhausted'],
    ['EACCES', 'connect_failed']
  ])('while connecting, %s, is told as %s', (systemCode, code) => {
    expect(requestErrorCode(connectErrorNumber(systemError(systemCode)))).toBe(code)
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'tls_certificate_expired'],
    ['CERT_NOT_YET_VALID', 'tls_certificate_expired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_certificate_untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_certificate_untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_certificate_untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_certificate_untrusted'],
    ['INVALID_CA', 'tls_certificate_untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_certificate_hostname'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_protocol'],
    ['EPROTO', 'tls_protocol'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls_client_certificate'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'tls_client_certificate'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'tls_protocol'],
    ['ECONNRESET', 'tls_failed'],
    ['ERR_TLS_INVALID_CONTEXT', 'tls_failed']
  ])('in the TLS handshake, %s, is told as %s', (systemCode, code) => {
    expect(requestErrorCode(tlsErrorNumber(systemError(systemCode)))).toBe(code)
  })

  it.each([
    ['ECONNRESET', 'read', false, 'reset_before_response'],
    ['ECONNRESET', 'read', true, 'reset_in_response'],
    ['EPIPE', 'write', false, 'write_failed'],
    ['EPIPE', 'write', true, 'reset_in_response'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '', false, 'tls_client_certificate'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', '', false, 'tls_client_certificate'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', '', false, 'tls_failed']
  ])('of a ready connection, %s on %s with the response begun: %s, is told as %s', (...example) => {
    const [systemCode, syscall, responseStarted, code] = example
    expect(requestErrorCode(exchangeErrorNumber(systemError(systemCode, syscall), responseStarted))).toBe(
      code
    )
  })
})
