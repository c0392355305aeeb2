import { isIP } from 'node:net'
import type { Plan } from '../../shared/plan/plan.ts'
import { mayLoad } from '../engine/address-policy.ts'
import { UNKNOWN_ADDRESS } from '../engine/http/index.ts'
import { proxyChoice } from '../engine/proxy-choice.ts'
import { plannedPlaces, resolveHost } from '../run/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'

/** What `--allow-host` and LOADGALE_ALLOW_HOSTS allow; never the plan. */
export function allowedHosts(options: readonly string[], { env }: CliIo): string[] {
  const fromEnvironment = (env.LOADGALE_ALLOW_HOSTS ?? '').split(/[\s,]+/).filter((pattern) => pattern !== '')
  return [...options, ...fromEnvironment]
}

/**
 * Says before the run which of its hosts and proxies will not get load. Each connection is judged again when it is made;
 * a host that does not resolve in time, or is known only at run time, is left to that.
 *
 * @param env values of the plan's `${env.NAME}`
 * @throws CliError
 */
export async function requirePermission(
  plan: Plan,
  allowed: readonly string[],
  env: Readonly<Record<string, string>>
): Promise<void> {
  const proxyOf = plan.proxy === undefined ? undefined : proxyChoice(plan.proxy, env)
  const hosts = plannedPlaces(plan, (text) => filled(text, plan, env), proxyOf)
    .filter((place) => 'host' in place)
    // A proxy may know names for which a resolver here would be asked in vain, and for seconds.
    .filter(
      ({ host, behindProxy }) => !behindProxy || isIP(host) !== 0 || !mayLoad(UNKNOWN_ADDRESS, host, allowed)
    )
  const resolved = await Promise.all(
    hosts.map(async (place) => ({ ...place, addresses: await resolveHost(place.host) }))
  )
  for (const { host, behindProxy, addresses } of resolved) {
    if (behindProxy && addresses.length === 0) {
      throw new CliError(
        `${host} is a host that only the proxy knows, which gets load only when you say so: --allow-host ${host}`
      )
    }
    const refused = addresses.find((address) => !mayLoad(address, host, allowed))
    if (refused === undefined) continue
    const named = refused === host ? host : `${host} (${refused})`
    throw new CliError(
      mayLoad(refused, host, ['*'])
        ? `${named} is a public host, which gets load only when you say so: --allow-host ${host}`
        : `${named} serves the credentials of machines in a cloud and never gets load`
    )
  }
}

/** Variables hold no other variables, so that looking them up ends. */
function filled(text: string, plan: Plan, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)\}/g, (reference, name: string) => {
    if (name.startsWith('env.')) return env[name.slice('env.'.length)] ?? reference
    const value = plan.variables[name]
    return value === undefined ? reference : filled(value, plan, env)
  })
}
