const SMALLEST_BYTES = 4096
const MOST_FREE = 16

/**
 * The buffers of a lane that are at home. A buffer leaves with `obtain`, is read as a frame and is put back when the
 * recorder has returned it: fresh buffers every second make the resident memory grow without end.
 *
 * Sizes are powers of two, so that a returned buffer fits again when a second is a little busier than the last.
 */
export class FrameBufferPool {
  readonly #free: SharedArrayBuffer[] = []

  /** The smallest free buffer of at least so many bytes, or a new one. */
  obtain(minBytes: number): SharedArrayBuffer {
    let best = -1
    for (const [index, buffer] of this.#free.entries()) {
      const smaller = best < 0 || buffer.byteLength < this.#free[best]!.byteLength
      if (buffer.byteLength >= minBytes && smaller) best = index
    }
    const [found] = best < 0 ? [] : this.#free.splice(best, 1)
    return found ?? new SharedArrayBuffer(Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(minBytes))))
  }

  /** The recorder is done with it. */
  putBack(buffer: SharedArrayBuffer): void {
    this.#free.push(buffer)
    if (this.#free.length <= MOST_FREE) return
    this.#free.sort((a, b) => a.byteLength - b.byteLength).shift()
  }
}
