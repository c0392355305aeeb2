import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import {
  PENDING,
  WRITTEN,
  type DirectWrites,
  type StreamHandle,
  type WriteListener
} from './direct-writes.ts'

const NOTHING = Buffer.alloc(0)

/** How a write through a stream ends that failed: the socket itself reports the reason. No error number of libuv. */
export const REPORTED_BY_SOCKET = Number.MIN_SAFE_INTEGER

/**
 * Writes to a connected socket, which must have no other write under way. Nearly always the kernel takes all at once; a
 * write callback would come a tick too late.
 *
 * @param handle what it is written through past its stream; null where it has to be its stream
 * @returns WRITTEN, PENDING, or a negative error number of libuv: then nothing was written and nobody hears of it
 */
export function writeToSocket(
  directWrites: DirectWrites | null,
  socket: Socket,
  handle: StreamHandle | null,
  bytes: Uint8Array,
  listener: WriteListener
): number {
  if (handle !== null && directWrites !== null) return directWrites.write(handle, bytes, listener)
  if (socket instanceof TLSSocket) {
    socket.write(bytes, (error) => ended(error, listener))
    return PENDING
  }
  // A callback costs a tick for each request. Where the kernel does not take all at once, an empty write behind the
  // bytes tells when it has.
  socket.write(bytes)
  if (socket.writableLength === 0) return WRITTEN
  socket.write(NOTHING, (error) => ended(error, listener))
  return PENDING
}

function ended(error: Error | null | undefined, listener: WriteListener): void {
  listener.writeCompleted(error == null ? 0 : REPORTED_BY_SOCKET)
}
