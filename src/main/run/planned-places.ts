import type { Plan } from '../../shared/plan/plan.ts'
import { HostMap } from '../engine/http/index.ts'

/** Where requests of a plan go: to a host, which is a name or an address, or over a Unix socket. */
export type PlannedPlace = { readonly host: string } | { readonly unixSocket: string }

/**
 * The places that the plan's URLs name, after its own host map, each once. Those that are known only at run time are
 * left out.
 *
 * @param fill puts values in place of the references of a URL
 */
export function plannedPlaces(plan: Plan, fill: (text: string) => string = (text) => text): PlannedPlace[] {
  const map = new HostMap(plan.network.hosts)
  const steps = plan.scenarios.flatMap(({ flow }) => flow.filter((step) => step.kind === 'request'))
  const places = steps.flatMap(({ url, unixSocket }): PlannedPlace[] => {
    if (unixSocket !== null) return [{ unixSocket }]
    const host = mappedHost(URL.parse(fill(url)) ?? URL.parse(fill(plan.target ?? '')), map)
    return host === '' || host.includes('$') ? [] : [{ host }]
  })
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
}

/** The address to which the plan maps the URL's host, otherwise the host, without brackets; empty without one. */
function mappedHost(url: URL | null, map: HostMap): string {
  if (url === null) return ''
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return map.find(host, port)?.address ?? host
}
