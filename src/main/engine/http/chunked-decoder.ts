import type { ResponseFault } from './response-parser-errors.ts'
import { TOKEN_BYTES } from './token-bytes.ts'

// What the next byte of the framing is (RFC 9112, section 7.1).
const FIRST_SIZE_DIGIT = 0
const SIZE = 1
const EXTENSION_START = 2
const EXTENSION_NAME = 3
const AFTER_EXTENSION_NAME = 4
const BEFORE_EXTENSION_VALUE = 5
const EXTENSION_VALUE = 6
const QUOTED_VALUE = 7
const QUOTED_PAIR = 8
const AFTER_QUOTED_VALUE = 9
/** White space behind a size, an extension without a value or a value: only another extension may follow. */
const BEFORE_EXTENSION = 10
const SIZE_LF = 11
const DATA_CR = 12
const DATA_LF = 13

const HTAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const SEMICOLON = 59
const EQUALS = 61
const BACKSLASH = 92
const DELETE = 127

const MAX_SIZE_DIGITS = 16

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === HTAB
}

/** Text of a quoted string: a tab, or anything but a control character. */
function isText(byte: number): boolean {
  return (byte >= SPACE || byte === HTAB) && byte !== DELETE
}

/**
 * Reads the framing of the chunked transfer coding: sizes, extensions and line ends. The data between are the caller's:
 * while `dataBytesLeft` is above 0 that many bytes are data, and the caller counts it down to 0 before it scans on.
 */
export class ChunkedDecoder {
  dataBytesLeft = 0
  /** Whether the line of the chunk of size 0 has been read; trailers follow. */
  lastChunkRead = false
  fault: ResponseFault | null = null

  readonly #maxExtensionBytes: number
  #state = FIRST_SIZE_DIGIT
  #size = 0
  #digits = 0
  #extensionBytes = 0

  constructor(maxExtensionBytes: number) {
    this.#maxExtensionBytes = maxExtensionBytes
  }

  begin(): void {
    this.dataBytesLeft = 0
    this.lastChunkRead = false
    this.fault = null
    this.#state = FIRST_SIZE_DIGIT
    this.#extensionBytes = 0
  }

  /** Reads framing and returns where it stopped: before data, behind the last chunk's line, at a fault or at `end`. */
  scan(buffer: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = buffer[at]!
      const state = this.#state
      if (state >= EXTENSION_START && state <= BEFORE_EXTENSION) this.#readExtension(byte)
      else if (state <= SIZE) this.#readSize(byte)
      else if (state === SIZE_LF) {
        if (byte === LF) return this.#endSizeLine(at + 1)
        this.fault = 'http_invalid_line_end'
      } else if (state === DATA_CR && byte === CR) this.#state = DATA_LF
      else if (state === DATA_LF && byte === LF) this.#state = FIRST_SIZE_DIGIT
      else this.fault = 'http_invalid_chunk_end'
      if (this.fault !== null) return at
    }
    return end
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte)
    if (digit >= 0) {
      this.#size = this.#state === FIRST_SIZE_DIGIT ? digit : this.#size * 16 + digit
      this.#digits = this.#state === FIRST_SIZE_DIGIT ? 1 : this.#digits + 1
      this.#state = SIZE
      if (this.#digits > MAX_SIZE_DIGITS || this.#size > Number.MAX_SAFE_INTEGER) {
        this.fault = 'http_invalid_chunk_size'
      }
    } else if (this.#state === SIZE && byte === CR) this.#state = SIZE_LF
    else if (this.#state === SIZE && byte === SEMICOLON) this.#state = EXTENSION_START
    else if (this.#state === SIZE && isBlank(byte)) this.#state = BEFORE_EXTENSION
    else
      this.fault = byte === LF && this.#state === SIZE ? 'http_invalid_line_end' : 'http_invalid_chunk_size'
  }

  #endSizeLine(at: number): number {
    if (this.#size === 0) this.lastChunkRead = true
    this.dataBytesLeft = this.#size
    this.#state = DATA_CR
    return at
  }

  #readExtension(byte: number): void {
    if (++this.#extensionBytes > this.#maxExtensionBytes) {
      this.fault = 'http_chunk_extensions_too_large'
      return
    }
    switch (this.#state) {
      case QUOTED_VALUE:
        if (byte === QUOTE) this.#state = AFTER_QUOTED_VALUE
        else if (byte === BACKSLASH) this.#state = QUOTED_PAIR
        else if (!isText(byte)) this.fault = 'http_invalid_chunk_extension'
        return
      case QUOTED_PAIR:
        this.#state = QUOTED_VALUE
        if (!isText(byte)) this.fault = 'http_invalid_chunk_extension'
        return
      case AFTER_QUOTED_VALUE:
      case BEFORE_EXTENSION:
        this.#readExtensionEnd(byte)
        return
      case AFTER_EXTENSION_NAME:
        if (byte === EQUALS) this.#state = BEFORE_EXTENSION_VALUE
        else if (!isBlank(byte)) {
          this.#state = BEFORE_EXTENSION
          this.#readExtensionEnd(byte)
        }
        return
      case BEFORE_EXTENSION_VALUE:
        if (isBlank(byte)) return
        this.#state = EXTENSION_VALUE
        break
      case EXTENSION_START:
        if (isBlank(byte)) return
        if (byte === CR) {
          this.fault = 'http_invalid_chunk_extension'
          return
        }
        this.#state = EXTENSION_NAME
    }
    if (TOKEN_BYTES[byte] === 1) return
    if (this.#state === EXTENSION_NAME && isBlank(byte)) this.#state = AFTER_EXTENSION_NAME
    else if (byte === EQUALS && this.#state === EXTENSION_NAME) this.#state = BEFORE_EXTENSION_VALUE
    else if (byte === QUOTE && this.#state === EXTENSION_VALUE) this.#state = QUOTED_VALUE
    else this.#readExtensionEnd(byte)
  }

  #readExtensionEnd(byte: number): void {
    if (byte === SEMICOLON) this.#state = EXTENSION_START
    else if (isBlank(byte)) this.#state = BEFORE_EXTENSION
    else if (byte === CR && this.#state !== BEFORE_EXTENSION) this.#state = SIZE_LF
    else this.fault = byte === LF ? 'http_invalid_line_end' : 'http_invalid_chunk_extension'
  }
}
