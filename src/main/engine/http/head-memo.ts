/** What a head says, once read. */
export interface HeadFacts {
  statusCode: number
  httpMajor: number
  httpMinor: number
  fields: number
  flags: number
  contentLength: number
}

/** Longer heads are read anew each time. */
const LARGEST_HEAD_BYTES = 2048
const WORD_BYTES = 4
/** After so many heads in a row that were not the remembered one, only every so many are remembered. */
const PATIENCE = 16
const RETRY_EVERY = 256

/**
 * The last head that was read. Under load most responses of a service begin with the same bytes as the one before, but
 * for a date that changes once a second; to find that out costs a tenth of reading the head again.
 *
 * Always holds: `facts` is what reading the first `length` bytes of the copy gives. It stands for no other bytes.
 */
export class HeadMemo {
  readonly facts: HeadFacts = {
    ...{ statusCode: 0, httpMajor: 0, httpMinor: 0 },
    ...{ fields: 0, flags: 0, contentLength: -1 }
  }
  length = 0
  readonly #bytes = new Uint8Array(LARGEST_HEAD_BYTES)
  readonly #words = new Int32Array(this.#bytes.buffer)
  #misses = 0
  /** The buffer that was compared last, in practice always the lane's receive buffer, and all words of its memory. */
  #seenIn: Uint8Array = this.#bytes
  #seen: Int32Array = this.#words

  /** Whether `buffer[start..end)` begins with the remembered head. */
  matches(buffer: Uint8Array, start: number, end: number): boolean {
    const { length } = this
    const offset = buffer.byteOffset + start
    if (length === 0 || end - start < length || offset % WORD_BYTES !== 0) return false
    if (this.#seenIn !== buffer) {
      this.#seenIn = buffer
      this.#seen = new Int32Array(buffer.buffer, 0, Math.floor(buffer.buffer.byteLength / WORD_BYTES))
    }
    const seen = this.#seen
    const words = this.#words
    const first = offset / WORD_BYTES
    const count = Math.floor(length / WORD_BYTES)
    for (let index = 0; index < count; index++) {
      if (seen[first + index] !== words[index]) return this.#missed()
    }
    for (let index = count * WORD_BYTES; index < length; index++) {
      if (buffer[start + index] !== this.#bytes[index]) return this.#missed()
    }
    this.#misses = 0
    return true
  }

  /** Whether `remember` is worth its copy for a head of this length. */
  wants(length: number): boolean {
    if (length > LARGEST_HEAD_BYTES) return false
    return this.#misses < PATIENCE || this.#misses % RETRY_EVERY === 0
  }

  /** Keeps a head that was read in one piece and without a fault; the caller then sets `facts`. */
  remember(buffer: Uint8Array, start: number, end: number): void {
    this.length = end - start
    for (let index = 0; index < this.length; index++) this.#bytes[index] = buffer[start + index]!
  }

  #missed(): false {
    this.#misses++
    return false
  }
}
