import { isIPv6 } from 'node:net'
import { addressOfRange, type IpRange } from '../../../shared/ip-range.ts'

/**
 * The local addresses from which new connections start, each from the next one. The ports of one address allow some
 * 28,000 connections to a place; so many times that number is possible with several.
 */
export class LocalAddresses {
  readonly #v4: Turns
  readonly #v6: Turns

  /** @param share which part of the list comes first, from 0 to below 1: lanes begin at different addresses */
  constructor(ranges: readonly IpRange[], share: number) {
    const isV6 = ({ first }: IpRange): boolean => isIPv6(first)
    this.#v4 = new Turns(
      ranges.filter((range) => !isV6(range)),
      share
    )
    this.#v6 = new Turns(ranges.filter(isV6), share)
  }

  /** Whether a connection to the address can be made: there is a local address of its kind. */
  reaches(address: string): boolean {
    return this.#of(address).count > 0
  }

  /** The local address for the next connection to `address`, which must be one that is reached. */
  next(address: string): string {
    return this.#of(address).next()
  }

  #of(address: string): Turns {
    return isIPv6(address) ? this.#v6 : this.#v4
  }
}

/** Gives out the addresses of several ranges in turn. */
class Turns {
  readonly count: number
  readonly #ranges: readonly IpRange[]
  #turn: number

  constructor(ranges: readonly IpRange[], share: number) {
    this.#ranges = ranges
    this.count = ranges.reduce((sum, { count }) => sum + count, 0)
    this.#turn = Math.floor(share * this.count)
  }

  next(): string {
    let index = this.#turn
    this.#turn = (index + 1) % this.count
    for (const range of this.#ranges) {
      if (index < range.count) return addressOfRange(range, index)
      index -= range.count
    }
    throw new RangeError('there is no local address')
  }
}
