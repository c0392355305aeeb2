import { isIPv6 } from 'node:net'
import type { AddressPolicy, AddressSelect, DnsSettings } from '../../../shared/network-settings.ts'

/**
 * In which order new connections try the addresses of one name. The policy says which kind comes first and whether the
 * other kind counts at all; of the first kind each connection begins with the next one (roundRobin), any one (random)
 * or always the same. Those that cannot be reached while another can are tried last, until a new answer comes.
 */
export class AddressOrder {
  readonly #select: AddressSelect
  readonly #policy: AddressPolicy
  readonly #random: () => number
  readonly #unreachable = new Set<string>()
  #first: readonly string[] = []
  #others: readonly string[] = []
  #turn: number

  /**
   * @param firstTurn where roundRobin begins, so that several lanes do not all begin at the same address
   * @param random from 0 to below 1
   */
  constructor({ select, policy }: DnsSettings, firstTurn: number, random: () => number) {
    this.#select = select
    this.#policy = policy
    this.#turn = firstTurn
    this.#random = random
  }

  /** Takes a new answer in place of the last one; false when the policy leaves nothing of it. */
  renew(addresses: readonly string[]): boolean {
    const v6 = addresses.filter((address) => isIPv6(address))
    const v4 = addresses.filter((address) => !isIPv6(address))
    this.#unreachable.clear()
    this.#first = v4
    this.#others = []
    if (this.#policy === 'any') this.#first = addresses
    else if (this.#policy === 'onlyIPv6') this.#first = v6
    else if (this.#policy !== 'onlyIPv4') {
      const [wanted, rest] = this.#policy === 'preferIPv4' ? [v4, v6] : [v6, v4]
      this.#first = wanted.length > 0 ? wanted : rest
      this.#others = wanted.length > 0 ? rest : []
    }
    return this.#first.length > 0
  }

  /** The addresses for one new connection; the list is not changed later. */
  next(): readonly string[] {
    const first = this.#first
    const start = first.length > 1 ? this.#start(first.length) : 0
    if (start === 0 && this.#others.length === 0 && this.#unreachable.size === 0) return first
    const order = [...first.slice(start), ...first.slice(0, start), ...this.#others]
    if (this.#unreachable.size === 0) return order
    const isReachable = (address: string): boolean => !this.#unreachable.has(address)
    return [...order.filter(isReachable), ...order.filter((address) => !isReachable(address))]
  }

  /** The address at `index` of a list of `next` could be reached and those before it could not. */
  reached(addresses: readonly string[], index: number): void {
    for (let before = 0; before < index; before++) this.#unreachable.add(addresses[before] ?? '')
    this.#unreachable.delete(addresses[index] ?? '')
  }

  #start(count: number): number {
    if (this.#select === 'first') return 0
    if (this.#select === 'random') return Math.floor(this.#random() * count)
    const start = this.#turn % count
    this.#turn = start + 1
    return start
  }
}
