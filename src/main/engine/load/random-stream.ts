const GOLDEN = 0x9e3779b9
const TWO_32 = 0x1_0000_0000
const TWO_53 = 0x20_0000_0000_0000

/**
 * Numbers between 0 and 1 that look random and are always the same for the same seed: xoshiro128** of Blackman and
 * Vigna (period 2^128 - 1), its state filled by a counter through the finaliser of MurmurHash3. Allocates nothing.
 */
export class RandomStream {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed a whole number of 0 or more; @param stream tells the streams of one seed apart */
  constructor(seed: number, stream: number) {
    let counter = mix(seed % TWO_32) ^ mix(Math.floor(seed / TWO_32) + GOLDEN) ^ mix(stream + 2 * GOLDEN)
    const next = (): number => mix((counter = (counter + GOLDEN) | 0))
    this.#a = next()
    this.#b = next()
    this.#c = next()
    // A state of zeros alone would stay zero.
    this.#d = next() | 1
  }

  /** Above 0 and at most 1, in steps of 2^-53: safe for a logarithm. */
  next(): number {
    const high = this.#word() >>> 5
    const low = this.#word() >>> 6
    return (high * 0x4000000 + low + 1) / TWO_53
  }

  /** 32 bits as a signed number. */
  #word(): number {
    const five = Math.imul(this.#b, 5)
    const result = Math.imul((five << 7) | (five >>> 25), 9)
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }
}

function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
