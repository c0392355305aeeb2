import type { Socket } from 'node:net'
import { streamBinding } from './stream-binding.ts'

/** The native side of a socket, as far as it is used here. */
export interface StreamHandle {
  /** Returns 0 or a negative error number of libuv. What is not taken at once completes later. */
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number
}

/** Node's object for a write that completes later; a write that is taken at once leaves it as it was. */
interface WriteRequest {
  oncomplete?: (status: number) => void
  /** Keeps the bytes until they are written. */
  buffer?: Uint8Array
}

/** What Node's stream classes themselves write with. */
interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest
  readonly streamBaseState: Int32Array
  readonly kLastWriteWasAsync: number
}

/** Who hears of the end of a write that was not taken at once. */
export interface WriteListener {
  /** @param status 0, or a negative error number of libuv */
  writeCompleted(status: number): void
}

/** The kernel has all bytes. */
export const WRITTEN = 0
/** The kernel took a part: the listener hears of the end. */
export const PENDING = 1

/**
 * Writes to TCP sockets without the machinery of `Writable`, which makes four objects and a tick of the event loop of
 * each write: that is most of what a request costs outside of the kernel. `socket.write` ends in the same call, with
 * the same object. docs/decisions/0006-direct-writes.md says what is taken for granted and what happens if it is not.
 */
export class DirectWrites {
  readonly #binding: StreamBinding
  /** One for all sockets: a write that is taken at once does not keep it. */
  #request: WriteRequest

  /** Null in a runtime that is not built as expected: then `socket.write` has to do. */
  static create(binding: unknown = streamBinding()): DirectWrites | null {
    return isStreamBinding(binding) ? new DirectWrites(binding) : null
  }

  private constructor(binding: StreamBinding) {
    this.#binding = binding
    this.#request = new binding.WriteWrap()
  }

  /** What a connected socket is written through; null where it has nothing of the kind. */
  handleOf(socket: Socket): StreamHandle | null {
    const handle: unknown = Reflect.get(socket, '_handle')
    return isStreamHandle(handle) ? handle : null
  }

  /** Returns WRITTEN, PENDING, or a negative error number of libuv: then nothing was written and nobody hears of it. */
  write(handle: StreamHandle, bytes: Uint8Array, listener: WriteListener): number {
    const { streamBaseState, kLastWriteWasAsync, WriteWrap } = this.#binding
    const request = this.#request
    const status = handle.writeBuffer(request, bytes)
    if (status !== 0) return status
    if (streamBaseState[kLastWriteWasAsync] === 0) return WRITTEN
    this.#request = new WriteWrap()
    request.buffer = bytes
    request.oncomplete = (completed) => listener.writeCompleted(completed)
    return PENDING
  }
}

function isStreamBinding(value: unknown): value is StreamBinding {
  if (typeof value !== 'object' || value === null) return false
  const { WriteWrap, streamBaseState, kLastWriteWasAsync } = value as Partial<StreamBinding>
  return (
    typeof WriteWrap === 'function' &&
    streamBaseState instanceof Int32Array &&
    typeof kLastWriteWasAsync === 'number' &&
    kLastWriteWasAsync < streamBaseState.length
  )
}

function isStreamHandle(value: unknown): value is StreamHandle {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'writeBuffer') === 'function'
  )
}
