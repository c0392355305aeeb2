import type { Socket } from 'node:net'
import { requestErrorNumber } from '../../../shared/error-codes.ts'
import type { RequestRecord } from '../metrics/index.ts'
import type { AddressWaiter } from './address-source.ts'
import type { ClientContext } from './client-context.ts'
import { connectErrorNumber, tlsErrorNumber } from './connection-errors.ts'
import type { ReadListener } from './direct-reads.ts'
import type { Origin } from './origin.ts'
import { CONNECTING, HANDSHAKING, RESOLVING } from './phases.ts'
import { ProxyFailure } from './proxy-failure.ts'
import { openTunnel, type TunnelListener } from './proxy-tunnel.ts'
import { handOver, listen, type SocketEvent, type SocketListener } from './socket-listeners.ts'

/** Whose connection is set up. It reads from the socket, and hears of it from `setupDone` on. */
export interface SetupOwner extends ReadListener, SocketListener {
  readonly origin: Origin
  /** @param socket connected, and secured where the origin speaks TLS: requests may be sent */
  setupDone(socket: Socket, nowMs: number): void
  /** @param status of the proxy's answer, 0 where it is not an answer of a proxy that failed */
  setupFailed(nowMs: number, error: number, status: number): void
  /** The time at which the setup, if it is not over by then, wants to hear of it. */
  setupDue(whenMs: number): void
}

const DESCRIPTORS_EXHAUSTED = requestErrorNumber('descriptors_exhausted')

/**
 * What comes before the first request of a connection: the addresses of its host, TCP with one of them after the other,
 * the way through a proxy, TLS. An address that does not answer has its equal share of the time that is left, as Go's
 * dialer has it, so that there is some for the addresses behind it. Writes the time that each took into the record of the
 * request that waits for it. It reports to its owner once and has then done its work.
 *
 *   phase         socket   leaves it by
 *   resolving     no       addresses known: connecting
 *   connecting    yes      TCP connected, the tunnel open: handshaking or done; refused, or its time is up: the next address, if any
 *   handshaking   yes      TLS done: done
 *
 * Every phase ends by a failure or by `cancel`, too; the socket is destroyed then.
 */
export class ConnectionSetup implements AddressWaiter, TunnelListener {
  readonly #context: ClientContext
  readonly #owner: SetupOwner
  readonly #record: RequestRecord
  readonly #deadlineMs: number
  #phase = RESOLVING
  #phaseStartMs: number
  #addresses: readonly string[] = []
  #addressIndex = 0
  #socket: Socket | null = null
  #isOver = false

  /**
   * @param record of the request for which the connection is made
   * @param deadlineMs when the owner gives it up
   */
  constructor(context: ClientContext, owner: SetupOwner, record: RequestRecord, deadlineMs: number) {
    this.#context = context
    this.#owner = owner
    this.#record = record
    this.#deadlineMs = deadlineMs
    this.#phaseStartMs = context.loop.nowMs()
  }

  /** One of the first three of `phases.ts`. */
  get phase(): number {
    return this.#phase
  }

  begin(): void {
    this.#owner.origin.addresses.request(this)
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    this.#isOver = true
    this.#dropSocket()
  }

  addressesReady(addresses: readonly string[]): void {
    if (this.#isOver) return
    this.#addresses = addresses
    const nowMs = this.#context.loop.nowMs()
    this.#record.dnsMs += nowMs - this.#phaseStartMs
    this.#connect(nowMs)
  }

  addressesFailed(error: number): void {
    this.#fail(this.#context.loop.nowMs(), error)
  }

  #connect(nowMs: number): void {
    this.#phase = CONNECTING
    this.#phaseStartMs = nowMs
    const context = this.#context
    const { origin } = this.#owner
    const address = this.#addresses[this.#addressIndex] ?? ''
    if (this.#addresses.length > 1) this.#owner.setupDue(this.#addressDeadlineMs(nowMs))
    const socket = context.sockets.open(origin, address, this.#owner)
    this.#socket = socket
    context.openConnections++
    if (origin.isTunnelled && origin.proxy !== null) {
      openTunnel(socket, { origin, proxy: origin.proxy }, context, this)
    } else listen(socket, this, origin.isTls)
  }

  /** How long a proxy takes to open a tunnel says nothing about its address. */
  #addressDeadlineMs(nowMs: number): number {
    const left = this.#addresses.length - this.#addressIndex
    if (left === 1 || this.#owner.origin.isTunnelled) return this.#deadlineMs
    return nowMs + (this.#deadlineMs - nowMs) / left
  }

  /** The time for which it asked has come. True when it goes on with another address. */
  tryNextAddress(nowMs: number): boolean {
    if (this.#phase !== CONNECTING || nowMs >= this.#deadlineMs) return false
    this.#connectNext(nowMs)
    return true
  }

  /** The proxy is connected to the origin; that took part of the time to connect. */
  tunnelOpened(toProxy: Socket, socket: Socket): void {
    if (toProxy !== this.#socket) {
      socket.destroy()
      return
    }
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => this.#owner.bytesRead(bytes.length, bytes))
    this.#connected(this.#context.loop.nowMs())
  }

  /**
   * Something happened to a socket that was opened here. One that was dropped may still report: it is then no longer
   * `#socket`, and nobody listens.
   */
  socketReported(socket: Socket, event: SocketEvent, error: NodeJS.ErrnoException | null): void {
    if (event === 'close') this.#context.openConnections--
    if (socket !== this.#socket) return
    const nowMs = this.#context.loop.nowMs()
    if (event === 'connect') this.#connected(nowMs)
    else if (event === 'secureConnect') this.#secured(socket, nowMs)
    else if (error instanceof ProxyFailure) this.#fail(nowMs, error.error, error.status)
    else if (this.#phase === CONNECTING) this.#connectFailed(error, nowMs)
    else this.#fail(nowMs, tlsErrorNumber(error, this.#owner.origin.forwarding !== null))
  }

  #connected(nowMs: number): void {
    const { addresses, isTls } = this.#owner.origin
    this.#record.connectMs += nowMs - this.#phaseStartMs
    this.#phaseStartMs = nowMs
    addresses.reached(this.#addresses, this.#addressIndex)
    if (this.#addresses.length > 1) this.#owner.setupDue(this.#deadlineMs)
    if (isTls) this.#phase = HANDSHAKING
    else if (this.#socket !== null) this.#done(this.#socket, nowMs)
  }

  #secured(socket: Socket, nowMs: number): void {
    this.#record.tlsMs += nowMs - this.#phaseStartMs
    this.#done(socket, nowMs)
  }

  #done(socket: Socket, nowMs: number): void {
    this.#isOver = true
    this.#socket = null
    handOver(socket, this.#owner)
    this.#owner.setupDone(socket, nowMs)
  }

  /** Tries the next address of the host, within the same timeout. @param reason null for an end without an error */
  #connectFailed(reason: NodeJS.ErrnoException | null, nowMs: number): void {
    const error = connectErrorNumber(reason, this.#owner.origin.proxy !== null)
    const isLast = this.#addressIndex + 1 >= this.#addresses.length
    if (isLast || reason === null || error === DESCRIPTORS_EXHAUSTED) {
      this.#fail(nowMs, error)
      return
    }
    this.#connectNext(nowMs)
  }

  #connectNext(nowMs: number): void {
    this.#addressIndex++
    this.#dropSocket()
    this.#record.connectMs += nowMs - this.#phaseStartMs
    this.#connect(nowMs)
  }

  #fail(nowMs: number, error: number, status = 0): void {
    if (this.#isOver) return
    this.cancel()
    this.#owner.setupFailed(nowMs, error, status)
  }

  #dropSocket(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.destroy()
  }
}
