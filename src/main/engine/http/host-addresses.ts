import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { createServer, isIP } from 'node:net'
import { requestErrorNumber } from '../../../shared/error-codes.ts'

/** Resolves a name to all its addresses; `dns.lookup` with `all: true` is one. */
export type HostLookup = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void
) => void

/** Judges an address before anything connects to it. */
export type AddressGuard = (address: string, host: string) => boolean

/** Who waits for the addresses of a host. */
export interface AddressWaiter {
  addressesReady(addresses: readonly string[]): void
  /** `error` is the number of a request error code. */
  addressesFailed(error: number): void
}

const DNS_NOT_FOUND = requestErrorNumber('dns_not_found')
const DNS_FAILED = requestErrorNumber('dns_failed')
const DESCRIPTORS_EXHAUSTED = requestErrorNumber('descriptors_exhausted')
const HOST_NOT_ALLOWED = requestErrorNumber('host_not_allowed')

/** The resolver of the operating system, so that hosts files and local names count. */
export const systemLookup: HostLookup = (host, callback) => {
  lookup(host, { all: true }, callback)
}

/**
 * The addresses of one host, resolved once for a lane and kept: a load test measures the service, not the resolver,
 * and the run saves the addresses that it used. A failure is not kept: the next connection asks again, but never
 * more than one question at a time.
 *
 *   state      #addresses   #waiters    leaves it by
 *   unknown    null         empty       request: asking
 *   asking     null         not empty   the answer: known, or unknown after a failure
 *   known      a list       empty       never
 *
 * Only addresses that the guard allows are kept; if it allows none, that is `host_not_allowed`.
 */
export class HostAddresses {
  readonly #host: string
  readonly #lookup: HostLookup
  readonly #guard: AddressGuard
  #addresses: readonly string[] | null = null
  #waiters: AddressWaiter[] = []

  constructor(host: string, hostLookup: HostLookup, guard: AddressGuard) {
    this.#host = host
    this.#lookup = hostLookup
    this.#guard = guard
  }

  /** The addresses that were resolved, for the description of the run; empty before. */
  get known(): readonly string[] {
    return this.#addresses ?? []
  }

  /** Tells `waiter` at once when the addresses are known or the host is an address itself, otherwise later. */
  request(waiter: AddressWaiter): void {
    if (this.#addresses !== null) {
      waiter.addressesReady(this.#addresses)
      return
    }
    this.#waiters.push(waiter)
    if (isIP(this.#host) !== 0) this.#resolved([this.#host])
    else if (this.#waiters.length === 1) this.#ask()
  }

  /** The first address that a connection could be made to; the next connections begin with it. */
  prefer(address: string): void {
    if (this.#addresses === null || this.#addresses[0] === address) return
    this.#addresses = [address, ...this.#addresses.filter((other) => other !== address)]
  }

  #ask(): void {
    this.#lookup(this.#host, (error, addresses) => {
      if (error === null && addresses.length > 0) this.#resolved(addresses.map(({ address }) => address))
      else this.#diagnose(error)
    })
  }

  #resolved(addresses: readonly string[]): void {
    const allowed = addresses.filter((address) => this.#guard(address, this.#host))
    if (allowed.length === 0) {
      this.#failed(HOST_NOT_ALLOWED)
      return
    }
    this.#addresses = allowed
    for (const waiter of this.#takeWaiters()) waiter.addressesReady(allowed)
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
