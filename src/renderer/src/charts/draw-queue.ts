type Drawing = () => void

/**
 * Spreads drawings over frames, one for each: five charts that change in the same second must not become one long
 * frame. A drawing waits at most as many frames as there are others.
 */
class DrawQueue {
  readonly #waiting = new Set<Drawing>()
  #frame = 0

  /** Returns the function that takes the drawing back if it has not been drawn yet. */
  request(draw: Drawing): () => void {
    this.#waiting.add(draw)
    this.#schedule()
    return () => this.#waiting.delete(draw)
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#waiting.size === 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      const [next] = this.#waiting
      if (next !== undefined) {
        this.#waiting.delete(next)
        next()
      }
      this.#schedule()
    })
  }
}

/** The queue of this window. */
export const drawQueue = new DrawQueue()
