import type { ResponseFault } from './response-parser-errors.ts'
import { NO_MATCH, WORD_START, buildWordTrie } from './word-trie.ts'

export const PLAIN_FIELD = 0
const CONTENT_LENGTH_FIELD = 1
const TRANSFER_ENCODING_FIELD = 2

/**
 * The headers that are recognised; the position plus one is the kind of field, and 3 and 4 are kinds of Connection. The
 * values of those up to NOTED_FIELDS steer the parser. Of the others only the presence is noted.
 */
export const STEERING_FIELDS = [
  'content-length',
  'transfer-encoding',
  'connection',
  'proxy-connection',
  'set-cookie',
  'content-encoding'
] as const
/** The first kind of which only the presence matters. */
export const NOTED_FIELDS = 5

const CONTENT_LENGTH_FLAG = 1
export const TRANSFER_ENCODING_FLAG = 2
/** The last transfer coding is `chunked`. */
export const CHUNKED_FLAG = 4
export const CLOSE_FLAG = 8
export const KEEP_ALIVE_FLAG = 16
export const SET_COOKIE_FLAG = 32
export const CONTENT_ENCODING_FLAG = 64

const VALUE_WORDS = buildWordTrie(['close', 'keep-alive', 'chunked'])
const CLOSE_WORD = 1
const KEEP_ALIVE_WORD = 2
const CHUNKED_WORD = 3

/** A word has ended and only white space has followed; above every state of the trie. */
const AFTER_WORD = 255

const HTAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const COMMA = 44
const DELETE = 127
const ZERO = 48

/**
 * Reads the values of the headers that decide where a response ends and whether its connection lives on. All state is a
 * few integers, so a value may be split anywhere.
 */
export class FieldValueScanner {
  flags = 0
  /** -1 where there is no Content-Length. */
  contentLength = -1
  fault: ResponseFault | null = null
  #kind = PLAIN_FIELD
  #word = 0
  #state = WORD_START
  #digitsEnded = false

  beginHead(): void {
    this.flags = 0
    this.contentLength = -1
    this.fault = null
  }

  /** Prepares for the value of a steering header; `kind` is its position in STEERING_FIELDS plus one. */
  beginField(kind: number): void {
    this.#kind = kind
    this.#word = 0
    this.#state = WORD_START
    if (kind === CONTENT_LENGTH_FIELD) {
      if ((this.flags & TRANSFER_ENCODING_FLAG) !== 0) this.fault = 'http_length_and_encoding'
      else if ((this.flags & CONTENT_LENGTH_FLAG) !== 0) this.fault = 'http_duplicate_content_length'
      this.flags |= CONTENT_LENGTH_FLAG
      this.#digitsEnded = false
    } else if (kind === TRANSFER_ENCODING_FIELD) {
      if ((this.flags & CONTENT_LENGTH_FLAG) !== 0) this.fault = 'http_length_and_encoding'
      this.flags |= TRANSFER_ENCODING_FLAG
    }
  }

  /** A header of a kind from NOTED_FIELDS on is there, whatever its value. */
  note(kind: number): void {
    this.flags |= kind === NOTED_FIELDS ? SET_COOKIE_FLAG : CONTENT_ENCODING_FLAG
  }

  /** The value turned out to be empty. */
  endEmpty(): void {
    if (this.#kind === CONTENT_LENGTH_FIELD) this.fault = 'http_invalid_content_length'
    else if (this.#kind === TRANSFER_ENCODING_FIELD) this.fault = 'http_invalid_transfer_encoding'
  }

  /** Reads a value that is not empty up to the CR that ends it, without it, and returns where it stopped. */
  scan(buffer: Uint8Array, start: number, end: number): number {
    return this.#kind === CONTENT_LENGTH_FIELD
      ? this.#scanLength(buffer, start, end)
      : this.#scanList(buffer, start, end)
  }

  #scanLength(buffer: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = buffer[at]!
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9 && !this.#digitsEnded) {
        this.contentLength = (this.contentLength < 0 ? 0 : this.contentLength) * 10 + digit
        if (this.contentLength > Number.MAX_SAFE_INTEGER) {
          this.fault = 'http_invalid_content_length'
          return at
        }
      } else if (byte === SPACE || byte === HTAB) {
        this.#digitsEnded = true
      } else {
        if (byte !== CR) this.fault = 'http_invalid_content_length'
        return at
      }
    }
    return end
  }

  #scanList(buffer: Uint8Array, start: number, end: number): number {
    let state = this.#state
    for (let at = start; at < end; at++) {
      const byte = buffer[at]!
      if (byte === CR) {
        this.#endWord(state)
        return at
      }
      if (byte === COMMA) {
        this.#endWord(state)
        state = WORD_START
      } else if (byte === SPACE || byte === HTAB) {
        if (state !== WORD_START && state !== AFTER_WORD) {
          this.#word = VALUE_WORDS.wordAt[state]!
          state = AFTER_WORD
        }
      } else if (byte < SPACE || byte === DELETE) {
        this.fault = byte === LF ? 'http_invalid_line_end' : 'http_invalid_header_value'
        return at
      } else {
        state = state === AFTER_WORD ? NO_MATCH : VALUE_WORDS.next[(state << 8) | byte]!
      }
    }
    this.#state = state
    return end
  }

  #endWord(state: number): void {
    const word = state === AFTER_WORD ? this.#word : VALUE_WORDS.wordAt[state]!
    if (this.#kind === TRANSFER_ENCODING_FIELD) {
      // Several lines are one list: the last coding of the last line decides.
      if (word === CHUNKED_WORD) this.flags |= CHUNKED_FLAG
      else this.flags &= ~CHUNKED_FLAG
    } else if (word === CLOSE_WORD) this.flags |= CLOSE_FLAG
    else if (word === KEEP_ALIVE_WORD) this.flags |= KEEP_ALIVE_FLAG
  }
}
