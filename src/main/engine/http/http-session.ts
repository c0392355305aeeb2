import { sleep } from '../scheduler/index.ts'
import type { Awaitable } from '../scheduler/index.ts'
import type { ClientContext } from './client-context.ts'
import type { ClientSession } from './client-session.ts'
import { Connection } from './connection.ts'
import type { ConnectionOwner } from './connection.ts'
import { isCrowd } from './crowd.ts'
import type { Exchange, ExchangeCarrier } from './exchange.ts'
import type { Origin } from './origin.ts'

const NONE: readonly Connection[] = []

/**
 * The connections of one virtual user: one kept connection for each origin, as k6 has it. Exchanges that are
 * performed at the same time take one connection each.
 *
 * Invariant: `#first` and `#others` are exactly the connections of this session that are not closed, and there are
 * others only beside a first. Most sessions have one connection, which a list would only hide behind two more objects.
 */
export class HttpSession implements ClientSession, ConnectionOwner, ExchangeCarrier {
  readonly #context: ClientContext
  readonly #siblings: Set<ClientSession>
  #first: Connection | null = null
  #others: readonly Connection[] = NONE
  #closed = false

  /** @param siblings the open sessions of the client, this one among them until it is closed */
  constructor(context: ClientContext, siblings: Set<ClientSession>) {
    this.#context = context
    this.#siblings = siblings
    siblings.add(this)
  }

  get isCrowded(): boolean {
    return isCrowd(this.#context)
  }

  perform(exchange: Exchange, dispatchMs = this.#context.loop.nowMs()): Awaitable<void> {
    if (this.#closed) throw new Error('the session is closed')
    const { origin, idempotent } = exchange.begin(dispatchMs, this)
    this.#context.requestsInFlight++
    if (origin.closesUnannounced && !idempotent) this.#dispatchLater(exchange, origin)
    else this.#dispatch(exchange, origin, dispatchMs)
    // A virtual user whose requests fail at once must not hold the loop.
    return exchange.inFlight ? exchange : sleep(0)
  }

  closeIdle(): void {
    for (const connection of this.#all()) if (connection.idle) connection.close()
  }

  close(): void {
    this.#closed = true
    for (const connection of this.#all()) connection.interrupt()
    this.#siblings.delete(this)
  }

  connectionClosed(connection: Connection): void {
    const [first = null, ...others] = this.#all().filter((other) => other !== connection)
    this.#first = first
    this.#others = others.length === 0 ? NONE : others
  }

  exchangeUnanswered(exchange: Exchange, origin: Origin): void {
    exchange.retry()
    this.#open(exchange, origin)
  }

  exchangeEnded(): void {
    this.#context.requestsInFlight--
  }

  exchangeAbandoned(exchange: Exchange): void {
    const connection = this.#all().find((candidate) => candidate.carries(exchange))
    if (connection === undefined) exchange.interrupt(this.#context.loop.nowMs())
    else connection.interrupt()
  }

  #all(): readonly Connection[] {
    return this.#first === null ? NONE : [this.#first, ...this.#others]
  }

  /**
   * The end of a connection may be on its way right behind the response that was read just now. A request that may not
   * be sent twice lets it come: of two steps of the loop the second runs when Node has looked at the sockets.
   */
  #dispatchLater(exchange: Exchange, origin: Origin): void {
    const { loop } = this.#context
    const { dispatchMs } = exchange.record
    const dispatch = (): void => {
      if (!exchange.inFlight || exchange.record.dispatchMs !== dispatchMs) return
      if (this.#closed) exchange.interrupt(loop.nowMs())
      else this.#dispatch(exchange, origin, loop.nowMs())
    }
    loop.callSoon(() => loop.callSoon(dispatch))
  }

  #dispatch(exchange: Exchange, origin: Origin, nowMs: number): void {
    const first = this.#first
    if (first !== null && first.origin === origin && first.idle) {
      first.send(exchange, nowMs)
      return
    }
    for (const other of this.#others) {
      if (other.origin === origin && other.idle) {
        other.send(exchange, nowMs)
        return
      }
    }
    this.#open(exchange, origin)
  }

  #open(exchange: Exchange, origin: Origin): void {
    const connection = new Connection(this.#context, this, origin)
    if (this.#first === null) this.#first = connection
    else this.#others = [...this.#others, connection]
    connection.open(exchange)
  }
}
