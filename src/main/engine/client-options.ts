import { fillFromEnvironment, type PlanFiles } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { TlsPlan } from '../../shared/plan/tls-plan.ts'
import { proxyChoice } from './proxy-choice.ts'
import type { HttpClientOptions, TlsSettings } from './http/index.ts'

/** What a plan takes from outside, with its values. */
export interface PlanInputs {
  readonly env: Readonly<Record<string, string>>
  readonly files: PlanFiles
}

/** What a plan says of the connections of its run, with the contents of the files that it names. */
export function clientOptions(
  { network, tls, proxy }: Plan,
  inputs: PlanInputs
): Pick<HttpClientOptions, 'network' | 'tls' | 'proxyOf'> {
  return {
    network,
    ...(tls !== undefined && { tls: tlsSettings(tls, inputs) }),
    ...(proxy !== undefined && { proxyOf: proxyChoice(proxy, inputs.env) })
  }
}

function tlsSettings(tls: TlsPlan, { env, files }: PlanInputs): TlsSettings {
  const { ca, cert, key, passphrase, serverName, minVersion, maxVersion, insecure, sessionResumption } = tls
  const textOf = (file: string): string => files[file]?.text ?? ''
  return {
    ...(ca.length > 0 && { ca: ca.map(textOf) }),
    ...(cert !== null && { cert: textOf(cert) }),
    ...(key !== null && { key: textOf(key) }),
    ...(passphrase !== null && { passphrase: fillFromEnvironment(passphrase, env) ?? '' }),
    ...(serverName !== null && { serverName }),
    ...(minVersion !== null && { minVersion }),
    ...(maxVersion !== null && { maxVersion }),
    ...{ insecure, sessionResumption }
  }
}
