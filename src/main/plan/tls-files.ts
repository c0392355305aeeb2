import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { fillFromEnvironment, type PlanFile, type PlanFiles } from '../../shared/plan/index.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import type { TlsPlan } from '../../shared/plan/tls-plan.ts'

/** As they come in a file: one certificate, or a chain or bundle of them. */
const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^-]+-----END (?:X509 )?CERTIFICATE-----/g

/**
 * What is wrong with the contents of the files that `tls` names, so that a broken one is one message before the run
 * instead of a failure of each request. A file that was not found has its message already.
 *
 * @param env without the passphrase's value an encrypted key is not looked at
 */
export function checkTlsFiles(
  tls: TlsPlan,
  files: PlanFiles,
  env: Readonly<Record<string, string | undefined>>
): PlanProblem[] {
  const problem = (path: string, message: string | null): PlanProblem[] =>
    message === null ? [] : [{ path: `tls.${path}`, message, line: null }]
  const authorities = tls.ca.flatMap((file, index) =>
    problem(tls.ca.length === 1 ? 'ca' : `ca[${index}]`, certificateProblem(files[file]))
  )
  const certificate = tls.cert === null ? undefined : files[tls.cert]
  const ownProblems = problem('cert', certificateProblem(certificate))
  if (certificate === undefined || tls.key === null || ownProblems.length > 0) {
    return [...authorities, ...ownProblems]
  }
  const place = tls.key === tls.cert ? 'cert' : 'key'
  return [...authorities, ...problem(place, keyProblem(certificate, files[tls.key], tls.passphrase, env))]
}

function certificateProblem(file: PlanFile | undefined): string | null {
  if (file === undefined) return null
  const certificates = file.text?.match(CERTIFICATE) ?? []
  if (certificates.length === 0) return `Found no certificate in ${file.path}, expected one in PEM.`
  const broken = certificates.findIndex((certificate) => readCertificate(certificate) === null)
  if (broken < 0) return null
  return `Found a certificate that cannot be read in ${file.path}, number ${broken + 1} of the file.`
}

function keyProblem(
  certificate: PlanFile,
  file: PlanFile | undefined,
  passphrase: string | null,
  env: Readonly<Record<string, string | undefined>>
): string | null {
  if (file === undefined) return null
  const filled = passphrase === null ? undefined : fillFromEnvironment(passphrase, env)
  if (filled === null) return null
  const key = readKey(file, filled)
  if (typeof key === 'string') return key
  const [first = ''] = certificate.text?.match(CERTIFICATE) ?? []
  if (readCertificate(first)?.checkPrivateKey(key) !== false) return null
  return `Found a key in ${file.path} that does not belong to the certificate in ${certificate.path}.`
}

function readCertificate(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text)
  } catch {
    return null
  }
}

/** The key, or what is wrong with it. The library's own message may quote the file, so it is left out. */
function readKey({ path, text }: PlanFile, passphrase: string | undefined): KeyObject | string {
  const pem = text ?? ''
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return `Found no private key in ${path}, expected one in PEM.`
  }
  const isEncrypted = /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: *4, *ENCRYPTED/m.test(pem)
  if (isEncrypted && passphrase === undefined) {
    return `Found an encrypted key in ${path}, expected a passphrase beside it.`
  }
  try {
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) })
  } catch {
    if (isEncrypted) return `Found a key in ${path} that the passphrase does not open.`
    return `Found a private key in ${path} that cannot be read.`
  }
}
