import { createServer, type AddressInfo, type Socket } from 'node:net'
import { answerTime, type AnswerTime } from './answer-time.ts'
import { DueQueue } from './due-queue.ts'
import type {
  AnswerScript,
  ServerStamps,
  TruthServerCommand,
  TruthServerOptions
} from './truth-server-protocol.ts'

/**
 * A server in a process of its own that keeps its own account of every request: when the read that brought it returned,
 * and the moment before its answer was written. HTTP by hand on `node:net`, so that nothing lies between the stamps and
 * the kernel.
 */

const MOST_REQUESTS = 1 << 20
const HEAD_END = '\r\n\r\n'

/** One kind of answer. */
class Answer {
  readonly at: AnswerTime
  readonly closes: boolean
  readonly #usual: Buffer
  readonly #odd: Buffer
  readonly #oddArrival: number
  #arrivals = 0

  constructor({ timing, body = 'hello', oddOne, closes = false }: AnswerScript) {
    this.at = answerTime(timing)
    this.closes = closes
    this.#usual = responseOf(body, closes)
    this.#odd = responseOf(oddOne?.body ?? '', closes)
    this.#oddArrival = oddOne?.arrival ?? -1
  }

  /** The response to the next arrival. */
  next(): Buffer {
    return this.#arrivals++ === this.#oddArrival ? this.#odd : this.#usual
  }
}

function responseOf(body: string, closes: boolean): Buffer {
  const connection = closes ? 'connection: close\r\n' : ''
  return Buffer.from(`HTTP/1.1 200 OK\r\n${connection}content-length: ${body.length}\r\n\r\n${body}`)
}

class TruthServer {
  readonly #names: readonly string[]
  readonly #answers: readonly Answer[]
  readonly #options: TruthServerOptions
  readonly #answer = new Int32Array(MOST_REQUESTS)
  readonly #vu = new Int32Array(MOST_REQUESTS)
  readonly #iteration = new Int32Array(MOST_REQUESTS)
  readonly #arrivalMs = new Float64Array(MOST_REQUESTS)
  readonly #departureMs = new Float64Array(MOST_REQUESTS).fill(Number.NaN)
  readonly #held: (readonly [Socket, Buffer] | undefined)[] = []
  readonly #due = new DueQueue()
  #requests = 0
  #startNs = process.hrtime.bigint()
  #timeout: NodeJS.Timeout | undefined
  /** For what the timeout is set; infinity when it is not. */
  #awaitedMs = Infinity

  constructor(options: TruthServerOptions) {
    this.#options = options
    this.#names = Object.keys(options.answers)
    this.#answers = Object.values(options.answers).map((script) => new Answer(script))
  }

  listen(listening: (port: number) => void): void {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    server.listen({ port: 0, host: '127.0.0.1', backlog: this.#options.backlog ?? 4096 }, () =>
      listening((server.address() as AddressInfo).port)
    )
  }

  /** Before the first request of the run, which then finds its time 0 set. */
  runStarts(startNs: bigint): void {
    this.#startNs = startNs
  }

  stamps(): ServerStamps {
    const count = this.#requests
    return {
      answer: this.#answer.slice(0, count),
      vu: this.#vu.slice(0, count),
      iteration: this.#iteration.slice(0, count),
      arrivalMs: this.#arrivalMs.slice(0, count),
      departureMs: this.#departureMs.slice(0, count)
    }
  }

  #nowMs(): number {
    return Number(process.hrtime.bigint() - this.#startNs) / 1e6
  }

  #accept(socket: Socket): void {
    const { acceptTakesMs } = this.#options
    if (acceptTakesMs !== undefined) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, acceptTakesMs)
    }
    let pending = ''
    // The client cuts off what it has timed out or what its run's end has left behind.
    socket.on('error', () => undefined)
    socket.on('data', (bytes: Buffer) => {
      const nowMs = this.#nowMs()
      pending += bytes.toString('latin1')
      for (let end = pending.indexOf(HEAD_END); end >= 0; end = pending.indexOf(HEAD_END)) {
        this.#request(socket, pending.slice(0, end), nowMs)
        pending = pending.slice(end + HEAD_END.length)
      }
    })
  }

  #request(socket: Socket, head: string, nowMs: number): void {
    const [, name = '', vu, iteration] = head.slice(0, head.indexOf(' ', 4)).split('/')
    const kind = this.#names.indexOf(name)
    const answer = this.#answers[kind]
    if (answer === undefined || this.#requests === MOST_REQUESTS) return void socket.destroy()
    const request = this.#requests++
    this.#answer[request] = kind
    this.#vu[request] = Number(vu ?? 0)
    this.#iteration[request] = Number(iteration ?? 0)
    this.#arrivalMs[request] = nowMs
    const dueMs = answer.at(nowMs)
    if (dueMs <= nowMs) return this.#respond(request, socket, answer.next())
    this.#held[request] = [socket, answer.next()]
    this.#due.push(request, dueMs)
    this.#await()
  }

  #respond(request: number, socket: Socket, response: Buffer): void {
    // Before the write: the client may have the response before the write returns.
    this.#departureMs[request] = this.#nowMs()
    if (this.#answers[this.#answer[request]!]!.closes) socket.end(response)
    else socket.write(response)
  }

  /**
   * Timers come up to 2 ms late, as the stamps say; the server sleeps meanwhile. One that is set anew with each arrival
   * would never fire where arrivals follow each other faster than that.
   */
  #await(): void {
    if (this.#due.earliestMs >= this.#awaitedMs) return
    this.#awaitedMs = this.#due.earliestMs
    clearTimeout(this.#timeout)
    this.#timeout = setTimeout(this.#answerDue, Math.max(1, Math.ceil(this.#awaitedMs - this.#nowMs())))
  }

  readonly #answerDue = (): void => {
    this.#awaitedMs = Infinity
    const nowMs = this.#nowMs()
    while (this.#due.earliestMs <= nowMs) {
      const request = this.#due.pop()
      const [socket, response] = this.#held[request]!
      this.#held[request] = undefined
      this.#respond(request, socket, response)
    }
    this.#await()
  }
}

function main(send: (message: unknown) => void): void {
  let server: TruthServer | null = null
  process.on('message', (command: TruthServerCommand) => {
    switch (command.kind) {
      case 'listen':
        server = new TruthServer(command.options)
        return server.listen((port) => send({ kind: 'listening', port }))
      case 'run-starts':
        return server?.runStarts(command.startNs)
      case 'hand-over':
        return send({ kind: 'stamps', stamps: server?.stamps() })
    }
  })
  process.on('disconnect', () => process.exit(0))
}

if (process.send !== undefined) main(process.send.bind(process))
