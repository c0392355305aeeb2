import { FieldValueScanner, NOTED_FIELDS, PLAIN_FIELD, STEERING_FIELDS } from './field-value-scanner.ts'
import type { HeadMemo } from './head-memo.ts'
import type { ResponseFault } from './response-parser-errors.ts'
import { TOKEN_BYTES } from './token-bytes.ts'
import { NO_MATCH, WORD_START, buildWordTrie } from './word-trie.ts'

const FIELD_NAMES = buildWordTrie(STEERING_FIELDS)

// What the next byte of the head is, in the order of the grammar (RFC 9112, sections 4 and 5).
const BEFORE_START = 0
const STATUS_LINE = 1
const AFTER_STATUS_CODE = 2
const REASON = 3
const STATUS_LINE_LF = 4
const FIELD_START = 5
const FIELD_NAME = 6
const BEFORE_VALUE = 7
const PLAIN_VALUE = 8
const STEERING_VALUE = 9
const FIELD_LF = 10
const HEAD_LF = 11

const HTAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const ZERO = 48
const NINE = 57
const COLON = 58
const DELETE = 127

/** `HTTP/d.d ddd`, where d is a digit. */
const STATUS_LINE_START = [72, 84, 84, 80, 47, ZERO, 46, ZERO, SPACE, ZERO, ZERO, ZERO] as const

function isKnownVersion(major: number, minor: number): boolean {
  return (major === 1 && minor <= 1) || (major === 2 && minor === 0) || (major === 0 && minor === 9)
}

/**
 * Reads the head of a response, or the trailers of a chunked one, byte by byte and resumes at any byte. Only the headers
 * that steer the parser or are noted are recognised; all others are checked against the grammar and passed over.
 */
export class HeadScanner {
  /** Whether the empty line at the end has been read. */
  done = false
  fault: ResponseFault | null = null
  statusCode = 0
  httpMajor = 0
  httpMinor = 0
  /** Bytes read since `begin`: all heads and trailers of one response. */
  bytes = 0

  readonly #maxBytes: number
  readonly #maxFields: number
  readonly #memo: HeadMemo
  readonly #value = new FieldValueScanner()
  #state = BEFORE_START
  #position = 0
  #nameState = WORD_START
  #kind = PLAIN_FIELD
  #fields = 0
  /** Of them those that stand in the head before the trailers. */
  #fieldsBefore = 0

  /** @param memo may be shared by all scanners with the same limits */
  constructor(maxBytes: number, maxFields: number, memo: HeadMemo) {
    this.#memo = memo
    this.#maxBytes = maxBytes
    this.#maxFields = maxFields
  }

  /** Whether the next byte is the first one of a head. */
  get atStart(): boolean {
    return this.#state === BEFORE_START
  }

  /** The flags of FieldValueScanner. */
  get flags(): number {
    return this.#value.flags
  }

  get contentLength(): number {
    return this.#value.contentLength
  }

  /** Starts with the first head of a response. */
  begin(): void {
    this.bytes = 0
    this.beginNext()
  }

  /** Starts with the head that follows an interim one; its bytes count on. */
  beginNext(): void {
    this.done = false
    this.fault = null
    this.statusCode = 0
    this.#state = BEFORE_START
    this.#fields = 0
    this.#fieldsBefore = 0
    this.#value.beginHead()
  }

  /** Starts with the trailers; bytes, header lines and flags count on. */
  beginTrailers(): void {
    this.done = false
    this.#fieldsBefore = this.#fields
    this.#state = FIELD_START
  }

  /** Reads up to the end of the head and returns where it stopped: behind the head, at a fault or at `end`. */
  scan(buffer: Uint8Array, start: number, end: number): number {
    const isFresh = this.#state === BEFORE_START && this.bytes === 0
    if (isFresh && this.#memo.matches(buffer, start, end)) return this.#recall(start)
    const at = this.#read(buffer, start, end)
    if (isFresh && this.done && this.fault === null) this.#memorise(buffer, start, at)
    return at
  }

  /** The head is the remembered one: takes over what it says. */
  #recall(start: number): number {
    const { facts, length } = this.#memo
    this.statusCode = facts.statusCode
    this.httpMajor = facts.httpMajor
    this.httpMinor = facts.httpMinor
    this.#fields = facts.fields
    this.#value.flags = facts.flags
    this.#value.contentLength = facts.contentLength
    this.bytes = length
    this.done = true
    return start + length
  }

  #memorise(buffer: Uint8Array, start: number, end: number): void {
    const memo = this.#memo
    if (!memo.wants(end - start)) return
    memo.remember(buffer, start, end)
    memo.facts.statusCode = this.statusCode
    memo.facts.httpMajor = this.httpMajor
    memo.facts.httpMinor = this.httpMinor
    memo.facts.fields = this.#fields
    memo.facts.flags = this.#value.flags
    memo.facts.contentLength = this.#value.contentLength
  }

  #read(buffer: Uint8Array, start: number, end: number): number {
    const room = this.#maxBytes - this.bytes
    const stop = end - start > room ? start + room : end
    let at = start
    if (this.#state <= STATUS_LINE_LF) at = this.#scanStatusLine(buffer, at, stop)
    if (at < stop && this.fault === null) at = this.#scanFields(buffer, at, stop)
    this.bytes += at - start
    if (stop < end && !this.done && this.fault === null) this.fault = 'http_head_too_large'
    return at
  }

  #scanStatusLine(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    if (this.#state === BEFORE_START) {
      while (at < end && (buffer[at] === CR || buffer[at] === LF)) at++
      if (at === end) return at
      this.#position = 0
      this.#state = STATUS_LINE
    }
    if (this.#state === STATUS_LINE) {
      at = this.#scanStatusLineStart(buffer, at, end)
      if (at === end || this.fault !== null) return at
    }
    if (this.#state === AFTER_STATUS_CODE) {
      const byte = buffer[at]
      if (byte === SPACE) this.#state = REASON
      else if (byte === CR) this.#state = STATUS_LINE_LF
      else return this.#fail(byte === LF ? 'http_invalid_status_line' : 'http_invalid_status_code', at)
      at++
    }
    if (this.#state === REASON) {
      while (at < end && buffer[at] !== CR && buffer[at] !== LF) at++
      if (at === end) return at
      if (buffer[at] === LF) return this.#fail('http_invalid_status_line', at)
      this.#state = STATUS_LINE_LF
      at++
    }
    if (at === end) return at
    if (buffer[at] !== LF) return this.#fail('http_invalid_status_line', at)
    this.#state = FIELD_START
    return at + 1
  }

  #scanStatusLineStart(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    let position = this.#position
    for (; at < end && position < STATUS_LINE_START.length; at++, position++) {
      const byte = buffer[at]!
      const expected = STATUS_LINE_START[position]!
      if (expected === ZERO ? byte < ZERO || byte > NINE : byte !== expected) {
        return this.#fail(
          position < 5
            ? 'http_invalid_protocol'
            : position < 9
              ? 'http_invalid_version'
              : 'http_invalid_status_code',
          at
        )
      }
      if (position >= 9) {
        this.statusCode = this.statusCode * 10 + byte - ZERO
        if (this.statusCode === 0) return this.#fail('http_invalid_status_code', at)
      } else if (position === 5) {
        this.httpMajor = byte - ZERO
      } else if (position === 7) {
        this.httpMinor = byte - ZERO
        if (!isKnownVersion(this.httpMajor, this.httpMinor)) return this.#fail('http_invalid_version', at)
      }
    }
    this.#position = position
    if (position === STATUS_LINE_START.length) this.#state = AFTER_STATUS_CODE
    return at
  }

  /** The states stand in the order of the grammar, so that a whole header line passes through without a jump. */
  #scanFields(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    let state = this.#state
    while (at < end) {
      if (state === FIELD_START) {
        if (buffer[at] === CR) {
          this.#state = HEAD_LF
          return this.#scanHeadLf(buffer, at + 1, end)
        }
        state = this.#beginLine(buffer[at]!)
        if (this.fault !== null) return at
      }
      if (state === FIELD_NAME) {
        at = this.#scanName(buffer, at, end)
        if (at === end || this.fault !== null) break
        at++
        state = BEFORE_VALUE
      }
      if (state === BEFORE_VALUE) {
        while (at < end && (buffer[at] === SPACE || buffer[at] === HTAB)) at++
        if (at === end) break
        state = this.#kind === PLAIN_FIELD ? PLAIN_VALUE : STEERING_VALUE
        if (state === STEERING_VALUE && buffer[at] === CR) this.#value.endEmpty()
      }
      if (state === PLAIN_VALUE) {
        while (at < end && (buffer[at]! >= SPACE || buffer[at] === HTAB) && buffer[at] !== DELETE) at++
      } else if (state === STEERING_VALUE) {
        at = this.#value.scan(buffer, at, end)
        if (this.#value.fault !== null) return this.#fail(this.#value.fault, at)
      } else if (state === HEAD_LF) {
        return this.#scanHeadLf(buffer, at, end)
      }
      if (state !== FIELD_LF) {
        if (at === end) break
        if (buffer[at] !== CR) return this.#failInValue(buffer[at]!, at)
        at++
        state = FIELD_LF
        if (at === end) break
      }
      if (buffer[at] !== LF) return this.#fail('http_invalid_line_end', at)
      at++
      state = FIELD_START
    }
    this.#state = state
    return at
  }

  /**
   * What the line that begins with `byte` begins with. One that begins with white space goes on with the value before it
   * (RFC 9112, section 5.2), but not with one that steers the parser: nobody shall read another length than we do.
   */
  #beginLine(byte: number): number {
    if (byte === SPACE || byte === HTAB) {
      if (this.#fields > this.#fieldsBefore && this.#kind === PLAIN_FIELD) return BEFORE_VALUE
      this.fault = 'http_folded_header'
    } else if (byte === LF) this.fault = 'http_invalid_line_end'
    else if (byte === COLON) this.fault = 'http_invalid_header_name'
    else if (++this.#fields > this.#maxFields) this.fault = 'http_too_many_headers'
    this.#nameState = WORD_START
    return FIELD_NAME
  }

  /** Reads up to the colon, without it. */
  #scanName(buffer: Uint8Array, start: number, end: number): number {
    let at = start
    let state = this.#nameState
    while (at < end && state !== NO_MATCH) {
      const next = FIELD_NAMES.next[(state << 8) | buffer[at]!]!
      if (next === NO_MATCH && buffer[at] === COLON) {
        this.#endName(FIELD_NAMES.wordAt[state]!)
        return at
      }
      state = next
      if (next !== NO_MATCH) at++
    }
    this.#nameState = state
    while (at < end && TOKEN_BYTES[buffer[at]!] === 1) at++
    if (at === end) return at
    if (buffer[at] !== COLON) return this.#fail('http_invalid_header_name', at)
    this.#endName(PLAIN_FIELD)
    return at
  }

  #endName(kind: number): void {
    if (kind >= NOTED_FIELDS) this.#value.note(kind)
    this.#kind = kind < NOTED_FIELDS ? kind : PLAIN_FIELD
    if (this.#kind === PLAIN_FIELD) return
    this.#value.beginField(kind)
    this.fault = this.#value.fault
  }

  #scanHeadLf(buffer: Uint8Array, at: number, end: number): number {
    if (at === end) return at
    if (buffer[at] !== LF) return this.#fail('http_invalid_line_end', at)
    this.done = true
    return at + 1
  }

  #failInValue(byte: number, at: number): number {
    return this.#fail(byte === LF ? 'http_invalid_line_end' : 'http_invalid_header_value', at)
  }

  #fail(fault: ResponseFault, at: number): number {
    this.fault = fault
    return at
  }
}
