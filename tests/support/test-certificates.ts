import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate in PEM with the private key that belongs to it. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/** Certificates for TLS servers on loopback, issued by an authority that nobody trusts unless told to. */
export interface TestCertificates {
  /** The authority's own certificate. */
  readonly ca: string
  /** For `localhost` and 127.0.0.1, valid now. */
  readonly valid: TestCertificate
  /** The same names, valid on one day in 2020. */
  readonly expired: TestCertificate
  /** The same names, valid from 2099 on. */
  readonly notYetValid: TestCertificate
  /** For `other.test` alone, valid now. */
  readonly otherHost: TestCertificate
  /** For `localhost` and 127.0.0.1, signed by itself. */
  readonly selfSigned: TestCertificate
  /** For `localhost` and 127.0.0.1, issued by another authority, whose own certificate the server does not send. */
  readonly withoutIssuer: TestCertificate
  /** For a client, with the key in clear and encrypted. */
  readonly client: TestCertificate & { readonly encryptedKey: string; readonly passphrase: string }
}

const CONFIGURATION = `
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 2
policy = names
unique_subject = no
[names]
commonName = supplied
[req]
distinguished_name = nothing
[nothing]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[loopback]
subjectAltName = DNS:localhost, IP:127.0.0.1
[other]
subjectAltName = DNS:other.test
[client]
extendedKeyUsage = clientAuth
`

/** Makes an authority and its certificates with the `openssl` program, which must be on the path. */
export function makeTestCertificates(): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-certificates-'))
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const issue = (name: string, extensions: string, ...words: string[]): TestCertificate => {
    const fixed = ['-batch', '-notext', '-config', 'openssl.cnf', '-in', 'server.csr']
    openssl('ca', ...fixed, '-extensions', extensions, '-out', `${name}.pem`, ...words)
    return { cert: read(`${name}.pem`), key: read('server.key') }
  }
  try {
    writeFileSync(join(folder, 'openssl.cnf'), CONFIGURATION)
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'serial'), '01\n')
    const request = ['req', '-config', 'openssl.cnf', '-newkey', 'rsa:2048', '-nodes']
    const authority = ['-x509', '-days', '2', '-subj', '/CN=Loadgale test authority', '-extensions', 'root']
    openssl(...request, ...authority, '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl(...request, '-new', '-subj', '/CN=loopback', '-keyout', 'server.key', '-out', 'server.csr')
    openssl(...request, '-new', '-subj', '/CN=client', '-keyout', 'client.key', '-out', 'client.csr')
    const alone = [
      '-x509',
      '-days',
      '2',
      '-subj',
      '/CN=alone',
      '-extensions',
      'loopback',
      '-key',
      'server.key'
    ]
    openssl('req', '-config', 'openssl.cnf', ...alone, '-out', 'alone.pem')
    const another = ['-x509', '-days', '2', '-subj', '/CN=Another authority', '-extensions', 'root']
    openssl(...request, ...another, '-keyout', 'another.key', '-out', 'another.pem')
    const passphrase = 'correct horse'
    openssl(
      'pkey',
      '-in',
      'client.key',
      '-aes256',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      'client-encrypted.key'
    )
    const future = ['-startdate', '20990101000000Z', '-enddate', '20990102000000Z']
    const past = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
    return {
      ca: read('ca.pem'),
      valid: issue('valid', 'loopback'),
      expired: issue('expired', 'loopback', ...past),
      notYetValid: issue('future', 'loopback', ...future),
      otherHost: issue('other', 'other'),
      selfSigned: { cert: read('alone.pem'), key: read('server.key') },
      withoutIssuer: issue('stray', 'loopback', '-cert', 'another.pem', '-keyfile', 'another.key'),
      client: {
        cert: issue('client', 'client', '-in', 'client.csr').cert,
        key: read('client.key'),
        encryptedKey: read('client-encrypted.key'),
        passphrase
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
