import type { CaptureBudget } from './capture-budget.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'
import { CHUNKED_FLAG, CLOSE_FLAG, KEEP_ALIVE_FLAG, TRANSFER_ENCODING_FLAG } from './field-value-scanner.ts'
import { HeadMemo } from './head-memo.ts'
import { HeadScanner } from './head-scanner.ts'
import { headIsKept } from './kept-heads.ts'
import { ResponseCapture } from './response-capture.ts'
import { DEFAULT_RESPONSE_LIMITS } from './response-limits.ts'
import type { ResponseLimits } from './response-limits.ts'
import type { ResponseFault } from './response-parser-errors.ts'

const CR = 13
const LF = 10

// What the next byte belongs to.
const IDLE = 0
const HEAD = 1
const LENGTH_BODY = 2
const CHUNKED_BODY = 3
const CLOSE_DELIMITED_BODY = 4
const TRAILERS = 5
/** An interim response announced the end of the connection: nothing may follow, and the response will never come. */
const CLOSED_BY_INTERIM = 6

/**
 * Reads the responses of one connection from bytes, one after the other, without an allocation in the steady state.
 *
 * `begin` is called for each request, `consume` with whatever arrives, `finish` when the stream ends. The result stands
 * in plain fields: `complete` says that the response has ended, `fault` that it is broken, neither that more bytes are
 * needed. No byte makes it throw. The result does not depend on how the bytes were split over the calls.
 *
 * It is as strict as llhttp is by default. Stricter: only HTTP (no RTSP, ICE), status codes from 100, no body after any
 * 1xx, at most 16 digits of a chunk size. Less strict, as the RFCs allow: a tab may follow `chunked` in
 * Transfer-Encoding, a value that does not steer the parser may go on in the next line, and white space may stand around
 * the parts of chunk extensions.
 */
export class ResponseParser {
  /** Whether the response has been read to its end. Bytes beyond it belong to nobody: see `consume`. */
  complete = false
  /** What broke the response, or null. Once set, the connection is of no more use. */
  fault: ResponseFault | null = null

  statusCode = 0
  httpMajor = 0
  httpMinor = 0
  /** The value of Content-Length, -1 where there is none. */
  contentLength = -1
  chunked = false
  /** Whether the body ends where the stream ends. */
  closeDelimited = false
  /** Whether this is a 101: what follows is another protocol. */
  upgrade = false
  /** Whether the connection may carry another request. Valid once the response is complete. */
  keepAlive = false
  /** Bytes of all heads and trailers so far. */
  headerBytes = 0
  /** Bytes of the body so far, without chunk framing. */
  bodyBytes = 0
  /** Interim responses (1xx but 101) that were skipped. */
  interimCount = 0
  /** An interim response has ended since it was taken back last. */
  interimEnded = false
  /** Whether the head of the final response was captured, for every head or because it is one of the kept ones. */
  headKept = false

  readonly #maxBodyBytes: number
  readonly #head: HeadScanner
  readonly #maxChunkExtensionBytes: number
  readonly #maxCapturedBodyBytes: number
  readonly #budget: CaptureBudget | undefined
  /** Made when the first response needs it: ten thousand connections seldom do. */
  #chunks: ChunkedDecoder | null = null
  #capture: ResponseCapture | null = null
  #phase = IDLE
  #isHead = false
  #captureHead = false
  #captureBody = false
  #keptHeads = 0
  #bodyBytesLeft = 0

  /**
   * @param memo shared by the parsers of one client, whose limits are the same
   * @param budget likewise; none is without bound
   */
  constructor(limits: Partial<ResponseLimits> = {}, memo = new HeadMemo(), budget?: CaptureBudget) {
    const all = { ...DEFAULT_RESPONSE_LIMITS, ...limits }
    this.#maxBodyBytes = all.maxBodyBytes
    this.#head = new HeadScanner(all.maxHeadBytes, all.maxHeaders, memo)
    this.#maxChunkExtensionBytes = all.maxChunkExtensionBytes
    this.#maxCapturedBodyBytes = all.maxCapturedBodyBytes
    this.#budget = budget
  }

  /** Whether a byte of the response to the current request has arrived. */
  get started(): boolean {
    return this.headerBytes > 0
  }

  /**
   * What the capture switches of `begin` kept: the raw head, header lookup, the body. It is overwritten by the next
   * `begin`.
   */
  get captured(): ResponseCapture {
    this.#capture ??= new ResponseCapture(this.#maxCapturedBodyBytes, this.#budget)
    return this.#capture
  }

  /**
   * Makes the parser ready for the response to the next request on this connection.
   *
   * @param keptHeads the kinds of heads that are captured even where `captureHead` does not ask for every head
   */
  begin(requestMethodIsHead: boolean, captureHead = false, captureBody = false, keptHeads = 0): void {
    this.complete = false
    this.fault = null
    this.statusCode = 0
    this.httpMajor = 0
    this.httpMinor = 0
    this.contentLength = -1
    this.chunked = false
    this.closeDelimited = false
    this.upgrade = false
    this.keepAlive = false
    this.headerBytes = 0
    this.bodyBytes = 0
    this.interimCount = 0
    this.headKept = captureHead
    this.#phase = HEAD
    this.#isHead = requestMethodIsHead
    this.#captureHead = captureHead
    this.#captureBody = captureBody
    this.#keptHeads = keptHeads
    this.#head.begin()
    const captures = captureHead || captureBody
    if (captures) this.captured.begin(true)
    else this.#capture?.begin(false)
  }

  /** Nobody reads what was captured any more. */
  endCapture(): void {
    this.#capture?.end()
  }

  /**
   * Reads `buffer[start..end)` up to the end of the current response and returns where it stopped: `end`, or less when
   * the response is complete or broken. Nothing of the buffer is referred to afterwards.
   *
   * While no response is due (before `begin`, or after a complete one) empty lines are skipped and anything else sets
   * the fault `http_unexpected_data`; so the bytes left over by one call can be passed to the next to judge them.
   */
  consume(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && this.fault === null) {
      switch (this.#phase) {
        case HEAD:
          at = this.#consumeHead(buffer, at, end)
          break
        case LENGTH_BODY:
          at = this.#consumeLengthBody(buffer, at, end)
          break
        case CHUNKED_BODY:
          at = this.#consumeChunkedBody(buffer, at, end)
          break
        case CLOSE_DELIMITED_BODY:
          at = this.#takeBody(buffer, at, end)
          break
        case TRAILERS:
          at = this.#consumeTrailers(buffer, at, end)
          break
        default:
          return this.#consumeUnasked(buffer, at, end)
      }
      if (this.complete) return at
    }
    return at
  }

  /** The stream has ended: a close-delimited response is now complete, any other unfinished one is truncated. */
  finish(): void {
    if (this.fault !== null || this.#phase === IDLE) return
    if (this.#phase === CLOSE_DELIMITED_BODY) this.#end(false)
    else this.fault = 'http_truncated'
  }

  #consumeHead(buffer: Uint8Array, start: number, end: number): number {
    const head = this.#head
    const at = head.scan(buffer, start, end)
    this.headerBytes = head.bytes
    if (this.#captureHead) this.captured.appendHead(buffer, start, at)
    else if (this.#keptHeads !== 0) this.#captureKeptHead(buffer, start, at)
    if (head.fault !== null) this.fault = head.fault
    else if (head.done) this.#headDone(head)
    return at
  }

  /**
   * Which head it is shows only at its end. One that came in one piece is copied then if it is wanted; the pieces of a
   * split one are copied as they come, and dropped then if it is not.
   */
  #captureKeptHead(buffer: Uint8Array, start: number, end: number): void {
    const head = this.#head
    const isSplit = this.headKept
    const isWanted = head.done
      ? headIsKept(this.#keptHeads, head.statusCode, head.flags)
      : head.fault === null
    if (isWanted) {
      this.captured.appendHead(buffer, start, end)
      this.headKept = true
    } else if (isSplit) {
      this.captured.dropHead()
      this.headKept = false
    }
  }

  /** Whether the head of the final response has come and says that the connection ends behind it. */
  get announcesClose(): boolean {
    return this.statusCode !== 0 && !this.#isPersistent()
  }

  /** Whether all that came so far are whole interim responses. */
  get awaitsFinal(): boolean {
    return this.interimCount > 0 && this.#phase === HEAD && this.#head.atStart
  }

  /** Decides how the body is delimited (RFC 9112, section 6.3). */
  #headDone(head: HeadScanner): void {
    const status = head.statusCode
    if (status < 200 && status !== 101) return this.#skipInterim(head)
    this.statusCode = status
    this.httpMajor = head.httpMajor
    this.httpMinor = head.httpMinor
    this.contentLength = head.contentLength
    this.chunked = (head.flags & CHUNKED_FLAG) !== 0
    if (status === 101) {
      this.upgrade = true
      this.#end(false)
    } else if (this.#isHead || status === 204 || status === 304) {
      this.#end(this.#isPersistent())
    } else if (this.chunked) {
      this.#chunks ??= new ChunkedDecoder(this.#maxChunkExtensionBytes)
      this.#chunks.begin()
      this.#phase = CHUNKED_BODY
    } else if (head.contentLength < 0 || (head.flags & TRANSFER_ENCODING_FLAG) !== 0) {
      this.closeDelimited = true
      this.#phase = CLOSE_DELIMITED_BODY
    } else if (head.contentLength === 0) {
      this.#end(this.#isPersistent())
    } else if (head.contentLength > this.#maxBodyBytes) {
      this.fault = 'http_body_too_large'
    } else {
      this.#bodyBytesLeft = head.contentLength
      this.#phase = LENGTH_BODY
    }
  }

  #skipInterim(head: HeadScanner): void {
    this.interimCount++
    this.interimEnded = true
    this.#capture?.dropHead()
    if (!this.#captureHead) this.headKept = false
    if (!this.#isPersistent()) this.#phase = CLOSED_BY_INTERIM
    head.beginNext()
  }

  /** Whether the head allows another request, given that its body has an end of its own (RFC 9112, section 9.3). */
  #isPersistent(): boolean {
    const head = this.#head
    if (head.httpMajor > 0 && head.httpMinor > 0) return (head.flags & CLOSE_FLAG) === 0
    return (head.flags & KEEP_ALIVE_FLAG) !== 0
  }

  #consumeLengthBody(buffer: Uint8Array, start: number, end: number): number {
    const left = this.#bodyBytesLeft
    const at = this.#takeBody(buffer, start, end - start < left ? end : start + left)
    this.#bodyBytesLeft = left - (at - start)
    if (this.#bodyBytesLeft === 0) this.#end(this.#isPersistent())
    return at
  }

  #consumeChunkedBody(buffer: Uint8Array, start: number, end: number): number {
    const chunks = this.#chunks
    if (chunks === null) throw new Error('a chunked body is read before its head')
    if (chunks.dataBytesLeft > 0) {
      const left = chunks.dataBytesLeft
      const at = this.#takeBody(buffer, start, end - start < left ? end : start + left)
      chunks.dataBytesLeft = left - (at - start)
      return at
    }
    const at = chunks.scan(buffer, start, end)
    if (chunks.fault !== null) this.fault = chunks.fault
    else if (chunks.lastChunkRead) {
      this.#phase = TRAILERS
      this.#head.beginTrailers()
    }
    return at
  }

  /** Trailers obey the grammar and the limits of headers; they are checked and dropped. */
  #consumeTrailers(buffer: Uint8Array, start: number, end: number): number {
    const head = this.#head
    const at = head.scan(buffer, start, end)
    this.headerBytes = head.bytes
    if (head.fault !== null) this.fault = head.fault
    else if (head.done) this.#end(this.#isPersistent() && (head.flags & CHUNKED_FLAG) !== 0)
    return at
  }

  #consumeUnasked(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && (buffer[at] === CR || buffer[at] === LF)) at++
    if (at < end) this.fault = 'http_unexpected_data'
    return at
  }

  #takeBody(buffer: Uint8Array, start: number, end: number): number {
    const room = this.#maxBodyBytes - this.bodyBytes
    const stop = end - start > room ? start + room : end
    if (this.#captureBody) this.captured.appendBody(buffer, start, stop)
    this.bodyBytes += stop - start
    if (stop < end) this.fault = 'http_body_too_large'
    return stop
  }

  #end(keepAlive: boolean): void {
    this.keepAlive = keepAlive
    this.complete = true
    this.#phase = IDLE
  }
}
