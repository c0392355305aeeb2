import { isIP } from 'node:net'
import type { Plan } from '../../shared/plan/plan.ts'
import { mayLoad } from '../engine/address-policy.ts'
import { UNKNOWN_ADDRESS } from '../engine/http/index.ts'
import { proxyChoice } from '../engine/proxy-choice.ts'
import { plannedPlaces } from './planned-places.ts'
import { resolveHost } from './resolve-host.ts'

/** A host that will get no load as things stand. */
export interface RefusedHost {
  readonly host: string
  /** A host that only the proxy knows has to be allowed by its name; one that serves credentials never gets load. */
  readonly reason: 'public' | 'known-to-proxy-only' | 'cloud-credentials'
  /** What is wrong, without what to do about it. */
  readonly text: string
}

/**
 * The first of the hosts and proxies of a plan that will not get load; null where all may. Each connection is judged
 * again when it is made; a host that does not resolve in time, or is known only at run time, is left to that.
 *
 * @param env values of the plan's `${env.NAME}`
 */
export async function refusedHost(
  plan: Plan,
  allowed: readonly string[],
  env: Readonly<Record<string, string>>
): Promise<RefusedHost | null> {
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
      return { host, reason: 'known-to-proxy-only', text: `${host} is a host that only the proxy knows` }
    }
    const refused = addresses.find((address) => !mayLoad(address, host, allowed))
    if (refused === undefined) continue
    const named = refused === host ? host : `${host} (${refused})`
    return mayLoad(refused, host, ['*'])
      ? { host, reason: 'public', text: `${named} is a public host` }
      : {
          ...{ host, reason: 'cloud-credentials' },
          text: `${named} serves the credentials of machines in a cloud`
        }
  }
  return null
}

/** What the environment allows, in the app as on the command line; never the plan. */
export function hostsOfEnvironment(env: Readonly<Record<string, string | undefined>>): string[] {
  return (env.LOADGALE_ALLOW_HOSTS ?? '').split(/[\s,]+/).filter((pattern) => pattern !== '')
}

/** Variables hold no other variables, so that looking them up ends. */
function filled(text: string, plan: Plan, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([\w.]+)\}/g, (reference, name: string) => {
    if (name.startsWith('env.')) return env[name.slice('env.'.length)] ?? reference
    const value = plan.variables[name]
    return value === undefined ? reference : filled(value, plan, env)
  })
}
