import { connect, type Socket } from 'node:net'
import type { BareClientCommand, BareClientOptions, ClientStamps } from './bare-client-protocol.ts'

/**
 * The control of the experiments: a client that is nothing but sockets and two stamps for each request, in a process of
 * its own. What it sees beyond the server's stamps is the machine, and no load tester on it could see less.
 */
class BareClient {
  readonly #options: BareClientOptions
  readonly #sentMs: Float64Array<ArrayBuffer>
  readonly #endMs: Float64Array<ArrayBuffer>
  readonly #idle: Socket[] = []
  readonly #requestOf = new Map<Socket, number>()
  readonly #finished: (stamps: ClientStamps) => void
  #startNs = 0n
  #sent = 0
  #ended = 0

  constructor(options: BareClientOptions, finished: (stamps: ClientStamps) => void) {
    this.#options = options
    this.#finished = finished
    this.#sentMs = new Float64Array(options.count).fill(Number.NaN)
    this.#endMs = new Float64Array(options.count).fill(Number.NaN)
  }

  go(startNs: bigint): void {
    this.#startNs = startNs
    this.#sendDue()
  }

  #nowMs(): number {
    return Number(process.hrtime.bigint() - this.#startNs) / 1e6
  }

  #sendDue(): void {
    const { count, intervalMs } = this.#options
    while (this.#sent < count && this.#sent * intervalMs <= this.#nowMs()) this.#send(this.#sent++)
    if (this.#sent < count)
      setTimeout(() => this.#sendDue(), Math.max(1, this.#sent * intervalMs - this.#nowMs()))
  }

  #send(request: number): void {
    const socket = this.#idle.pop()
    if (socket === undefined) return this.#open((opened) => this.#write(opened, request))
    this.#write(socket, request)
  }

  #write(socket: Socket, request: number): void {
    this.#requestOf.set(socket, request)
    this.#sentMs[request] = this.#nowMs()
    socket.write(`GET /${this.#options.name}/0/${request} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
  }

  #open(connected: (socket: Socket) => void): void {
    const socket = connect({ port: this.#options.port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => connected(socket))
    // The answers of the experiments come in one piece.
    socket.on('data', () => {
      const nowMs = this.#nowMs()
      const request = this.#requestOf.get(socket)
      if (request !== undefined) this.#endMs[request] = nowMs
      this.#idle.push(socket)
      this.#oneEnded()
    })
    socket.on('error', () => this.#oneEnded())
  }

  #oneEnded(): void {
    if (++this.#ended === this.#options.count) this.#finished({ sentMs: this.#sentMs, endMs: this.#endMs })
  }
}

function main(send: (message: unknown) => void): void {
  let client: BareClient | null = null
  process.on('message', (command: BareClientCommand) => {
    if (command.kind === 'go') return client?.go(command.startNs)
    client = new BareClient(command.options, (stamps) => send({ kind: 'finished', stamps }))
    send({ kind: 'ready' })
  })
  process.on('disconnect', () => process.exit(0))
}

if (process.send !== undefined) main(process.send.bind(process))
