import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Answers every request with 200 after `delayMs`, counts them and keeps the first one. */
export class LocalServer {
  readonly #server: Server
  #count = 0
  #first: ReceivedRequest | null = null

  private constructor(delayMs: number) {
    this.#server = createServer((request, response) => {
      this.#count++
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        this.#first ??= {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(parts).toString()
        }
        setTimeout(() => response.end('{"ok":true}'), delayMs)
      })
    })
  }

  static async start(delayMs = 0): Promise<LocalServer> {
    const server = new LocalServer(delayMs)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  /** Requests that arrived. */
  get count(): number {
    return this.#count
  }

  get first(): ReceivedRequest | null {
    return this.#first
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** On a thread of its own, so that the test that watches the page takes no part in it. */
const FAST_SERVER = `
  const { parentPort } = require('node:worker_threads')
  const answer = Buffer.from('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok')
  const server = require('node:net').createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(answer))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** As fast as Node gets; for clients that wait for the answer before they send the next request. */
export class FastServer {
  readonly url: string
  readonly #thread: Worker

  private constructor(port: number, thread: Worker) {
    this.url = `http://127.0.0.1:${port}`
    this.#thread = thread
  }

  static async start(): Promise<FastServer> {
    const thread = new Worker(FAST_SERVER, { eval: true })
    const [port] = await once(thread, 'message')
    return new FastServer(Number(port), thread)
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }
}
