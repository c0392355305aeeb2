import { sleep } from '../scheduler/index.ts'
import type { Awaitable } from '../scheduler/index.ts'
import type { ClientContext } from './client-context.ts'
import type { ClientSession } from './client-session.ts'
import { Connection } from './connection.ts'
import type { ConnectionOwner } from './connection.ts'
import { isCrowd } from './crowd.ts'
import type { Exchange, ExchangeCarrier } from './exchange.ts'
import type { Origin } from './origin.ts'

/**
 * The connections of one virtual user: one kept connection for each origin, as k6 has it. Exchanges that are
 * performed at the same time take one connection each.
 *
 * Invariant: `#connections` holds exactly the connections of this session that are not closed.
 */
export class HttpSession implements ClientSession, ConnectionOwner, ExchangeCarrier {
  readonly #context: ClientContext
  readonly #siblings: Set<ClientSession>
  #connections: Connection[] = []
  #closed = false

  /** @param siblings the open sessions of the client, this one among them until it is closed */
  constructor(context: ClientContext, siblings: Set<ClientSession>) {
    this.#context = context
    this.#siblings = siblings
    siblings.add(this)
  }

  get isCrowded(): boolean {
    return isCrowd(this.#context.requestsInFlight)
  }

  perform(exchange: Exchange, dispatchMs = this.#context.loop.nowMs()): Awaitable<void> {
    if (this.#closed) throw new Error('the session is closed')
    const { origin } = exchange.begin(dispatchMs, this)
    this.#context.requestsInFlight++
    this.#dispatch(exchange, origin)
    // A virtual user whose requests fail at once must not hold the loop.
    return exchange.inFlight ? exchange.ending : sleep(0)
  }

  closeIdle(): void {
    for (const connection of [...this.#connections]) if (connection.idle) connection.close()
  }

  close(): void {
    this.#closed = true
    for (const connection of [...this.#connections]) connection.interrupt()
    this.#siblings.delete(this)
  }

  connectionClosed(connection: Connection): void {
    const at = this.#connections.indexOf(connection)
    if (at >= 0) this.#connections.splice(at, 1)
  }

  exchangeUnanswered(exchange: Exchange, origin: Origin): void {
    exchange.retry()
    this.#open(exchange, origin)
  }

  exchangeEnded(): void {
    this.#context.requestsInFlight--
  }

  exchangeAbandoned(exchange: Exchange): void {
    const connection = this.#connections.find((candidate) => candidate.carries(exchange))
    connection?.interrupt()
  }

  #dispatch(exchange: Exchange, origin: Origin): void {
    for (const connection of this.#connections) {
      if (connection.origin === origin && connection.idle) {
        connection.send(exchange)
        return
      }
    }
    this.#open(exchange, origin)
  }

  #open(exchange: Exchange, origin: Origin): void {
    const connection = new Connection(this.#context, this, origin)
    // A literal has room for one; the first push would make room for seventeen, and most sessions have one connection.
    if (this.#connections.length === 0) this.#connections = [connection]
    else this.#connections.push(connection)
    connection.open(exchange)
  }
}
