import type { Plan } from '../../shared/plan/plan.ts'
import { HostMap, type ProxyChoice } from '../engine/http/index.ts'

/** Where requests of a plan go: to a host, which is a name or an address, or over a Unix socket. */
export type PlannedPlace = PlannedHost | { readonly unixSocket: string }

interface PlannedHost {
  readonly host: string
  /** Whether it is a proxy that looks the host up and connects to it. */
  readonly behindProxy: boolean
}

/**
 * The places that the plan's URLs name, after its own host map, and the proxies before them, each once. Those that are
 * known only at run time are left out.
 *
 * @param fill puts values in place of the references of a URL
 * @param proxyOf by default there is no proxy
 */
export function plannedPlaces(
  plan: Plan,
  fill: (text: string) => string = (text) => text,
  proxyOf: ProxyChoice = () => null
): PlannedPlace[] {
  const map = new HostMap(plan.network.hosts)
  const steps = plan.scenarios.flatMap(({ flow }) => flow.filter((step) => step.kind === 'request'))
  const places = steps.flatMap(({ url, unixSocket }): PlannedPlace[] => {
    if (unixSocket !== null) return [{ unixSocket }]
    const parsed = URL.parse(fill(url)) ?? URL.parse(fill(plan.target ?? ''))
    return parsed === null ? [] : hostsOf(parsed, map, proxyOf)
  })
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
}

/** The host of a URL, without brackets, and the proxy that leads to it; the plan's own host map is for connections. */
function hostsOf(url: URL, map: HostMap, proxyOf: ProxyChoice): PlannedHost[] {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '' || host.includes('$')) return []
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port)
  const proxy = proxyOf(scheme, host, port)
  if (proxy === null) return [{ host: map.find(host, port)?.address ?? host, behindProxy: false }]
  const proxyHost = map.find(proxy.host, proxy.port)?.address ?? proxy.host
  return [
    { host: proxyHost, behindProxy: false },
    { host, behindProxy: true }
  ]
}
