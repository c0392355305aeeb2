import type { Command } from 'commander'
import type { PlanOverrides } from '../plan/index.ts'

/** How the connections of a run are made, with the names that curl has for it. */
export interface ConnectionOptions {
  readonly insecure?: true
}

/** Those that a command without a plan has as well. */
export interface CertificateOptions extends ConnectionOptions {
  readonly cacert?: string
  readonly cert?: string
  readonly key?: string
}

export function addConnectionOptions(command: Command): Command {
  return command.option('-k, --insecure', 'take any certificate of the service')
}

export function addCertificateOptions(command: Command): Command {
  return command
    .option('--cacert <file>', 'PEM file of the authorities to trust, in place of the built-in ones')
    .option('--cert <file>', "PEM file of the client's certificate")
    .option('--key <file>', 'PEM file of its private key (default: the file of --cert)')
}

/** What stands above the plan. */
export function connectionOverrides(options: CertificateOptions): Pick<PlanOverrides, 'tls'> {
  const { insecure, cacert: ca, cert, key } = options
  const tls = Object.entries({ insecure, ca, cert, key }).filter(([, value]) => value !== undefined)
  return tls.length === 0 ? {} : { tls: Object.fromEntries(tls) }
}
