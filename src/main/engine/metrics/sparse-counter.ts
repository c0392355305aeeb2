/**
 * Counts by a small whole number (a status, an error number) of which only a few ever occur. Counting is one array
 * access; reading and resetting cost what was touched, not the range.
 *
 * Always holds: `#touched[0..#length)` are exactly the keys with a count above 0, in the order of their first count.
 */
export class SparseCounter {
  /** Keys are 0 to size - 1. */
  readonly size: number
  readonly #counts: Float64Array
  readonly #touched: Uint16Array
  #length = 0

  /** @param size at most 65,536 */
  constructor(size: number) {
    this.size = size
    this.#counts = new Float64Array(size)
    this.#touched = new Uint16Array(size)
  }

  /** How many different keys were counted. */
  get length(): number {
    return this.#length
  }

  /** @throws RangeError where the key lies outside the range or the count is not above 0 */
  add(key: number, count: number): void {
    const before = this.#counts[key]
    if (before === undefined || !(count > 0)) throw new RangeError(`cannot count ${count} at ${key}`)
    if (before === 0) this.#touched[this.#length++] = key
    this.#counts[key] = before + count
  }

  addAll(other: SparseCounter): void {
    for (let position = 0; position < other.#length; position++) {
      const key = other.#touched[position]!
      this.add(key, other.#counts[key]!)
    }
  }

  /** The key that was counted first, second, and so on. */
  keyAt(position: number): number {
    return this.#touched[position]!
  }

  countOf(key: number): number {
    return this.#counts[key] ?? 0
  }

  /** The counted keys in ascending order. */
  sortedKeys(): number[] {
    return Array.from(this.#touched.subarray(0, this.#length)).sort((a, b) => a - b)
  }

  reset(): void {
    for (let position = 0; position < this.#length; position++) this.#counts[this.#touched[position]!] = 0
    this.#length = 0
  }
}
