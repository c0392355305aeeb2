import { sleep } from '../scheduler/index.ts'
import type { Awaitable } from '../scheduler/index.ts'
import type { ClientSession } from './client-session.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { Exchange } from './exchange.ts'
import type { Origin } from './origin.ts'
import { PoolTicket, type TicketContext } from './pool-ticket.ts'

/** A virtual user that has no connections of its own but shares those of its lane. */
export class PooledSession implements ClientSession {
  readonly #context: TicketContext
  readonly #poolOf: (origin: Origin) => ConnectionPool
  readonly #siblings: Set<ClientSession>
  /** One for each exchange that was ever under way at the same time: one, as a rule. */
  readonly #tickets: PoolTicket[] = []
  #closed = false

  /** @param siblings the open sessions of the client, this one among them until it is closed */
  constructor(
    context: TicketContext,
    poolOf: (origin: Origin) => ConnectionPool,
    siblings: Set<ClientSession>
  ) {
    this.#context = context
    this.#poolOf = poolOf
    this.#siblings = siblings
    siblings.add(this)
  }

  perform(exchange: Exchange, dispatchMs = this.#context.loop.nowMs()): Awaitable<void> {
    if (this.#closed) throw new Error('the session is closed')
    const ticket = this.#freeTicket()
    const { origin } = exchange.begin(dispatchMs, ticket)
    ticket.start(exchange, this.#poolOf(origin))
    // A virtual user whose requests fail at once must not hold the loop.
    return exchange.inFlight ? exchange : sleep(0)
  }

  /** The connections are the lane's. */
  closeIdle(): void {}

  close(): void {
    this.#closed = true
    for (const ticket of this.#tickets) ticket.close()
    this.#siblings.delete(this)
  }

  #freeTicket(): PoolTicket {
    for (const ticket of this.#tickets) if (ticket.free) return ticket
    const ticket = new PoolTicket(this.#context)
    this.#tickets.push(ticket)
    return ticket
  }
}
