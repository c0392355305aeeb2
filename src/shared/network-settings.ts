import type { IpRange } from './ip-range.ts'

/** How connections are made and kept: the part of a plan that its HTTP client needs. Plain data. */
export interface NetworkSettings {
  readonly dns: DnsSettings
  /** Names that are not resolved but sent to a given address. */
  readonly hosts: readonly HostMapping[]
  /** New connections start from these in turn; empty leaves it to the system. */
  readonly localAddresses: readonly IpRange[]
  readonly connections: ConnectionSettings
}

export interface DnsSettings {
  /** How long an answer is used; null for ever, 0 asks for each new connection. */
  readonly ttlMs: number | null
  readonly select: AddressSelect
  readonly policy: AddressPolicy
}

/** Which address of a name a new connection tries first. */
export const ADDRESS_SELECTS = ['first', 'random', 'roundRobin'] as const
export type AddressSelect = (typeof ADDRESS_SELECTS)[number]

export const ADDRESS_POLICIES = ['preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any'] as const
export type AddressPolicy = (typeof ADDRESS_POLICIES)[number]

export interface HostMapping {
  /** In lower case; `*.example.com` stands for every name below, `*` for every name. */
  readonly host: string
  /** Null for every port. */
  readonly port: number | null
  readonly address: string
  /** Null keeps the port of the URL. */
  readonly toPort: number | null
}

export interface ConnectionSettings {
  /** Whether a connection is used again: always, by the requests of one iteration, or never. */
  readonly reuse: 'always' | 'iteration' | 'never'
  /** At most so many to each origin, shared by all virtual users of all lanes; null gives each its own. */
  readonly pool: number | null
}

/** k6's defaults of `dns`. */
export const DEFAULT_NETWORK: NetworkSettings = {
  dns: { ttlMs: 5 * 60_000, select: 'random', policy: 'preferIPv4' },
  hosts: [],
  localAddresses: [],
  connections: { reuse: 'always', pool: null }
}
