import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TlsOptions } from 'node:tls'

/** One request as the server read it, with the means to answer as well or as badly as a test wants. */
export interface ServerRequest {
  readonly socket: Socket
  /** Request line, headers and body, as Latin-1 text. */
  readonly text: string
  /** Counted from 1 on each connection. */
  readonly numberOnConnection: number
  /** Counted from 1 over all connections. */
  readonly connectionNumber: number
}

export interface ScriptedServerOptions {
  readonly tls?: TlsOptions
  /** The address to listen at, 127.0.0.1 by default. */
  readonly host?: string
  /** A free one by default. */
  readonly port?: number
  /** The path of a Unix socket to listen at in place of an address. */
  readonly path?: string
  /** Called with each connection before anything is read from it. */
  readonly onConnection?: (socket: Socket) => void
  /** Called with each whole request; without it the server never answers. */
  readonly onRequest?: (request: ServerRequest) => void
}

/** The length of the first request in `text`, -1 while it is not whole. */
function requestLength(text: string): number {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return -1
  const bodyBytes = Number(/^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0)
  const length = headEnd + 4 + bodyBytes
  return text.length >= length ? length : -1
}

/** A raw TCP or TLS server, on a free port of 127.0.0.1 unless told otherwise, that says exactly what a test tells it to. */
export class ScriptedServer {
  /** Connections accepted so far. */
  connections = 0
  /** The text of every whole request, in the order of arrival. */
  readonly requests: string[] = []
  readonly #options: ScriptedServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(options: ScriptedServerOptions) {
    this.#options = options
    const accept = (socket: Socket): void => this.#accept(socket)
    // The client may half-close, and a test decides when the server closes.
    this.#server =
      options.tls === undefined
        ? createServer({ allowHalfOpen: true, noDelay: true }, accept)
        : createTlsServer(options.tls, accept)
    this.#server.on('tlsClientError', () => undefined)
  }

  static async listen(options: ScriptedServerOptions): Promise<ScriptedServer> {
    const server = new ScriptedServer(options)
    const { host = '127.0.0.1', port = 0, path } = options
    server.#server.listen(path === undefined ? { host, port } : { path })
    await once(server.#server, 'listening')
    return server
  }

  /** Answers every request with the same bytes. */
  static answering(response: string | Buffer, options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    return ScriptedServer.listen({ ...options, onRequest: ({ socket }) => socket.write(response) })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  url(path = '/', host = '127.0.0.1'): URL {
    return new URL(`${this.#options.tls === undefined ? 'http' : 'https'}://${host}:${this.port}${path}`)
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(socket: Socket): void {
    const connectionNumber = ++this.connections
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    // A client that is tested for its failures resets connections.
    socket.on('error', () => undefined)
    this.#options.onConnection?.(socket)
    let pending = ''
    let numberOnConnection = 0
    socket.on('data', (bytes: Buffer) => {
      pending += bytes.toString('latin1')
      for (let length = requestLength(pending); length >= 0; length = requestLength(pending)) {
        const text = pending.slice(0, length)
        pending = pending.slice(length)
        this.requests.push(text)
        this.#options.onRequest?.({
          socket,
          text,
          numberOnConnection: ++numberOnConnection,
          connectionNumber
        })
      }
    })
  }
}
