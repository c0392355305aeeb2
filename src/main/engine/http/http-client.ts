import type { EventLoop } from '../scheduler/index.ts'
import type { ClientContext } from './client-context.ts'
import { DirectWrites } from './direct-writes.ts'
import { HeadMemo } from './head-memo.ts'
import { HostAddresses, systemLookup } from './host-addresses.ts'
import type { AddressGuard, HostLookup } from './host-addresses.ts'
import { HttpSession } from './http-session.ts'
import { Origin, parseOrigin } from './origin.ts'
import type { OriginParts } from './origin.ts'
import type { ResponseLimits } from './response-limits.ts'
import { SocketFactory } from './socket-factory.ts'
import type { TlsSettings } from './tls-settings.ts'

export interface HttpClientOptions {
  readonly loop: EventLoop
  readonly limits?: Partial<ResponseLimits>
  readonly tls?: TlsSettings
  /** Judges each resolved address before anything connects to it; by default all are allowed. */
  readonly allowAddress?: AddressGuard
  /** By default the operating system's resolver. */
  readonly lookup?: HostLookup
  /** Null sends through the sockets' streams; by default that is done only where the runtime allows nothing else. */
  readonly directWrites?: DirectWrites | null
}

/**
 * The HTTP/1.1 client of one lane: what the sessions of its virtual users have in common. They share one receive
 * buffer, because a read is handled to its end before the next one begins.
 */
export class HttpClient {
  readonly #context: ClientContext
  readonly #lookup: HostLookup
  readonly #guard: AddressGuard
  readonly #origins = new Map<string, Origin>()
  readonly #hosts = new Map<string, HostAddresses>()
  readonly #sessions = new Set<HttpSession>()

  constructor(options: HttpClientOptions) {
    this.#lookup = options.lookup ?? systemLookup
    this.#guard = options.allowAddress ?? (() => true)
    this.#context = {
      loop: options.loop,
      sockets: new SocketFactory(options.tls ?? {}),
      limits: options.limits ?? {},
      headMemo: new HeadMemo(),
      directWrites: options.directWrites === undefined ? DirectWrites.create() : options.directWrites,
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
   * @throws TypeError for a scheme other than `http:` and `https:`, an empty host or an impossible port.
   */
  origin(parts: OriginParts): Origin {
    const { scheme, host, port } = parseOrigin(parts)
    const key = `${scheme} ${host} ${port}`
    let origin = this.#origins.get(key)
    if (origin === undefined) {
      origin = new Origin(scheme, host, port, this.#addressesOf(host))
      this.#origins.set(key, origin)
    }
    return origin
  }

  openSession(): HttpSession {
    return new HttpSession(this.#context, this.#sessions)
  }

  /** Closes every session; what is in flight ends as interrupted. */
  close(): void {
    for (const session of this.#sessions) session.close()
  }

  #addressesOf(host: string): HostAddresses {
    let addresses = this.#hosts.get(host)
    if (addresses === undefined) {
      addresses = new HostAddresses(host, this.#lookup, this.#guard)
      this.#hosts.set(host, addresses)
    }
    return addresses
  }
}
