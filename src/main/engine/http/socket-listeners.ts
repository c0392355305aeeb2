import type { Socket } from 'node:net'

export type SocketEvent = 'connect' | 'secureConnect' | 'error' | 'end' | 'close'

/** Who hears what happens to a socket. */
export interface SocketListener {
  /** `error` is null for every event but `error`. */
  socketReported(socket: Socket, event: SocketEvent, error: NodeJS.ErrnoException | null): void
}

const LISTENER = Symbol('listener')

/** A socket that knows its listener. */
interface HeardSocket extends Socket {
  [LISTENER]?: SocketListener
}

/**
 * Passes a socket's events on to its listener. The functions are the same for all sockets: five closures for each of
 * ten thousand connections would be as large as the rest of a connection.
 */
export function listen(socket: Socket, listener: SocketListener, isTls: boolean): void {
  handOver(socket, listener)
  socket.on('connect', onConnect)
  if (isTls) socket.on('secureConnect', onSecureConnect)
  socket.on('error', onError)
  socket.on('end', onEnd)
  socket.on('close', onClose)
}

/** From now on `listener` hears what happens to the socket, whoever did before. */
export function handOver(socket: Socket, listener: SocketListener): void {
  const heard: HeardSocket = socket
  heard[LISTENER] = listener
}

/** What happens to the socket is of no interest any more: another stands for it. */
export function silence(socket: Socket): void {
  const heard: HeardSocket = socket
  delete heard[LISTENER]
}

function onConnect(this: HeardSocket): void {
  this[LISTENER]?.socketReported(this, 'connect', null)
}

function onSecureConnect(this: HeardSocket): void {
  this[LISTENER]?.socketReported(this, 'secureConnect', null)
}

function onError(this: HeardSocket, error: NodeJS.ErrnoException): void {
  this[LISTENER]?.socketReported(this, 'error', error)
}

function onEnd(this: HeardSocket): void {
  this[LISTENER]?.socketReported(this, 'end', null)
}

function onClose(this: HeardSocket): void {
  this[LISTENER]?.socketReported(this, 'close', null)
}
