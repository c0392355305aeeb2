import type { ConnectionOwner } from './connection.ts'
import type { Exchange } from './exchange.ts'
import type { PoolMember, PoolTicket, PoolableConnection, TicketPool } from './pool-ticket.ts'
import { TicketQueue } from './ticket-queue.ts'

export interface ConnectionPoolOptions {
  readonly loop: { nowMs(): number; callSoon(callback: () => void): unknown }
  /** The most connections at a time, at least one. */
  readonly limit: number
  /** Whether a connection carries more than one request. */
  readonly reuse: boolean
  readonly connect: (owner: ConnectionOwner) => PoolableConnection
}

/**
 * The connections to one origin that all virtual users of a lane share. Requests that find all of them busy wait in
 * the order in which they came; a connection that comes free goes to the first of them, before whoever had it can ask
 * for the next.
 *
 * Invariant: while a ticket waits, no connection is idle and there are as many as allowed, but for the moment between
 * the end of a connection and the pass of the loop that opens another in its place. It is not opened at once, because
 * one that fails at once would start the next, and so on without end.
 */
export class ConnectionPool implements TicketPool {
  readonly #options: ConnectionPoolOptions
  readonly #members = new Set<PoolMember>()
  /** The one that was used last is taken first, so that the others may fall to the service's idle timeout. */
  readonly #idle: PoolMember[] = []
  readonly #queue = new TicketQueue<PoolTicket>()
  #refilling = false

  constructor(options: ConnectionPoolOptions) {
    this.#options = options
  }

  request(ticket: PoolTicket, nowMs: number): void {
    if (!this.#queue.isEmpty || !this.#serve(ticket, nowMs)) {
      this.#queue.push(ticket)
      ticket.wait()
    }
  }

  leave(ticket: PoolTicket): void {
    this.#queue.remove(ticket)
  }

  release(member: PoolMember): void {
    const { connection } = member
    member.ticket = null
    if (!connection.idle) return
    if (!this.#options.reuse) {
      connection.close()
      return
    }
    const next = this.#queue.shift()
    if (next === null) this.#idle.push(member)
    else next.sendOn(member, this.#options.loop.nowMs())
  }

  /** Ends the connections; nothing may be in flight or waiting. */
  close(): void {
    for (const { connection } of this.#members) connection.close()
  }

  /** A connection has closed. */
  memberClosed(member: PoolMember): void {
    this.#members.delete(member)
    const at = this.#idle.indexOf(member)
    if (at >= 0) this.#idle.splice(at, 1)
    if (this.#queue.isEmpty || this.#refilling) return
    this.#refilling = true
    this.#options.loop.callSoon(() => this.#refill())
  }

  /** The place of a connection that was dead when it was used again is still free: its request has it first. */
  reopen(ticket: PoolTicket): void {
    ticket.openOn(this.#connect())
  }

  #refill(): void {
    this.#refilling = false
    const nowMs = this.#options.loop.nowMs()
    while (this.#hasRoom) {
      const next = this.#queue.shift()
      if (next === null) return
      this.#serve(next, nowMs)
    }
  }

  get #hasRoom(): boolean {
    return this.#idle.length > 0 || this.#members.size < this.#options.limit
  }

  /** False when every connection is busy. */
  #serve(ticket: PoolTicket, nowMs: number): boolean {
    const member = this.#idle.pop()
    if (member !== undefined) ticket.sendOn(member, nowMs)
    else if (this.#hasRoom) ticket.openOn(this.#connect())
    else return false
    return true
  }

  #connect(): PoolMember {
    const member = new Member(this, this.#options.connect)
    this.#members.add(member)
    return member
  }
}

/** Hears of one connection for its pool. */
class Member implements PoolMember, ConnectionOwner {
  readonly connection: PoolableConnection
  ticket: PoolTicket | null = null
  readonly #pool: ConnectionPool

  constructor(pool: ConnectionPool, connect: ConnectionPoolOptions['connect']) {
    this.#pool = pool
    this.connection = connect(this)
  }

  connectionClosed(): void {
    this.#pool.memberClosed(this)
  }

  exchangeUnanswered(exchange: Exchange): void {
    exchange.retry()
    if (this.ticket !== null) this.#pool.reopen(this.ticket)
  }
}
