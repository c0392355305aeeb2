import { CaptureBudget } from './capture-budget.ts'

const FOLDS = /(?:[ \t]*\r\n[ \t]+)+/g

const CR = 13
const LF = 10

/** A buffer larger than this is given back when a request captures nothing. */
const KEPT_BYTES = 64 * 1024
/** A buffer larger than this is given back once nobody reads it: of many virtual users few have such a body at a time. */
const KEPT_WHILE_CAPTURING_BYTES = 1024 * 1024

/** Shared by all connections that have captured nothing yet. */
const EMPTY = Buffer.alloc(0)

/** Bytes appended one after the other to a buffer that grows and is used again. */
class ByteBuffer {
  length = 0
  #bytes = EMPTY
  readonly #mostBytes: number
  readonly #budget: CaptureBudget

  /**
   * @param mostBytes is never exceeded by what is appended
   * @param budget what a buffer that is not small takes
   */
  constructor(mostBytes: number, budget: CaptureBudget) {
    this.#mostBytes = mostBytes
    this.#budget = budget
  }

  clear(keepAtMostBytes: number): void {
    this.length = 0
    if (this.#bytes.length <= keepAtMostBytes) return
    this.#budget.giveBack(budgeted(this.#bytes.length))
    this.#bytes = EMPTY
  }

  /** False where there is no room for it. */
  append(source: Uint8Array, start: number, end: number): boolean {
    const needed = this.length + end - start
    if (needed > this.#bytes.length && !this.#grow(needed)) return false
    this.#bytes.set(source.subarray(start, end), this.length)
    this.length = needed
    return true
  }

  #grow(needed: number): boolean {
    const roomyBytes = Math.min(Math.max(this.#bytes.length * 2, 512), this.#mostBytes)
    const bytes = Math.max(needed, roomyBytes)
    if (!this.#budget.take(budgeted(bytes) - budgeted(this.#bytes.length))) return false
    const grown = Buffer.allocUnsafeSlow(bytes)
    this.#bytes.copy(grown, 0, 0, this.length)
    this.#bytes = grown
    return true
  }

  view(): Buffer {
    return this.#bytes.subarray(0, this.length)
  }
}

/** What is small is each connection's own. */
function budgeted(bytes: number): number {
  return bytes > KEPT_WHILE_CAPTURING_BYTES ? bytes : 0
}

/**
 * What is kept of a response on request: the raw head of the final response, and the body without chunk framing. The
 * receive buffer is copied, never referred to. Views are valid until the next response begins.
 */
export class ResponseCapture {
  /** Whether the body was longer than what is kept of it. */
  bodyCut = false
  readonly #maxBodyBytes: number
  readonly #head: ByteBuffer
  readonly #body: ByteBuffer

  constructor(maxBodyBytes: number, budget = new CaptureBudget(Number.POSITIVE_INFINITY)) {
    this.#maxBodyBytes = maxBodyBytes
    this.#head = new ByteBuffer(Number.POSITIVE_INFINITY, budget)
    this.#body = new ByteBuffer(maxBodyBytes, budget)
  }

  /** Forgets the previous response; `active` says whether the next one will be captured. */
  begin(active: boolean): void {
    this.bodyCut = false
    const keptBytes = active ? Number.POSITIVE_INFINITY : KEPT_BYTES
    this.#head.clear(keptBytes)
    this.#body.clear(keptBytes)
  }

  /** Nobody reads it any more. */
  end(): void {
    this.#body.clear(KEPT_WHILE_CAPTURING_BYTES)
  }

  appendHead(buffer: Uint8Array, start: number, end: number): void {
    this.#head.append(buffer, start, end)
  }

  /** Forgets the head of an interim response. */
  dropHead(): void {
    this.#head.length = 0
  }

  appendBody(buffer: Uint8Array, start: number, end: number): void {
    if (this.bodyCut) return
    const room = this.#maxBodyBytes - this.#body.length
    const stop = end - start > room ? start + room : end
    if (stop < end) this.bodyCut = true
    if (stop > start && !this.#body.append(buffer, start, stop)) this.bodyCut = true
  }

  /** The raw bytes of the head, from the status line to the empty line. */
  head(): Uint8Array {
    const bytes = this.#head.view()
    let start = 0
    while (bytes[start] === CR || bytes[start] === LF) start++
    return bytes.subarray(start)
  }

  /** The body without its chunk framing, at most as much as the limit keeps. */
  body(): Uint8Array {
    return this.#body.view()
  }

  /**
   * All headers in their order, duplicates kept, names as the server wrote them, bytes read as Latin-1. A value over
   * several lines has a space between them (RFC 9112, section 5.2).
   */
  headers(): (readonly [name: string, value: string])[] {
    const text = Buffer.from(this.head()).toString('latin1').replace(FOLDS, ' ')
    const lines = text.split('\r\n').slice(1)
    return lines
      .filter((line) => line.includes(':'))
      .map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')] as const
      })
  }

  /** The value of the first header of that name, whatever its case. */
  headerValue(name: string): string | undefined {
    return this.headerValues(name)[0]
  }

  /** The values of all headers of that name, in their order. Of a list they are one value, with commas between. */
  headerValues(name: string): string[] {
    const wanted = name.toLowerCase()
    return this.headers().flatMap(([header, value]) => (header.toLowerCase() === wanted ? [value] : []))
  }
}
