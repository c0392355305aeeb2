import { createSecureContext, DEFAULT_CIPHERS } from 'node:tls'
import type { SecureContext, SecureVersion } from 'node:tls'

/** How a client speaks TLS. Certificates and keys are PEM text. */
export interface TlsSettings {
  /** Accept any certificate. */
  readonly insecure?: boolean
  /** Trusted certificates in place of the built-in ones, for services with an authority of their own. */
  readonly ca?: string | readonly string[]
  /** The client's certificate, with the chain behind it, for services that ask for one. */
  readonly cert?: string
  /** The private key of `cert`. */
  readonly key?: string
  readonly passphrase?: string
  /** What is asked for and what the certificate has to be for, in place of the host. */
  readonly serverName?: string
  readonly minVersion?: SecureVersion
  readonly maxVersion?: SecureVersion
  /** Whether a new connection resumes the last session with its origin; true by default. */
  readonly sessionResumption?: boolean
}

/** Throws OpenSSL's error for a certificate or key that cannot be used. */
export function createTlsContext(settings: TlsSettings): SecureContext {
  const { ca, cert, key, passphrase, minVersion, maxVersion } = settings
  return createSecureContext({
    ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    // OpenSSL 3 refuses the signatures of TLS 1.0 and 1.1 unless it is told to be lax.
    ...((minVersion === 'TLSv1' || minVersion === 'TLSv1.1') && { ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` })
  })
}
