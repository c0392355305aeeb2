import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs'

/**
 * A file that is sent as a body or a part of one, open as long as its lane runs: what is sent is the file that was
 * there at the start, also when another has taken its name.
 */
export class BodyFile {
  /** Absolute. */
  readonly path: string
  /** As it was when it was opened. */
  readonly byteLength: number
  readonly #descriptor: number
  /** Reads that are under way: until the last has ended the descriptor must not go to another file. */
  #reads = 0
  #closed = false
  #bytes: Buffer | null = null

  /** Opens the file; throws the system's error. */
  constructor(path: string) {
    this.path = path
    this.#descriptor = openSync(path, 'r')
    this.byteLength = fstatSync(this.#descriptor).size
  }

  /** All of it, read once. Throws an Error when it has become shorter or cannot be read. */
  bytes(): Buffer {
    if (this.#bytes !== null) return this.#bytes
    const bytes = Buffer.allocUnsafeSlow(this.byteLength)
    let end = 0
    while (end < bytes.length) {
      const count = readSync(this.#descriptor, bytes, end, bytes.length - end, end)
      if (count === 0) throw new Error(`the file ${this.path} has become shorter`)
      end += count
    }
    this.#bytes = bytes
    return bytes
  }

  /**
   * Reads up to `length` bytes into the start of `target` from `position` of the file.
   *
   * @param done gets the number of bytes, 0 at the end of the file, -1 where it cannot be read
   */
  read(target: Uint8Array, length: number, position: number, done: (bytes: number) => void): void {
    this.#reads++
    read(this.#descriptor, target, 0, length, position, (error, bytes) => {
      this.#reads--
      if (this.#closed && this.#reads === 0) closeSync(this.#descriptor)
      done(error === null ? bytes : -1)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#reads === 0) closeSync(this.#descriptor)
  }
}
