import { sleep } from '../scheduler/index.ts'
import type { Awaitable } from '../scheduler/index.ts'
import type { ClientContext } from './client-context.ts'
import { Connection } from './connection.ts'
import type { ConnectionOwner } from './connection.ts'
import type { Exchange, ExchangeCarrier } from './exchange.ts'
import type { Origin } from './origin.ts'

/**
 * The connections of one virtual user: one kept connection for each origin, as k6 has it. Exchanges that are
 * performed at the same time take one connection each.
 *
 * Invariant: `#connections` holds exactly the connections of this session that are not closed.
 */
export class HttpSession implements ConnectionOwner, ExchangeCarrier {
  readonly #context: ClientContext
  readonly #siblings: Set<HttpSession>
  readonly #connections: Connection[] = []
  #closed = false

  /** @param siblings the open sessions of the client, this one among them until it is closed */
  constructor(context: ClientContext, siblings: Set<HttpSession>) {
    this.#context = context
    this.#siblings = siblings
    siblings.add(this)
  }

  /**
   * Sends `exchange.request`; to be written as `yield* session.perform(exchange)`, which goes on once the exchange has
   * ended in one of the outcomes ok, timeout and transport error and throws none of them.
   *
   * When the task is cancelled meanwhile the connection is destroyed, the outcome is *interrupted*, and CancelledError
   * passes on. An exchange that had ended just before the cancellation keeps its outcome.
   *
   * @param dispatchMs the present time of the loop, from a caller that has just read it
   */
  perform(exchange: Exchange, dispatchMs = this.#context.loop.nowMs()): Awaitable<void> {
    if (this.#closed) throw new Error('the session is closed')
    const { origin } = exchange.begin(dispatchMs, this)
    this.#context.requestsInFlight++
    this.#dispatch(exchange, origin)
    // A virtual user whose requests fail at once must not hold the loop.
    return exchange.inFlight ? exchange.ending : sleep(0)
  }

  /** Closes the connections that carry no request, as when cookies and connections are reset between iterations. */
  closeIdle(): void {
    for (const connection of [...this.#connections]) if (connection.idle) connection.close()
  }

  /** Closes every connection for good; what is in flight ends as interrupted. */
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
    this.#connections.push(connection)
    connection.open(exchange)
  }
}
