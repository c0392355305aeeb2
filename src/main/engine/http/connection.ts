import type { Socket } from 'node:net'
import { requestErrorNumber } from '../../../shared/error-codes.ts'
import { Outcome } from '../../../shared/metrics/outcome.ts'
import type { ClientContext } from './client-context.ts'
import { exchangeErrorNumber, timeoutErrorNumber } from './connection-errors.ts'
import { ConnectionSetup, type SetupOwner } from './connection-setup.ts'
import { DeadlineTimer } from './deadline-timer.ts'
import { PENDING, WRITTEN, type StreamHandle, type WriteListener } from './direct-writes.ts'
import type { Exchange } from './exchange.ts'
import type { Origin } from './origin.ts'
import { CLOSED, CONNECTING, HANDSHAKING, IDLE, RECEIVING, RESOLVING, SENDING, WAITING } from './phases.ts'
import { responseErrorCode } from './response-parser-errors.ts'
import type { ResponseParser } from './response-parser.ts'
import type { SocketEvent } from './socket-listeners.ts'
import { REPORTED_BY_SOCKET, writeToSocket } from './socket-write.ts'
import { isMoreThanEmptyLines } from './unasked-bytes.ts'
import { Upload, type UploadCarrier } from './upload.ts'

/** Whoever opened a connection. */
export interface ConnectionOwner {
  /** The connection is closed and is to be forgotten. */
  connectionClosed(connection: Connection): void
  /** A kept connection turned out to be dead before a byte of the response; the exchange may be sent once more. */
  exchangeUnanswered(exchange: Exchange, origin: Origin): void
}

const RESET_BEFORE_RESPONSE = requestErrorNumber('reset_before_response')
const WRITE_FAILED = requestErrorNumber('write_failed')

/** A request that the kernel may take in part: an answer may come before the rest of it has gone. */
const LARGE_REQUEST_BYTES = 16 * 1024

/**
 * One HTTP/1.1 connection, from name resolution to its end, which carries one exchange at a time.
 *
 *   phase         #socket   #exchange   leaves it by
 *   resolving     no        yes         the connection is set up, which `#setup` does in phases of its own: sending
 *   sending       yes       yes         request handed to the kernel: waiting; first byte: receiving
 *   waiting       yes       yes         first byte: receiving
 *   receiving     yes       yes         end of an interim response: sending or waiting; of the final one: idle or closed
 *   idle          yes       no          send: sending; anything else that happens: closed
 *   closed        no        no          never
 *
 * Every phase but idle leads to closed by a failure, a timeout or `interrupt`. Whatever ends the exchange first puts
 * the connection into its next state, because the coroutine may run on at once and use it.
 */
export class Connection extends DeadlineTimer implements SetupOwner, UploadCarrier, WriteListener {
  readonly origin: Origin
  readonly #context: ClientContext
  readonly #owner: ConnectionOwner
  /** From the first byte of a response, be it interim, to its end: while it waits a connection has none. */
  #parser: ResponseParser | null = null
  #phase = RESOLVING
  /** Until the connection can carry a request. */
  #setup: ConnectionSetup | null = null
  #socket: Socket | null = null
  /** What the socket is written through past its stream; null where it has to be its stream. */
  #handle: StreamHandle | null = null
  #exchange: Exchange | null = null
  /** The request has not been handed over to the kernel in full. */
  #writing = false
  /** Nor will it be: the peer takes no more of it. */
  #cutOff = false
  /** Sends, or has sent, the last request whose body was not in memory. */
  #upload: Upload | null = null
  /** Whether a response has been read to its end: only then may a lost request be sent again. */
  #reused = false

  constructor(context: ClientContext, owner: ConnectionOwner, origin: Origin) {
    super(context.loop)
    this.#context = context
    this.#owner = owner
    this.origin = origin
  }

  get idle(): boolean {
    return this.#phase === IDLE
  }

  carries(exchange: Exchange): boolean {
    return this.#exchange === exchange
  }

  /** Opens the connection for its first exchange, at the present time of the loop. */
  open(exchange: Exchange): void {
    const nowMs = this.#context.loop.nowMs()
    const deadlineMs = Math.min(exchange.deadlineMs, nowMs + exchange.settings.connectTimeoutMs)
    this.#exchange = exchange
    this.setDeadline(deadlineMs)
    this.#setup = new ConnectionSetup(this.#context, this, exchange.record, deadlineMs)
    this.#setup.begin()
  }

  /** Sends the next exchange; the connection must be idle. */
  send(exchange: Exchange, nowMs: number): void {
    this.#exchange = exchange
    exchange.record.readyMs = nowMs
    this.#ready(exchange)
  }

  /** Destroys the connection; an exchange on it ends as interrupted. */
  interrupt(): void {
    const exchange = this.#exchange
    this.close()
    if (exchange === null) return
    this.#endResponse(exchange)
    exchange.interrupt(this.#context.loop.nowMs())
  }

  /** Destroys the connection and drops its exchange without ending it. */
  close(): void {
    if (this.#phase === CLOSED) return
    this.#phase = CLOSED
    this.#exchange = null
    this.#writing = false
    this.#upload?.cancel()
    this.closeDeadline()
    this.#setup?.cancel()
    this.#setup = null
    this.#socket?.destroy()
    this.#socket = null
    this.#owner.connectionClosed(this)
  }

  setupDone(socket: Socket, nowMs: number): void {
    const exchange = this.#exchange
    this.#setup = null
    this.#socket = socket
    if (exchange === null) return
    if (!this.origin.isTls) this.#useDirectly(socket)
    exchange.record.readyMs = nowMs
    this.#ready(exchange)
  }

  setupFailed(nowMs: number, error: number, status: number): void {
    const exchange = this.#exchange
    this.close()
    exchange?.fail(nowMs, error, Outcome.transportError, status)
  }

  setupDue(whenMs: number): void {
    this.setDeadline(whenMs)
  }

  /** Something happened to the socket. One that was dropped may still report: it is then no longer `#socket`. */
  socketReported(socket: Socket, event: SocketEvent, error: NodeJS.ErrnoException | null): void {
    if (event === 'close') this.#context.openConnections--
    if (socket !== this.#socket) return
    if (error !== null) this.#socketFailed(error)
    else this.#ended()
  }

  #useDirectly(socket: Socket): void {
    const { directWrites, directReads } = this.#context
    this.#handle = directWrites?.handleOf(socket) ?? null
    // A tunnel has no buffer of its own to read into.
    if (this.#handle !== null && !this.origin.isTunnelled) directReads?.take(this.#handle, this)
  }

  /** Sends the request at the moment that stands in the record. */
  #ready(exchange: Exchange): void {
    const { request } = exchange
    const socket = this.#socket
    if (request === null || socket === null) return
    this.#phase = SENDING
    this.#writing = true
    this.setDeadline(exchange.deadlineMs)
    if (this.#handle === null && (request.upload !== null || request.bytes.length > LARGE_REQUEST_BYTES)) {
      // Through its stream a write that fails takes along an answer that has come but was not read yet. Of TLS, too.
      this.#handle = this.#context.directWrites?.handleOf(socket) ?? null
    }
    if (request.upload !== null) {
      this.#upload = new Upload(this, request.upload, this.#context.uploadBuffers)
      this.#upload.start(request.bytes)
      return
    }
    const status = this.writeBytes(request.bytes, this)
    if (status === WRITTEN) this.#written(exchange, request.bytes.length, exchange.record.readyMs)
    else if (status !== PENDING) this.#writeFailed()
  }

  writeBytes(bytes: Uint8Array, listener: WriteListener): number {
    const { directWrites } = this.#context
    if (this.#socket === null) return REPORTED_BY_SOCKET
    return writeToSocket(directWrites, this.#socket, this.#handle, bytes, listener)
  }

  /** A write that the kernel did not take at once has ended. That of a socket that was dropped ends, too. */
  writeCompleted(status: number): void {
    const exchange = this.#exchange
    if (!this.#writing || exchange === null || status === REPORTED_BY_SOCKET) return
    if (status === 0) this.#written(exchange, exchange.request?.bytes.length ?? 0)
    else this.#writeFailed()
  }

  uploadProgressed(bytes: number): void {
    if (this.#exchange !== null) this.#exchange.record.bytesSent += bytes
  }

  uploadEnded(): void {
    if (this.#exchange !== null) this.#written(this.#exchange, 0)
  }

  uploadFailed(error: number): void {
    if (error === WRITE_FAILED) this.#writeFailed()
    else this.#failed(this.#context.loop.nowMs(), error)
  }

  /**
   * A service that wants no more of a request answers and closes: what is read next decides, be it the answer or the
   * end.
   */
  #writeFailed(): void {
    this.#cutOff = true
  }

  /** @param nowMs of a request that the kernel took at once the moment at which it was ready: sending is then 0 */
  #written(exchange: Exchange, bytes: number, nowMs = this.#context.loop.nowMs()): void {
    this.#writing = false
    exchange.record.bytesSent += bytes
    if (this.#phase !== SENDING) return
    exchange.record.sentMs = nowMs
    this.#phase = WAITING
    this.setDeadline(Math.min(exchange.deadlineMs, nowMs + exchange.settings.firstByteTimeoutMs))
  }

  bytesRead(bytes: number, buffer: Uint8Array): void {
    if (this.#socket !== null) this.#received(bytes, buffer)
  }

  #received(bytes: number, buffer: Uint8Array): void {
    const exchange = this.#exchange
    // Bytes between two responses belong to nobody. They cost the connection, never the response before them.
    if (exchange === null) {
      if (this.#isUnasked(buffer, 0, bytes)) this.close()
      return
    }
    const nowMs = this.#context.loop.nowMs()
    if (this.#phase !== RECEIVING) {
      this.#phase = RECEIVING
      exchange.firstByte(nowMs)
      this.setDeadline(exchange.deadlineMs)
    }
    exchange.record.bytesReceived += bytes
    const parser = this.#parser ?? this.#beginResponse(exchange)
    const at = parser.consume(buffer, 0, bytes)
    if (parser.interimEnded) this.#interimEnded(exchange, parser, nowMs)
    if (parser.complete) {
      const clean = at === bytes || (!parser.upgrade && !this.#isUnasked(buffer, at, bytes))
      this.#completed(exchange, parser, nowMs, clean)
    } else if (parser.fault !== null) {
      this.#failed(nowMs, requestErrorNumber(responseErrorCode(parser.fault)), Outcome.transportError)
    } else if (this.#upload !== null && parser.announcesClose) {
      // RFC 9112, section 9.5: a service that answers early and is going to close wants no more of the body.
      this.#upload.cancel()
    }
  }

  /** The first byte that counts is that of the final response: until it comes the exchange is where it was before. */
  #interimEnded(exchange: Exchange, parser: ResponseParser, nowMs: number): void {
    parser.interimEnded = false
    if (!parser.awaitsFinal) exchange.firstByte(nowMs)
    else if (this.#writing) {
      exchange.interimEnded()
      exchange.notSent()
      this.#phase = SENDING
    } else {
      const { record, settings } = exchange
      exchange.interimEnded()
      this.#phase = WAITING
      this.setDeadline(Math.min(exchange.deadlineMs, record.sentMs + settings.firstByteTimeoutMs))
    }
  }

  #beginResponse(exchange: Exchange): ResponseParser {
    const parser = this.#context.parsers.take()
    const { captureHead, captureBody, keptHeads } = exchange.settings
    parser.begin(exchange.request?.headOnly === true, captureHead, captureBody, keptHeads)
    if (captureHead || captureBody) exchange.response = parser.captured
    this.#parser = parser
    return parser
  }

  /** What was captured is the exchange's from now on. */
  #endResponse(exchange: Exchange): void {
    const parser = this.#parser
    if (parser === null) return
    this.#parser = null
    const { parsers } = this.#context
    if (exchange.response === null) parsers.giveBack(parser)
    else exchange.keepParser(parser, parsers)
  }

  #isUnasked(buffer: Uint8Array, start: number, end: number): boolean {
    if (!isMoreThanEmptyLines(buffer, start, end)) return false
    this.#context.unexpectedDataConnections++
    return true
  }

  /** A request that is still being written when its response has ended leaves a connection that cannot go on. */
  #completed(exchange: Exchange, parser: ResponseParser, nowMs: number, clean: boolean): void {
    const { statusCode } = parser
    this.#exchange = null
    if (clean && parser.keepAlive && !this.#writing && exchange.request?.closesConnection === false) {
      this.#phase = IDLE
      this.#reused = true
      this.clearDeadline()
    } else {
      this.close()
    }
    if (parser.headKept) exchange.response = parser.captured
    this.#endResponse(exchange)
    exchange.succeed(nowMs, statusCode)
  }

  /** The server has closed its side, or the socket is gone without an error. */
  #ended(): void {
    const exchange = this.#exchange
    if (exchange === null) {
      this.close()
      return
    }
    const nowMs = this.#context.loop.nowMs()
    const parser = this.#parser
    if (parser === null) {
      this.#lost(exchange, nowMs, this.#cutOff ? WRITE_FAILED : RESET_BEFORE_RESPONSE)
    } else {
      parser.finish()
      if (parser.complete) this.#completed(exchange, parser, nowMs, false)
      else this.#failed(nowMs, requestErrorNumber('truncated_response'))
    }
  }

  #socketFailed(error: NodeJS.ErrnoException): void {
    const exchange = this.#exchange
    const nowMs = this.#context.loop.nowMs()
    if (exchange === null) this.close()
    else if (this.#parser !== null) this.#failed(nowMs, exchangeErrorNumber(error, true))
    else {
      if (error.syscall === 'write') exchange.notSent()
      this.#lost(exchange, nowMs, exchangeErrorNumber(error, false, this.#cutOff))
    }
  }

  /** The connection died before the first byte of the response. */
  #lost(exchange: Exchange, nowMs: number, error: number): void {
    if (this.#reused) this.origin.closesUnannounced = true
    if (!this.#reused || !exchange.mayRetry) {
      this.#failed(nowMs, error)
      return
    }
    this.close()
    this.#owner.exchangeUnanswered(exchange, this.origin)
  }

  protected override deadlineReached(nowMs: number): void {
    if (this.#setup?.tryNextAddress(nowMs) === true) return
    const { proxy, forwarding } = this.origin
    const phase = this.#setup?.phase ?? this.#phase
    const isProxys =
      (proxy !== null && phase === CONNECTING) || (forwarding !== null && phase === HANDSHAKING)
    this.#failed(nowMs, timeoutErrorNumber(phase, isProxys), Outcome.timeout)
  }

  #failed(nowMs: number, error: number, outcome: Outcome = Outcome.transportError): void {
    const exchange = this.#exchange
    if (exchange === null) return
    this.close()
    const status = this.#parser?.statusCode ?? 0
    this.#endResponse(exchange)
    exchange.fail(nowMs, error, outcome, status)
  }
}
