import { requestErrorNumber } from '../../../shared/error-codes.ts'
import { BodyFile } from './body-file.ts'
import { PENDING, WRITTEN, type WriteListener } from './direct-writes.ts'
import { REPORTED_BY_SOCKET } from './socket-write.ts'
import type { StreamedBody } from './streamed-body.ts'
import type { UploadBuffers } from './upload-buffers.ts'

const BODY_FILE_CHANGED = requestErrorNumber('body_file_changed')
const WRITE_FAILED = requestErrorNumber('write_failed')

/** The connection that a body is sent over. */
export interface UploadCarrier {
  /** Returns WRITTEN, PENDING or a negative number, as `DirectWrites.write` does. */
  writeBytes(bytes: Uint8Array, listener: WriteListener): number
  /** So many bytes more were handed to the kernel. */
  uploadProgressed(bytes: number): void
  /** All of the body was. */
  uploadEnded(): void
  /** The upload cannot go on, and has let go of everything. */
  uploadFailed(error: number): void
}

/**
 * Sends the head of one request and a body that is not in memory: reads a piece, writes it, and reads the next once the
 * kernel has taken it, so that a service that takes nothing holds up the reading.
 *
 * Always holds: at most one read or write is under way, and the buffer is given back when the last of them has ended.
 * After the end, a failure or `cancel` the carrier hears nothing more.
 */
export class Upload implements WriteListener {
  readonly #carrier: UploadCarrier
  readonly #pieces: StreamedBody['pieces']
  readonly #buffers: UploadBuffers
  #buffer: Buffer | null = null
  /** Index of the piece that is sent, and how much of it was read. */
  #piece = 0
  #position = 0
  /** The bytes of the write that is under way, 0 without one. */
  #pendingBytes = 0
  #reading = false
  #over = false

  constructor(carrier: UploadCarrier, body: StreamedBody, buffers: UploadBuffers) {
    this.#carrier = carrier
    this.#pieces = body.pieces
    this.#buffers = buffers
  }

  start(head: Uint8Array): void {
    if (this.#write(head)) this.#next()
  }

  /** Sends nothing more. */
  cancel(): void {
    this.#over = true
    this.#release()
  }

  writeCompleted(status: number): void {
    const bytes = this.#pendingBytes
    this.#pendingBytes = 0
    if (this.#over) this.#release()
    else if (status === REPORTED_BY_SOCKET) this.cancel()
    else if (status !== 0) this.#fail(WRITE_FAILED)
    else {
      this.#carrier.uploadProgressed(bytes)
      this.#next()
    }
  }

  #next(): void {
    for (;;) {
      const piece = this.#pieces[this.#piece]
      if (piece === undefined) {
        this.cancel()
        this.#carrier.uploadEnded()
        return
      }
      if (piece instanceof BodyFile) {
        this.#read(piece)
        return
      }
      this.#piece++
      if (!this.#write(piece)) return
    }
  }

  /** False when it goes on later or not at all. */
  #write(bytes: Uint8Array): boolean {
    this.#pendingBytes = bytes.length
    const status = this.#carrier.writeBytes(bytes, this)
    if (status === PENDING) return false
    this.#pendingBytes = 0
    if (status !== WRITTEN) {
      this.#fail(WRITE_FAILED)
      return false
    }
    this.#carrier.uploadProgressed(bytes.length)
    return true
  }

  /** At the end of the file asks for one byte more: a file that has grown shall not pass for whole. */
  #read(file: BodyFile): void {
    this.#buffer ??= this.#buffers.take()
    const room = this.#buffer.length - 1
    const rest = file.byteLength - this.#position
    this.#reading = true
    file.read(this.#buffer, rest <= room ? rest + 1 : room, this.#position, this.#readDone)
  }

  readonly #readDone = (bytes: number): void => {
    this.#reading = false
    if (this.#over) {
      this.#release()
      return
    }
    const file = this.#pieces[this.#piece]
    const rest = file === undefined ? 0 : file.byteLength - this.#position
    if (bytes < 0 || bytes > rest || (bytes === 0 && rest > 0)) {
      this.#fail(BODY_FILE_CHANGED)
      return
    }
    this.#position += bytes
    if (bytes === rest) {
      this.#piece++
      this.#position = 0
    }
    const buffer = this.#buffer
    if (bytes === 0 || buffer === null || this.#write(buffer.subarray(0, bytes))) this.#next()
  }

  #fail(error: number): void {
    this.cancel()
    this.#carrier.uploadFailed(error)
  }

  #release(): void {
    if (this.#buffer === null || this.#reading || this.#pendingBytes > 0) return
    this.#buffers.giveBack(this.#buffer)
    this.#buffer = null
  }
}
