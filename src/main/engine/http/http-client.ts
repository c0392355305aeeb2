import { isIP } from 'node:net'
import { DEFAULT_NETWORK, type DnsSettings, type NetworkSettings } from '../../../shared/network-settings.ts'
import type { EventLoop } from '../scheduler/index.ts'
import { AddressOrder } from './address-order.ts'
import { SocketPath } from './address-source.ts'
import type { ClientContext } from './client-context.ts'
import type { ClientSession } from './client-session.ts'
import { Connection } from './connection.ts'
import { ConnectionPool } from './connection-pool.ts'
import { DirectReads } from './direct-reads.ts'
import { DirectWrites } from './direct-writes.ts'
import { HeadMemo } from './head-memo.ts'
import { HostAddresses, systemLookup, UNKNOWN_ADDRESS } from './host-addresses.ts'
import type { AddressGuard, HostLookup } from './host-addresses.ts'
import { HostMap } from './host-map.ts'
import { HttpSession } from './http-session.ts'
import { LocalAddresses } from './local-addresses.ts'
import { OneShotSession } from './one-shot-session.ts'
import { Origin, parseOrigin } from './origin.ts'
import type { OriginName, OriginParts, Route } from './origin.ts'
import { PooledSession } from './pooled-session.ts'
import { ProxiedAddresses } from './proxied-addresses.ts'
import type { ProxyChoice, ProxyServer } from './proxy-server.ts'
import { ResponseParserPool } from './response-parser-pool.ts'
import type { ResponseLimits } from './response-limits.ts'
import { SocketFactory } from './socket-factory.ts'
import type { TlsSettings } from './tls-settings.ts'
import { UploadBuffers } from './upload-buffers.ts'

export interface HttpClientOptions {
  readonly loop: EventLoop
  readonly limits?: Partial<ResponseLimits>
  readonly tls?: TlsSettings
  /** Judges each resolved address before anything connects to it; by default all are allowed. */
  readonly allowAddress?: AddressGuard
  /** By default the operating system's resolver. */
  readonly lookup?: HostLookup
  /** Null uses the sockets' streams both ways; by default that is done only where the runtime allows nothing else. */
  readonly directWrites?: DirectWrites | null
  readonly network?: NetworkSettings
  /** By default there is no proxy. */
  readonly proxyOf?: ProxyChoice
  /** Which client of how many this is: what is given out in turn begins at another place in each. */
  readonly lane?: { readonly index: number; readonly count: number }
}

/**
 * The HTTP/1.1 client of one lane: what the sessions of its virtual users have in common. They share one receive
 * buffer, because a read is handled to its end before the next one begins.
 */
export class HttpClient {
  readonly #context: ClientContext
  readonly #lookup: HostLookup
  readonly #guard: AddressGuard
  readonly #network: NetworkSettings
  readonly #proxyOf: ProxyChoice
  readonly #lane: { readonly index: number; readonly count: number }
  readonly #hostMap: HostMap
  readonly #localAddresses: LocalAddresses | null
  readonly #origins = new Map<string, Origin>()
  readonly #hosts = new Map<string, HostAddresses>()
  readonly #sessions = new Set<ClientSession>()
  readonly #pools = new Map<Origin, ConnectionPool>()

  constructor(options: HttpClientOptions) {
    const { network = DEFAULT_NETWORK, lane = { index: 0, count: 1 } } = options
    this.#lookup = options.lookup ?? systemLookup
    this.#guard = options.allowAddress ?? (() => true)
    this.#network = network
    this.#proxyOf = options.proxyOf ?? (() => null)
    this.#lane = lane
    this.#hostMap = new HostMap(network.hosts)
    this.#localAddresses =
      network.localAddresses.length === 0
        ? null
        : new LocalAddresses(network.localAddresses, lane.index / lane.count)
    const sockets = new SocketFactory(options.tls ?? {}, this.#localAddresses)
    this.#context = {
      loop: options.loop,
      sockets,
      parsers: new ResponseParserPool(options.limits ?? {}, new HeadMemo()),
      directWrites: options.directWrites === undefined ? DirectWrites.create() : options.directWrites,
      directReads: options.directWrites === null ? null : DirectReads.create(sockets.receiveBuffer),
      uploadBuffers: new UploadBuffers(),
      openConnections: 0,
      requestsInFlight: 0,
      unexpectedDataConnections: 0
    }
  }

  /** Sockets that are open or being opened. */
  get openConnections(): number {
    return this.#context.openConnections
  }

  get requestsInFlight(): number {
    return this.#context.requestsInFlight
  }

  /** Connections closed because the server sent bytes between two responses. Their responses count as they were. */
  get unexpectedDataConnections(): number {
    return this.#context.unexpectedDataConnections
  }

  /**
   * The origin of a URL, one object for each scheme, host and port.
   *
   * @param unixSocket the path of the socket over which it is reached in place of the network
   * @throws TypeError for a scheme other than `http:` and `https:`, an empty host or an impossible port.
   */
  origin(parts: OriginParts, unixSocket: string | null = null): Origin {
    const name = parseOrigin(parts)
    const { scheme, host, port } = name
    const key = `${scheme} ${host} ${port} ${unixSocket ?? ''}`
    let origin = this.#origins.get(key)
    if (origin === undefined) {
      origin = new Origin(scheme, host, port, this.#routeTo(name, unixSocket))
      this.#context.sockets.prepare(origin)
      this.#origins.set(key, origin)
    }
    return origin
  }

  openSession(): ClientSession {
    const { reuse, pool } = this.#network.connections
    if (pool !== null) {
      return new PooledSession(this.#context, (origin) => this.#poolOf(origin, pool), this.#sessions)
    }
    return reuse === 'never'
      ? new OneShotSession(this.#context, this.#sessions)
      : new HttpSession(this.#context, this.#sessions)
  }

  /** Closes every session; what is in flight ends as interrupted. */
  close(): void {
    for (const session of this.#sessions) session.close()
    for (const pool of this.#pools.values()) pool.close()
  }

  /** The lanes have the connections of the plan's pool between them. */
  #poolOf(origin: Origin, connections: number): ConnectionPool {
    let pool = this.#pools.get(origin)
    if (pool === undefined) {
      const { index, count } = this.#lane
      pool = new ConnectionPool({
        loop: this.#context.loop,
        limit: Math.max(1, Math.ceil((connections - index) / count)),
        reuse: this.#network.connections.reuse !== 'never',
        connect: (owner) => new Connection(this.#context, owner, origin)
      })
      this.#pools.set(origin, pool)
    }
    return pool
  }

  #routeTo({ scheme, host, port }: OriginName, unixSocket: string | null): Route {
    if (unixSocket !== null) return { addresses: new SocketPath(unixSocket), port: null, proxy: null }
    const proxy = this.#proxyOf(scheme, host, port)
    if (proxy !== null) return this.#routeThrough(proxy, host)
    // A mapped address is judged by itself: a name that is allowed must not open the way to any other address.
    const { address = host, toPort = null } = this.#hostMap.find(host, port) ?? {}
    return { addresses: this.#addressesOf(address), port: toPort ?? port, proxy: null }
  }

  /** The host map of the plan is for connections, and those to a proxied origin are the proxy's. */
  #routeThrough(proxy: ProxyServer, host: string): Route {
    const { address = proxy.host, toPort = null } = this.#hostMap.find(proxy.host, proxy.port) ?? {}
    const isAllowedByName = isIP(host) === 0 && this.#guard(UNKNOWN_ADDRESS, host)
    // What the plan says of its own connections has no say in which addresses the host has.
    const judged = isAllowedByName
      ? null
      : this.#newAddresses(host, { ...DEFAULT_NETWORK.dns, policy: 'any' })
    const addresses = new ProxiedAddresses(this.#addressesOf(address), judged)
    return { addresses, port: toPort ?? proxy.port, proxy }
  }

  #addressesOf(host: string): HostAddresses {
    let addresses = this.#hosts.get(host)
    if (addresses === undefined) {
      addresses = this.#newAddresses(host, this.#network.dns, this.#localAddresses)
      this.#hosts.set(host, addresses)
    }
    return addresses
  }

  /** @param from where connections to the addresses start, where any are to be made from addresses of the plan's own */
  #newAddresses(host: string, dns: DnsSettings, from: LocalAddresses | null = null): HostAddresses {
    return new HostAddresses(host, {
      lookup: this.#lookup,
      guard: this.#guard,
      order: new AddressOrder(dns, this.#lane.index, Math.random),
      ttlMs: dns.ttlMs ?? Number.POSITIVE_INFINITY,
      clock: this.#context.loop,
      isReachable: (address) => from?.reaches(address) ?? true
    })
  }
}
