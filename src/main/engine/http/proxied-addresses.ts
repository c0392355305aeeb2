import { requestErrorNumber } from '../../../shared/error-codes.ts'
import type { AddressSource, AddressWaiter } from './address-source.ts'

const DESCRIPTORS_EXHAUSTED = requestErrorNumber('descriptors_exhausted')
const HOST_NOT_ALLOWED = requestErrorNumber('host_not_allowed')
const LOCAL_ADDRESS_UNUSABLE = requestErrorNumber('local_address_unusable')
const PROXY_UNREACHABLE = requestErrorNumber('proxy_unreachable')

const OWN_ERRORS: ReadonlySet<number> = new Set([
  DESCRIPTORS_EXHAUSTED,
  HOST_NOT_ALLOWED,
  LOCAL_ADDRESS_UNUSABLE
])

/**
 * The addresses of a proxy, for the connections to one origin behind it. Which address the proxy will connect to is its
 * own affair; so the origin is judged by what this machine can know of it, once, before the first connection. One of
 * which it knows nothing gets no load.
 */
export class ProxiedAddresses implements AddressSource {
  readonly #proxy: AddressSource
  /** Those of the origin; null where it is allowed by its name, so that nothing has to be known of it. */
  #origin: AddressSource | null

  constructor(proxy: AddressSource, origin: AddressSource | null) {
    this.#proxy = proxy
    this.#origin = origin
  }

  request(waiter: AddressWaiter): void {
    if (this.#origin === null) {
      this.#requestProxy(waiter)
      return
    }
    this.#origin.request({
      addressesReady: () => {
        this.#origin = null
        this.#requestProxy(waiter)
      },
      addressesFailed: (error) =>
        waiter.addressesFailed(error === DESCRIPTORS_EXHAUSTED ? error : HOST_NOT_ALLOWED)
    })
  }

  reached(addresses: readonly string[], index: number): void {
    this.#proxy.reached(addresses, index)
  }

  #requestProxy(waiter: AddressWaiter): void {
    this.#proxy.request({
      addressesReady: (addresses) => waiter.addressesReady(addresses),
      addressesFailed: (error) => waiter.addressesFailed(OWN_ERRORS.has(error) ? error : PROXY_UNREACHABLE)
    })
  }
}
