import type { Plan } from '../../shared/plan/plan.ts'
import { hostsOfEnvironment, refusedHost } from '../run/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'

/** What `--allow-host` and LOADGALE_ALLOW_HOSTS allow. */
export function allowedHosts(options: readonly string[], { env }: CliIo): string[] {
  return [...options, ...hostsOfEnvironment(env)]
}

/**
 * Says before the run which of its hosts and proxies will not get load.
 *
 * @param env values of the plan's `${env.NAME}`
 * @throws CliError
 */
export async function requirePermission(
  plan: Plan,
  allowed: readonly string[],
  env: Readonly<Record<string, string>>
): Promise<void> {
  const refused = await refusedHost(plan, allowed, env)
  if (refused === null) return
  const { host, reason, text } = refused
  throw new CliError(
    reason === 'cloud-credentials'
      ? `${text} and never gets load`
      : `${text}, which gets load only when you say so: --allow-host ${host}`
  )
}
