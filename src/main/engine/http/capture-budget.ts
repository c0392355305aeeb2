/**
 * What the large bodies that one client keeps may take together. A few responses of any size that is kept at all are
 * looked into at a time; a thousand virtual users whose service never stops sending do not fill the memory.
 */
export class CaptureBudget {
  #leftBytes: number

  constructor(bytes: number) {
    this.#leftBytes = bytes
  }

  /** False where there is no room for so many more; nothing is taken then. */
  take(bytes: number): boolean {
    if (bytes > this.#leftBytes) return false
    this.#leftBytes -= bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#leftBytes += bytes
  }
}
