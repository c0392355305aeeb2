/** Who waits for the addresses that a connection may be made to. */
export interface AddressWaiter {
  /** In the order in which they are to be tried, at least one. */
  addressesReady(addresses: readonly string[]): void
  /** `error` is the number of a request error code. */
  addressesFailed(error: number): void
}

/** Where the connections of an origin get their addresses from. */
export interface AddressSource {
  /** Tells `waiter` at once when the addresses are known, otherwise later. */
  request(waiter: AddressWaiter): void
  /** A connection could be made to the address at `index` of those it was given, and to none before it. */
  reached(addresses: readonly string[], index: number): void
}

/** The path of a Unix socket stands in the place of an address: it is known, local, and the only one. */
export class SocketPath implements AddressSource {
  readonly #addresses: readonly string[]

  constructor(path: string) {
    this.#addresses = [path]
  }

  request(waiter: AddressWaiter): void {
    waiter.addressesReady(this.#addresses)
  }

  reached(): void {}
}
