import type { Socket } from 'node:net'
import type { ClientContext } from './client-context.ts'
import type { Origin } from './origin.ts'
import { ProxyFailure } from './proxy-failure.ts'
import type { ProxyServer } from './proxy-server.ts'
import type { ResponseParser } from './response-parser.ts'
import { listen, silence } from './socket-listeners.ts'
import type { SocketEvent, SocketListener } from './socket-listeners.ts'

/** Who waits for a tunnel. */
export interface TunnelListener extends SocketListener {
  /** The proxy has connected to the origin: TLS with it begins on `socket`, which stands for the connection now. */
  tunnelOpened(toProxy: Socket, socket: Socket): void
}

/**
 * Opens a way through a proxy to an https origin (RFC 9110, section 9.3.6) on a socket that connects to the proxy.
 *
 *   connected (and secured, where the proxy speaks TLS) -> CONNECT sent -> 2xx: tunnelOpened; else: an error
 *
 * The listener hears of the socket to the proxy what it would hear of one to the origin, but `connect` and
 * `secureConnect`, for which `tunnelOpened` stands. What the proxy does wrong is an error of the kind ProxyFailure.
 */
class ProxyTunnel implements SocketListener {
  readonly #origin: Origin
  readonly #proxy: ProxyServer
  readonly #context: ClientContext
  readonly #listener: TunnelListener
  /** From the question to the end of its answer. */
  #parser: ResponseParser | null = null
  #connected = false
  #asked = false

  constructor(origin: Origin, proxy: ProxyServer, context: ClientContext, listener: TunnelListener) {
    this.#origin = origin
    this.#proxy = proxy
    this.#context = context
    this.#listener = listener
  }

  socketReported(socket: Socket, event: SocketEvent, error: NodeJS.ErrnoException | null): void {
    if (event === 'connect') this.#connected = true
    if (event === (this.#proxy.scheme === 'https' ? 'secureConnect' : 'connect')) this.#ask(socket)
    else if (event === 'error' && error !== null) this.#fail(socket, this.#named(error))
    else if (event === 'end' || event === 'close') this.#fail(socket, this.#named(null))
    if (event === 'close') this.#listener.socketReported(socket, event, null)
  }

  #ask(socket: Socket): void {
    this.#asked = true
    const parser = this.#context.parsers.take()
    // The response to CONNECT has no body whatever its headers say, as that to HEAD.
    parser.begin(true)
    this.#parser = parser
    socket.on('data', (bytes: Buffer) => this.#answered(socket, bytes))
    socket.write(connectRequest(this.#origin, this.#proxy))
  }

  #answered(socket: Socket, bytes: Buffer): void {
    const parser = this.#parser
    if (parser === null) return
    const at = parser.consume(bytes, 0, bytes.length)
    if (parser.fault !== null) this.#fail(socket, new ProxyFailure('proxy_failed'))
    else if (parser.complete) {
      const { statusCode } = parser
      this.#dropParser()
      this.#judge(socket, statusCode, bytes.length - at)
    }
  }

  #dropParser(): void {
    if (this.#parser !== null) this.#context.parsers.giveBack(this.#parser)
    this.#parser = null
  }

  #judge(socket: Socket, status: number, bytesBehind: number): void {
    if (status === 407) this.#fail(socket, new ProxyFailure('proxy_auth_required', status))
    else if (status < 200 || status > 299) this.#fail(socket, new ProxyFailure('proxy_refused', status))
    // In TLS the client speaks first: such bytes are not the origin's.
    else if (bytesBehind > 0) this.#fail(socket, new ProxyFailure('proxy_failed', status))
    else this.#open(socket)
  }

  #open(toProxy: Socket): void {
    silence(toProxy)
    toProxy.removeAllListeners('data')
    const socket = this.#context.sockets.secure(this.#origin, toProxy)
    listen(socket, this.#listener, true)
    this.#listener.tunnelOpened(toProxy, socket)
  }

  #fail(socket: Socket, error: Error): void {
    this.#dropParser()
    this.#listener.socketReported(socket, 'error', error)
  }

  /** An error of `connect` has a meaning of its own; what comes later is the proxy's fault. */
  #named(error: NodeJS.ErrnoException | null): Error {
    if (this.#asked) return new ProxyFailure('proxy_failed')
    if (this.#connected) return new ProxyFailure('proxy_tls_failed')
    return error ?? new ProxyFailure('proxy_unreachable')
  }
}

/** Waits for `toProxy`, which is connecting, and opens the tunnel to the origin through it. */
export function openTunnel(
  toProxy: Socket,
  route: { readonly origin: Origin; readonly proxy: ProxyServer },
  context: ClientContext,
  listener: TunnelListener
): void {
  const tunnel = new ProxyTunnel(route.origin, route.proxy, context, listener)
  listen(toProxy, tunnel, route.proxy.scheme === 'https')
}

function connectRequest({ host, port }: Origin, { authorization }: ProxyServer): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const credentials = authorization === null ? '' : `Proxy-Authorization: ${authorization}\r\n`
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: loadgale\r\n${credentials}\r\n`
}
