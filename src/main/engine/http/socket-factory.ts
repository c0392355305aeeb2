import { connect as connectTcp } from 'node:net'
import type { IpcSocketConnectOpts, Socket, TcpSocketConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SecureContext } from 'node:tls'
import type { LocalAddresses } from './local-addresses.ts'
import type { Origin } from './origin.ts'
import { createTlsContext } from './tls-settings.ts'
import type { TlsSettings } from './tls-settings.ts'

/** `bytes` of the shared receive buffer are filled; they are gone when this returns. True asks for more. */
export type ReadCallback = (bytes: number, buffer: Uint8Array) => boolean

/** Larger reads save system calls on long bodies; this one is still in the second-level cache. */
const RECEIVE_BUFFER_BYTES = 64 * 1024

type Place = TcpSocketConnectOpts | IpcSocketConnectOpts

const ALPN_PROTOCOLS = ['http/1.1']

/**
 * Opens the sockets of one client. All of them read into one buffer: `onread` is synchronous, so a read is over before
 * the next one starts. The secure context is made once, because reading the trusted certificates takes milliseconds.
 */
export class SocketFactory {
  readonly #tls: TlsSettings
  /** Null leaves it to the system. */
  readonly #localAddresses: LocalAddresses | null
  readonly #receiveBuffer = Buffer.allocUnsafeSlow(RECEIVE_BUFFER_BYTES)
  #secureContext: SecureContext | null = null

  constructor(tls: TlsSettings, localAddresses: LocalAddresses | null) {
    this.#tls = tls
    this.#localAddresses = localAddresses
  }

  /** Starts to connect to one address of the origin. Failures come as events, never at once. */
  open(origin: Origin, address: string, onRead: ReadCallback): Socket {
    const target = {
      ...this.#place(origin, address),
      onread: {
        buffer: this.#receiveBuffer,
        callback: onRead
      }
    }
    if (origin.scheme === 'http') return connectTcp(target)
    const { insecure, sessionResumption } = this.#tls
    const serverName = this.#tls.serverName ?? origin.serverName
    const resumes = sessionResumption !== false
    const socket = connectTls({
      ...target,
      ...(resumes && origin.tlsSession !== null && { session: origin.tlsSession }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ALPNProtocols: ALPN_PROTOCOLS,
      rejectUnauthorized: insecure !== true,
      secureContext: this.#context()
    })
    if (resumes) socket.on('session', origin.keepTlsSession)
    return socket
  }

  #place({ connectPort }: Origin, address: string): Place {
    if (connectPort === null) return { path: address }
    const place = { host: address, port: connectPort, noDelay: true, autoSelectFamily: false }
    return this.#localAddresses === null
      ? place
      : { ...place, localAddress: this.#localAddresses.next(address) }
  }

  #context(): SecureContext {
    this.#secureContext ??= createTlsContext(this.#tls)
    return this.#secureContext
  }
}
