/** From so many uploads at a time on, new ones get so many bytes to read into. */
const SIZES = [
  { from: 0, bytes: 256 * 1024 },
  { from: 64, bytes: 64 * 1024 },
  { from: 256, bytes: 16 * 1024 },
  { from: 1024, bytes: 4 * 1024 }
] as const

/**
 * The buffers that uploads of one lane read into, one for each upload under way. Each upload needs one of its own, or a
 * service that takes nothing would hold up the uploads to others. So the more there are, the smaller they become:
 * all together take at most 48 MiB, and 4 KiB for each upload beyond the 1024th.
 */
export class UploadBuffers {
  #uploads = 0
  /** Free ones by size, in the order of SIZES. */
  readonly #free: readonly Buffer[][] = SIZES.map(() => [])

  take(): Buffer {
    const uploads = this.#uploads++
    const wanted = SIZES.findLastIndex(({ from }) => uploads >= from)
    for (let index = 0; index <= wanted; index++) {
      const free = this.#free[index]?.pop()
      if (free !== undefined) return free
    }
    return Buffer.allocUnsafeSlow(SIZES[wanted]?.bytes ?? 0)
  }

  /** Nobody reads into it or writes from it any more. */
  giveBack(buffer: Buffer): void {
    this.#uploads--
    this.#free[SIZES.findIndex(({ bytes }) => bytes === buffer.length)]?.push(buffer)
  }
}
