import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { createServer, isIP } from 'node:net'
import { requestErrorNumber } from '../../../shared/error-codes.ts'
import type { AddressOrder } from './address-order.ts'
import type { AddressSource, AddressWaiter } from './address-source.ts'

/** Resolves a name to all its addresses; `dns.lookup` with `all: true` is one. */
export type HostLookup = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void
) => void

/** Judges an address before anything connects to it; UNKNOWN_ADDRESS asks whether the host may have any. */
export type AddressGuard = (address: string, host: string) => boolean

/** The address of a host that a proxy looks up. */
export const UNKNOWN_ADDRESS = ''

/** What the addresses of one host depend on. */
export interface HostAddressesOptions {
  readonly lookup: HostLookup
  readonly guard: AddressGuard
  readonly order: AddressOrder
  /** How long an answer is used, in milliseconds; Infinity for ever, 0 for the connections that wait for it alone. */
  readonly ttlMs: number
  readonly clock: { nowMs(): number }
  /** Whether a connection to the address can be made at all: not with local addresses of the other kind alone. */
  readonly isReachable: (address: string) => boolean
}

const DNS_NOT_FOUND = requestErrorNumber('dns_not_found')
const DNS_FAILED = requestErrorNumber('dns_failed')
const DESCRIPTORS_EXHAUSTED = requestErrorNumber('descriptors_exhausted')
const HOST_NOT_ALLOWED = requestErrorNumber('host_not_allowed')
const LOCAL_ADDRESS_UNUSABLE = requestErrorNumber('local_address_unusable')

/** The resolver of the operating system, so that hosts files and local names count. */
export const systemLookup: HostLookup = (host, callback) => {
  lookup(host, { all: true }, callback)
}

/**
 * The addresses of one host, resolved by the first connection that needs them and used by all of a lane until they
 * expire. Connections that are open do not care: only a new one waits for a new answer. There is never more than one
 * question at a time, and a failure is not kept: the next connection asks again.
 *
 *   state      #expiresMs    #waiters    leaves it by
 *   unknown    -Infinity     empty       request: asking
 *   asking     in the past   not empty   the answer: known, or unknown after a failure
 *   known      to come       empty       its time: unknown
 *
 * Only addresses that the guard allows are kept; if it allows none, that is `host_not_allowed`. A host that is an
 * address itself is no question of names: it never expires, and no policy is asked.
 */
export class HostAddresses implements AddressSource {
  readonly #host: string
  readonly #options: HostAddressesOptions
  /** The one address of a host that is an address. */
  #literal: readonly string[] | null = null
  #expiresMs = -Infinity
  #waiters: AddressWaiter[] = []

  constructor(host: string, options: HostAddressesOptions) {
    this.#host = host
    this.#options = options
  }

  request(waiter: AddressWaiter): void {
    if (this.#literal !== null) waiter.addressesReady(this.#literal)
    else if (isIP(this.#host) !== 0) this.#requestLiteral(waiter)
    else if (this.#options.clock.nowMs() < this.#expiresMs) waiter.addressesReady(this.#options.order.next())
    else if (this.#waiters.push(waiter) === 1) this.#ask()
  }

  reached(addresses: readonly string[], index: number): void {
    if (index > 0) this.#options.order.reached(addresses, index)
  }

  #requestLiteral(waiter: AddressWaiter): void {
    const allowed = this.#usable([this.#host])
    if (typeof allowed === 'number') {
      waiter.addressesFailed(allowed)
      return
    }
    this.#literal = allowed
    waiter.addressesReady(allowed)
  }

  #ask(): void {
    this.#options.lookup(this.#host, (error, addresses) => {
      if (error === null && addresses.length > 0) this.#resolved(addresses.map(({ address }) => address))
      else this.#diagnose(error)
    })
  }

  #resolved(addresses: readonly string[]): void {
    const usable = this.#usable(addresses)
    if (typeof usable === 'number') {
      this.#failed(usable)
      return
    }
    const { order, clock, ttlMs } = this.#options
    if (!order.renew(usable)) {
      this.#failed(DNS_NOT_FOUND)
      return
    }
    this.#expiresMs = clock.nowMs() + ttlMs
    for (const waiter of this.#takeWaiters()) waiter.addressesReady(order.next())
  }

  /** Those that may be connected to, or the number of the error when there are none. */
  #usable(addresses: readonly string[]): readonly string[] | number {
    const { guard, isReachable } = this.#options
    const allowed = addresses.filter((address) => guard(address, this.#host))
    if (allowed.length === 0) return HOST_NOT_ALLOWED
    const usable = allowed.filter(isReachable)
    return usable.length === 0 ? LOCAL_ADDRESS_UNUSABLE : usable
  }

  /**
   * The resolver says "not found" as well when it cannot open a file or a socket. So before that is believed, a
   * socket is opened for a trial.
   */
  #diagnose(error: NodeJS.ErrnoException | null): void {
    const code = error === null || error.code === 'ENOTFOUND' ? DNS_NOT_FOUND : DNS_FAILED
    const trial = createServer()
    trial.once('error', ({ code: trialCode }: NodeJS.ErrnoException) => {
      this.#failed(trialCode === 'EMFILE' || trialCode === 'ENFILE' ? DESCRIPTORS_EXHAUSTED : code)
    })
    trial.listen({ host: '127.0.0.1', port: 0 }, () => {
      trial.close()
      this.#failed(code)
    })
  }

  #failed(error: number): void {
    for (const waiter of this.#takeWaiters()) waiter.addressesFailed(error)
  }

  #takeWaiters(): AddressWaiter[] {
    const waiters = this.#waiters
    this.#waiters = []
    return waiters
  }
}
