import { requestErrorNumber } from '../../../shared/error-codes.ts'
import { Outcome } from '../../../shared/metrics/outcome.ts'
import type { EventLoop } from '../scheduler/index.ts'
import { isCrowd } from './crowd.ts'
import { DeadlineTimer } from './deadline-timer.ts'
import type { Exchange, ExchangeCarrier } from './exchange.ts'
import type { Queued } from './ticket-queue.ts'

const POOL_TIMEOUT = requestErrorNumber('pool_timeout')

/** What a ticket needs of the client. */
export interface TicketContext {
  readonly loop: EventLoop
  requestsInFlight: number
}

/** A connection as far as a pool has to do with it. */
export interface PoolableConnection {
  readonly idle: boolean
  open(exchange: Exchange): void
  send(exchange: Exchange, nowMs: number): void
  interrupt(): void
  close(): void
}

/** One connection of a pool, and the ticket whose exchange it carries. */
export interface PoolMember {
  readonly connection: PoolableConnection
  ticket: PoolTicket | null
}

/** The pool as its tickets see it. */
export interface TicketPool {
  /** Gives the ticket a connection now or lets it wait; it was dispatched at `nowMs`. */
  request(ticket: PoolTicket, nowMs: number): void
  /** The ticket, which waits, waits no longer. */
  leave(ticket: PoolTicket): void
  /** The exchange on a connection has ended; the connection may have ended with it. */
  release(member: PoolMember): void
}

/**
 * The way of one exchange at a time through a pool. Each virtual user has one and uses it again, so that waiting for a
 * connection allocates nothing.
 *
 *   state      #exchange   #pool   #member   leaves it by
 *   free       no          no      no        start: waiting or carried
 *   waiting    yes         yes     no        a connection: carried; timeout or cancellation: free
 *   carried    yes         yes     yes       the end of the exchange: free
 */
export class PoolTicket extends DeadlineTimer implements ExchangeCarrier, Queued<PoolTicket> {
  before: PoolTicket | null = null
  behind: PoolTicket | null = null
  readonly #context: TicketContext
  #exchange: Exchange | null = null
  #pool: TicketPool | null = null
  #member: PoolMember | null = null
  /** When the wait for the connection that is being made was over. */
  #openedMs = 0

  constructor(context: TicketContext) {
    super(context.loop)
    this.#context = context
  }

  get isCrowded(): boolean {
    return isCrowd(this.#context)
  }

  get free(): boolean {
    return this.#exchange === null
  }

  /** Takes an exchange that has begun with this ticket as its carrier. */
  start(exchange: Exchange, pool: TicketPool): void {
    this.#exchange = exchange
    this.#pool = pool
    this.#context.requestsInFlight++
    pool.request(this, exchange.record.dispatchMs)
  }

  /** The pool has no connection to give. */
  wait(): void {
    this.setDeadline(this.#exchange?.deadlineMs ?? Number.POSITIVE_INFINITY)
  }

  /** Goes on over a new connection. */
  openOn(member: PoolMember): void {
    const exchange = this.#take(member)
    this.#openedMs = this.#context.loop.nowMs()
    if (exchange !== null) member.connection.open(exchange)
  }

  /** Goes on over a connection that is idle. */
  sendOn(member: PoolMember, nowMs: number): void {
    const exchange = this.#take(member)
    if (exchange !== null) member.connection.send(exchange, nowMs)
  }

  protected override deadlineReached(nowMs: number): void {
    this.#pool?.leave(this)
    this.#exchange?.fail(nowMs, POOL_TIMEOUT, Outcome.timeout)
  }

  exchangeEnded(): void {
    const pool = this.#pool
    const member = this.#member
    if (this.#exchange !== null && member !== null) this.#blamePool(this.#exchange)
    this.#exchange = null
    this.#pool = null
    this.#member = null
    this.clearDeadline()
    this.#context.requestsInFlight--
    if (member !== null) pool?.release(member)
  }

  /** A connection that comes when most of the request's time is over may come too late to be made. */
  #blamePool({ record, deadlineMs }: Exchange): void {
    if (record.outcome !== Outcome.timeout || record.readyMs < record.endMs || record.endMs < deadlineMs)
      return
    const waitedMs = this.#openedMs - record.dispatchMs
    if (waitedMs > record.endMs - this.#openedMs) record.error = POOL_TIMEOUT
  }

  exchangeAbandoned(): void {
    if (this.#member !== null) {
      this.#member.connection.interrupt()
      return
    }
    this.#pool?.leave(this)
    this.#exchange?.interrupt(this.#context.loop.nowMs())
  }

  /** Interrupts what is under way and leaves nothing behind in the loop. */
  close(): void {
    if (!this.free) this.exchangeAbandoned()
    this.closeDeadline()
  }

  #take(member: PoolMember): Exchange | null {
    this.#member = member
    member.ticket = this
    this.clearDeadline()
    return this.#exchange
  }
}
