import { requestErrorNumber } from '../../../shared/error-codes.ts'
import { Outcome } from '../../../shared/metrics/outcome.ts'
import { RequestRecord } from '../metrics/index.ts'
import { Wakeup } from '../scheduler/index.ts'
import type { Origin } from './origin.ts'
import type { ResponseCapture } from './response-capture.ts'
import type { ResponseParserPool } from './response-parser-pool.ts'
import type { ResponseParser } from './response-parser.ts'
import type { StreamedBody } from './streamed-body.ts'

/** A request in bytes, made once and sent as often as it does not change. */
export interface PreparedRequest {
  readonly origin: Origin
  /** Head and body as they go over the wire; the head alone where there is an upload. */
  readonly bytes: Buffer
  /** The body, where it is not in memory. */
  readonly upload: StreamedBody | null
  /** The method is HEAD: the response has no body whatever its headers say. */
  readonly headOnly: boolean
  /** The method may be sent twice without harm: GET HEAD PUT DELETE OPTIONS TRACE (RFC 9110, section 9.2.2). */
  readonly idempotent: boolean
  /** It asks the server to close the connection: no other request may follow (RFC 9112, section 9.6). */
  readonly closesConnection: boolean
}

/** Who performs an exchange. */
export interface ExchangeCarrier {
  /** Whether what waits for an exchange goes on after the other responses of this turn of Node's event loop. */
  readonly isCrowded: boolean
  /** The exchange is in flight no more. */
  exchangeEnded(): void
  /** The task that waits for the exchange was cancelled: end it. */
  exchangeAbandoned(exchange: Exchange): void
}

/** How an exchange is to be performed: the same object for all exchanges of a step. Plain data. */
export interface ExchangeSettings {
  /** From dispatch to the last byte of the response. Infinity for none. */
  readonly totalTimeoutMs: number
  /** From the start of a new connection until it can be used: DNS, TCP and TLS together. Infinity for none. */
  readonly connectTimeoutMs: number
  /** From the moment at which the request was sent to the first byte of the response. Infinity for none. */
  readonly firstByteTimeoutMs: number
  /** Keep the head of the response, for `response.headerValue` and its like. */
  readonly captureHead: boolean
  /** Keep the body of the response, up to the client's `maxCapturedBodyBytes`. */
  readonly captureBody: boolean
  /** The kinds of heads to keep where not every head is: bits of `kept-heads.ts`. */
  readonly keptHeads: number
}

const DEFAULT_EXCHANGE_SETTINGS: ExchangeSettings = {
  ...{ totalTimeoutMs: 60_000, connectTimeoutMs: Infinity, firstByteTimeoutMs: Infinity },
  ...{ captureHead: false, captureBody: false, keptHeads: 0 }
}

/** Stands in the record for a moment that was not reached yet. */
const NOT_REACHED = -1

const INTERRUPTED = requestErrorNumber('interrupted')

/**
 * One request and its response. Each virtual user owns one and reuses it, so that nothing is allocated for a request.
 * It is the wakeup of the task that performs it: one object, where thousands of them are out of the cache by their next
 * turn.
 *
 * The caller sets `request` and `settings`, then `yield* session.perform(exchange)`; `record`
 * and `response` are then valid until the next `perform`. The session fills `record` from `dispatchMs` on and leaves
 * `slot` and `intendedMs` alone. The methods are the session's and the connection's; callers have no use for them.
 *
 * Invariant: an exchange is in flight from `begin` to the first of `succeed`, `fail` and `interrupt`, which alone
 * writes the outcome and wakes the coroutine; any later one does nothing. So every exchange ends exactly once. The
 * coroutine may go on before the ending call returns, so that call is the last act of whoever makes it.
 */
export class Exchange extends Wakeup {
  readonly record: RequestRecord
  request: PreparedRequest | null = null
  settings = DEFAULT_EXCHANGE_SETTINGS
  /** What was kept of the response; null when nothing was asked for or came, or no connection was reached. */
  response: ResponseCapture | null = null
  #carrier: ExchangeCarrier | null = null
  /** Has captured `response`; it goes back to its pool when the exchange is performed again. */
  #parser: ResponseParser | null = null
  #parsers: ResponseParserPool | null = null

  constructor(record = new RequestRecord()) {
    super('response')
    this.record = record
  }

  get inFlight(): boolean {
    return this.#carrier !== null
  }

  /** The task that waits for this exchange was cancelled. */
  override throw(error: unknown): ReturnType<Wakeup['throw']> {
    this.#carrier?.exchangeAbandoned(this)
    return super.throw(error)
  }

  /** The moment at which the total timeout strikes. */
  get deadlineMs(): number {
    return this.record.dispatchMs + this.settings.totalTimeoutMs
  }

  /** Takes the request that is to be performed. Throws an Error when there is none or the exchange is in flight. */
  begin(nowMs: number, carrier: ExchangeCarrier): PreparedRequest {
    const { record, request } = this
    if (request === null) throw new Error('the exchange has no request')
    if (this.#carrier !== null) throw new Error('the exchange is in flight')
    this.#carrier = carrier
    this.clear()
    this.response = null
    if (this.#parser !== null) this.#parsers?.giveBack(this.#parser)
    this.#parser = null
    record.dispatchMs = nowMs
    record.readyMs = NOT_REACHED
    record.sentMs = NOT_REACHED
    record.firstByteMs = NOT_REACHED
    record.endMs = NOT_REACHED
    record.dnsMs = 0
    record.connectMs = 0
    record.tlsMs = 0
    record.outcome = Outcome.ok
    record.status = 0
    record.error = 0
    record.bytesSent = 0
    record.bytesReceived = 0
    record.retries = 0
    return request
  }

  /** Whether the request may be sent once more after a kept connection turned out to be dead. */
  get mayRetry(): boolean {
    return this.record.retries === 0 && this.request !== null && this.request.idempotent
  }

  /** Forgets what the dead connection brought. Dispatch stays, so the time lost falls into set-up. */
  retry(): void {
    const { record } = this
    record.retries++
    record.readyMs = NOT_REACHED
    record.sentMs = NOT_REACHED
  }

  /**
   * A byte of the response arrived, which `interimEnded` takes back for an interim one. It may come before the last byte
   * of the request has gone.
   */
  firstByte(nowMs: number): void {
    const { record } = this
    record.firstByteMs = nowMs
    if (record.sentMs === NOT_REACHED) record.sentMs = nowMs
  }

  /** What arrived was no part of the final response. */
  interimEnded(): void {
    this.record.firstByteMs = NOT_REACHED
  }

  /** The kernel refused the request after all, or has not taken all of it yet. */
  notSent(): void {
    this.record.sentMs = NOT_REACHED
  }

  /** `response` is what `parser` has captured: nobody else may use it as long as it may be read. */
  keepParser(parser: ResponseParser, parsers: ResponseParserPool): void {
    this.#parser = parser
    this.#parsers = parsers
  }

  succeed(nowMs: number, status: number): void {
    if (this.#carrier === null) return
    this.record.status = status
    this.#end(nowMs)
  }

  /** `error` is the number of a request error code; `outcome` a timeout or a transport error. */
  fail(nowMs: number, error: number, outcome: Outcome, status = 0): void {
    if (this.#carrier === null) return
    this.record.error = error
    this.record.outcome = outcome
    this.record.status = status
    this.#end(nowMs)
  }

  interrupt(nowMs: number): void {
    this.fail(nowMs, INTERRUPTED, Outcome.interrupted)
  }

  #end(nowMs: number): void {
    const { record } = this
    const carrier = this.#carrier
    this.#carrier = null
    record.endMs = nowMs
    if (record.firstByteMs === NOT_REACHED) {
      record.firstByteMs = nowMs
      if (record.sentMs === NOT_REACHED) {
        record.sentMs = nowMs
        if (record.readyMs === NOT_REACHED) record.readyMs = nowMs
      }
    }
    carrier?.exchangeEnded()
    if (carrier?.isCrowded === true) this.wake()
    else this.wakeNow(nowMs)
  }
}
