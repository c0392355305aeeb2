import { streamBinding } from './stream-binding.ts'

/** What Node's stream classes themselves read with. */
interface ReadBinding {
  readonly streamBaseState: Int32Array
  readonly kReadBytesOrError: number
}

/** Who is given what a socket received. */
export interface ReadListener {
  /** `bytes` of `buffer` are filled; they are gone when this returns. */
  bytesRead(bytes: number, buffer: Uint8Array): void
}

const LISTENER = Symbol('listener')
const NODES_OWN = Symbol("Node's own")

/** The native side of a socket as Node calls it: with `this` and, for a socket with a buffer of its own, nothing else. */
interface ReadHandle {
  onread: (this: ReadHandle, bytes: unknown) => void
  [LISTENER]?: ReadListener
  [NODES_OWN]?: (this: ReadHandle, bytes: unknown) => void
}

/**
 * Takes what TCP sockets with one buffer receive past their stream, which looks for its buffer, timer and callback with
 * each read. Everything but bytes, so the end and errors, still goes to the stream.
 */
export class DirectReads {
  readonly #onRead: (this: ReadHandle, bytes: unknown) => void

  /**
   * Null in a runtime that is not built as expected: then the stream's own callback has to do.
   *
   * @param buffer the one that the sockets were given
   */
  static create(buffer: Uint8Array, binding: unknown = streamBinding()): DirectReads | null {
    return isReadBinding(binding) ? new DirectReads(buffer, binding) : null
  }

  private constructor(buffer: Uint8Array, { streamBaseState, kReadBytesOrError }: ReadBinding) {
    // One function for all sockets: one for each would be memory that many connections pay for.
    this.#onRead = function (bytes) {
      const count = streamBaseState[kReadBytesOrError] ?? 0
      if (count > 0) this[LISTENER]?.bytesRead(count, buffer)
      else this[NODES_OWN]?.call(this, bytes)
    }
  }

  /** From now on `listener` has the bytes of a connected socket's handle. False where the handle is of another kind. */
  take(handle: object, listener: ReadListener): boolean {
    if (!isReadHandle(handle)) return false
    handle[NODES_OWN] = handle.onread
    handle[LISTENER] = listener
    handle.onread = this.#onRead
    return true
  }
}

function isReadBinding(value: unknown): value is ReadBinding {
  if (typeof value !== 'object' || value === null) return false
  const { streamBaseState, kReadBytesOrError } = value as Partial<ReadBinding>
  return (
    streamBaseState instanceof Int32Array &&
    typeof kReadBytesOrError === 'number' &&
    kReadBytesOrError < streamBaseState.length
  )
}

function isReadHandle(handle: object): handle is ReadHandle {
  return typeof Reflect.get(handle, 'onread') === 'function'
}
