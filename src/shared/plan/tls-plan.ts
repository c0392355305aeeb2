import type { TlsDocument, TlsVersion } from './tls-document.ts'

/** How the connections of a run to https URLs are made. Files are paths as the plan has them. */
export interface TlsPlan {
  /** PEM files of the authorities that are trusted in place of the built-in ones; empty keeps those. */
  readonly ca: readonly string[]
  /** PEM file of the client's certificate, with the chain behind it; null presents none. */
  readonly cert: string | null
  /** PEM file of the private key that belongs to `cert`; null together with it. */
  readonly key: string | null
  /** Template of the key's passphrase, which refers to the environment. */
  readonly passphrase: string | null
  /** The name that is asked for and that the certificate has to bear, in place of the host of the URL. */
  readonly serverName: string | null
  readonly minVersion: TlsVersion | null
  readonly maxVersion: TlsVersion | null
  /** Any certificate is taken. */
  readonly insecure: boolean
  /** New connections to an origin resume the last session of the connections before. */
  readonly sessionResumption: boolean
}

export function resolveTls(document: TlsDocument): TlsPlan {
  const { ca = [], cert = null, key = cert, passphrase = null, serverName = null } = document
  const { minVersion = null, maxVersion = null, insecure = false, sessionResumption = true } = document
  return {
    ca: typeof ca === 'string' ? [ca] : ca,
    ...{ cert, key, passphrase, serverName, minVersion, maxVersion, insecure, sessionResumption }
  }
}
