import { parseDuration } from '../duration.ts'
import { parseIpRange } from '../ip-range.ts'
import {
  DEFAULT_NETWORK,
  type DnsSettings,
  type HostMapping,
  type NetworkSettings
} from '../network-settings.ts'
import type { DocumentKey } from './document-path.ts'
import { parseMappedAddress, parseMappedHost } from './host-mapping.ts'
import type { PlanDocument } from './plan-document.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'

/** Fills the defaults of the network keys of a document that was found right. */
export function resolveNetwork(document: PlanDocument): NetworkSettings {
  const { dns = {}, hosts = {}, localAddresses = [], connections = {} } = document
  return {
    dns: {
      ttlMs: ttlOf(dns.ttl),
      select: dns.select ?? DEFAULT_NETWORK.dns.select,
      policy: dns.policy ?? DEFAULT_NETWORK.dns.policy
    },
    hosts: Object.entries(hosts).flatMap(([name, address]) => resolveMapping(name, address)),
    localAddresses: localAddresses.flatMap((range) => parseIpRange(range) ?? []),
    connections: { reuse: reuseOf(connections.reuse), pool: connections.pool ?? null }
  }
}

/** What several of the keys tell together. */
export function checkNetwork(root: unknown): FoundProblem[] {
  const keys: readonly DocumentKey[] = ['connections', 'reuse']
  const connections = valueAt(root, ['connections'])
  if (!isRecord(connections) || connections.pool === undefined || connections.reuse !== 'iteration') return []
  const message =
    'Found reuse: iteration beside pool, expected one of them; the connections of a pool belong to no iteration.'
  return [{ keys, message }]
}

function ttlOf(ttl: string | number | undefined): DnsSettings['ttlMs'] {
  if (ttl === undefined) return DEFAULT_NETWORK.dns.ttlMs
  return ttl === 'inf' ? null : parseDuration(ttl)
}

function reuseOf(reuse: boolean | 'iteration' | undefined): NetworkSettings['connections']['reuse'] {
  if (reuse === 'iteration') return reuse
  return reuse === false ? 'never' : 'always'
}

function resolveMapping(name: string, address: string): HostMapping[] {
  const from = parseMappedHost(name)
  const to = parseMappedAddress(address)
  return from === null || to === null ? [] : [{ ...from, ...to }]
}
