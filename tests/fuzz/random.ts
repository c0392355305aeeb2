/** A small random source that gives the same numbers for the same seed on every machine: sfc32. */
export class FuzzRandom {
  #a: number
  #b = 0x9e3779b9
  #c = 0x243f6a88
  #counter = 1

  constructor(seed: number) {
    this.#a = seed | 0
    for (let round = 0; round < 12; round++) this.#next()
  }

  /** An integer from 0 to `below - 1`; 0 where `below` is 0. */
  int(below: number): number {
    return Math.floor((this.#next() / 2 ** 32) * below)
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.int(times) === 0
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.int(items.length)]
    if (item === undefined) throw new RangeError('there is nothing to pick from')
    return item
  }

  /** Small numbers far more often than large ones, from 1 to `most`. */
  few(most: number): number {
    return 1 + this.int(1 + this.int(1 + this.int(most)))
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}

/** A seed that stands for the bytes, so that whatever a check chooses at random belongs to its input alone. */
export function seedOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
