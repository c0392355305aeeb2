/** No mutation makes a longer input. */
const LARGEST_INPUT = 8192
const HEADER_WORDS = 2

/** The input that a thread is checking, readable from outside while the thread is busy with it. */
export class CaseBoard {
  readonly memory: SharedArrayBuffer
  readonly #header: Int32Array
  readonly #bytes: Uint8Array
  #seenCases = -1
  #seenAtMs = 0

  constructor(memory = new SharedArrayBuffer(HEADER_WORDS * 4 + LARGEST_INPUT)) {
    this.memory = memory
    this.#header = new Int32Array(memory, 0, HEADER_WORDS)
    this.#bytes = new Uint8Array(memory, HEADER_WORDS * 4)
  }

  /** Called by the thread before each case. */
  put(input: Uint8Array): void {
    this.#bytes.set(input)
    Atomics.store(this.#header, 1, input.length)
    Atomics.add(this.#header, 0, 1)
  }

  /** Cases begun so far. */
  get cases(): number {
    return Atomics.load(this.#header, 0)
  }

  input(): Buffer {
    return Buffer.from(this.#bytes.slice(0, Atomics.load(this.#header, 1)))
  }

  /** How long the case of now has been under way, as far as the calls of this function can tell. */
  msSinceProgress(nowMs: number): number {
    if (this.cases !== this.#seenCases) {
      this.#seenCases = this.cases
      this.#seenAtMs = nowMs
    }
    return nowMs - this.#seenAtMs
  }
}
