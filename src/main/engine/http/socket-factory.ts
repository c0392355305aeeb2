import { connect as connectTcp } from 'node:net'
import type { IpcSocketConnectOpts, Socket, TcpSocketConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ReadListener } from './direct-reads.ts'
import type { LocalAddresses } from './local-addresses.ts'
import type { Origin } from './origin.ts'
import type { ProxyServer } from './proxy-server.ts'
import { TlsHandshakes } from './tls-handshakes.ts'
import type { TlsSettings } from './tls-settings.ts'

const LISTENER = Symbol('listener')

/** A socket that knows who is given what it received. */
interface ReadSocket extends Socket {
  [LISTENER]?: ReadListener
}

/**
 * Node calls it on the socket, and for none that was destroyed. One function for all sockets: one for each would be memory
 * that many connections pay for.
 */
function passOn(this: ReadSocket, bytes: number, buffer: Uint8Array): boolean {
  this[LISTENER]?.bytesRead(bytes, buffer)
  return true
}

/** Larger reads save system calls on long bodies; this one is still in the second-level cache. */
const RECEIVE_BUFFER_BYTES = 64 * 1024

type Place = TcpSocketConnectOpts | IpcSocketConnectOpts

/**
 * Opens the sockets of one client. All of them read into one buffer: `onread` is synchronous, so a read is over before
 * the next one starts.
 */
export class SocketFactory {
  readonly #handshakes: TlsHandshakes
  /** Null leaves it to the system. */
  readonly #localAddresses: LocalAddresses | null
  /** What is read is in its beginning. */
  readonly receiveBuffer = Buffer.allocUnsafeSlow(RECEIVE_BUFFER_BYTES)

  constructor(tls: TlsSettings, localAddresses: LocalAddresses | null) {
    this.#handshakes = new TlsHandshakes(tls)
    this.#localAddresses = localAddresses
  }

  /** To be called once for each origin, before the first connection to it. */
  prepare(origin: Origin): void {
    this.#handshakes.prepare(origin)
  }

  /** Starts to connect to one address of the origin, or of its proxy. Failures come as events, never at once. */
  open(origin: Origin, address: string, listener: ReadListener): Socket {
    const socket: ReadSocket = this.#connect(origin, address)
    socket[LISTENER] = listener
    return socket
  }

  #connect(origin: Origin, address: string): Socket {
    const { proxy } = origin
    const place = this.#place(origin, address)
    // `onread` does not work beneath another TLS connection, so a tunnel is read by events.
    if (origin.isTunnelled) return proxy === null ? connectTcp(place) : this.#openToProxy(place, proxy)
    const target = { ...place, onread: { buffer: this.receiveBuffer, callback: passOn } }
    if (!origin.isTls) return connectTcp(target)
    if (proxy !== null) return this.#openToProxy(target, proxy)
    const socket = connectTls({ ...target, ...this.#handshakes.optionsFor(origin) })
    this.#handshakes.keepSessions(socket, origin)
    return socket
  }

  /** Begins TLS with an origin on the socket of a tunnel to it. */
  secure(origin: Origin, tunnel: Socket): Socket {
    const socket = connectTls({ socket: tunnel, ...this.#handshakes.optionsFor(origin) })
    this.#handshakes.keepSessions(socket, origin)
    return socket
  }

  #openToProxy(target: Place, proxy: ProxyServer): Socket {
    if (proxy.scheme === 'http') return connectTcp(target)
    return connectTls({ ...target, ...this.#handshakes.optionsForProxy(proxy) })
  }

  #place({ connectPort }: Origin, address: string): Place {
    if (connectPort === null) return { path: address }
    const place = { host: address, port: connectPort, noDelay: true, autoSelectFamily: false }
    return this.#localAddresses === null
      ? place
      : { ...place, localAddress: this.#localAddresses.next(address) }
  }
}
