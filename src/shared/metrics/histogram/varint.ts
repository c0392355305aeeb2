import { HistogramError } from './histogram-error.ts'

/**
 * HdrHistogram's LEB128 variant: seven bits a byte, lowest first, at most nine bytes for 64 bits. Values stay within
 * 2^53, for which eight bytes do, so that a ninth byte is refused as too large.
 */
const MAX_BYTES = 8

/**
 * Writes variable-length integers one after the other. Writes past the end of the target are lost, as a typed array
 * loses them, and `position` tells: compare it with the target's length once at the end.
 */
export class VarintWriter {
  readonly #target: Uint8Array
  position: number

  constructor(target: Uint8Array, position: number) {
    this.#target = target
    this.position = position
  }

  /** @param value an integer from 0 to 2^53-1 */
  write(value: number): void {
    let rest = value
    while (rest > 0x7fff_ffff) {
      this.#target[this.position++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    while (rest > 0x7f) {
      this.#target[this.position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#target[this.position++] = rest
  }
}

/** Reads what VarintWriter wrote, up to `end`. */
export class VarintReader {
  readonly #source: Uint8Array
  readonly end: number
  position: number

  constructor(source: Uint8Array, position: number, end: number) {
    this.#source = source
    this.position = position
    this.end = Math.min(end, source.length)
  }

  /** @throws HistogramError histogram_truncated, histogram_too_large for a value over 2^53-1 */
  read(): number {
    if (this.position >= this.end) throw truncated()
    const first = this.#source[this.position++]!
    return first < 0x80 ? first : this.#readMore(first & 0x7f)
  }

  #readMore(low: number): number {
    let value = low
    let weight = 0x80
    for (let length = 1; length < MAX_BYTES; length++) {
      if (this.position >= this.end) throw truncated()
      const byte = this.#source[this.position++]!
      value += (byte & 0x7f) * weight
      if (byte < 0x80) return requireSafe(value)
      weight *= 0x80
    }
    throw tooLarge()
  }
}

/** How many bytes the value takes. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) length++
  return length
}

function requireSafe(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER) throw tooLarge()
  return value
}

function truncated(): HistogramError {
  return new HistogramError('histogram_truncated', 'the histogram ends in the middle of a number')
}

function tooLarge(): HistogramError {
  return new HistogramError('histogram_too_large', 'the histogram holds a number over 2^53-1')
}
