import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { hasReference } from './template.ts'
import { TLS_VERSIONS } from './tls-document.ts'
import type { TlsPlan } from './tls-plan.ts'

/** What several keys of `tls` tell together. */
export function checkTls(root: unknown): FoundProblem[] {
  const tls = valueAt(root, ['tls'])
  if (!isRecord(tls)) return []
  const problems: FoundProblem[] = []
  for (const key of ['key', 'passphrase']) {
    if (tls[key] === undefined || tls.cert !== undefined) continue
    problems.push({ keys: ['tls', key], message: `"${key}" stands without cert, expected it beside cert.` })
  }
  const [min, max] = [versionIndex(tls.minVersion), versionIndex(tls.maxVersion)]
  if (min >= 0 && max >= 0 && max < min) {
    const message = `Found ${TLS_VERSIONS[max]}, expected at least minVersion, which is ${TLS_VERSIONS[min]}.`
    problems.push({ keys: ['tls', 'maxVersion'], message })
  }
  return problems
}

function versionIndex(version: unknown): number {
  return TLS_VERSIONS.findIndex((known) => known === version)
}

export function warnOfTls(tls: TlsPlan | undefined): FoundProblem[] {
  const warnings: FoundProblem[] = []
  if (tls?.insecure === true) {
    const message = 'Certificates are not checked: whoever answers is taken for the service.'
    warnings.push({ keys: ['tls', 'insecure'], message })
  }
  if (typeof tls?.passphrase === 'string' && !hasReference(tls.passphrase)) {
    const message =
      'The passphrase is typed in clear and saved with the plan; expected a reference such as ${env.PASSPHRASE}.'
    warnings.push({ keys: ['tls', 'passphrase'], message })
  }
  return warnings
}
