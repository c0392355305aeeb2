import { once } from 'node:events'
import type { TlsOptions } from 'node:tls'
import { Worker } from 'node:worker_threads'

/** Answers each request at its head and resets the connection, while the client is still at work on the body. */
const REFUSING_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { tls } = workerData
  const refuse = (request, response) => {
    response.writeHead(413, { connection: 'close', 'content-length': 3 })
    response.end('big', () => request.socket.destroy())
  }
  const server = tls === null ? require('node:http').createServer(refuse) : require('node:https').createServer(tls, refuse)
  server.listen({ host: '127.0.0.1', port: 0 }, () => parentPort.postMessage(server.address().port))
`

/**
 * A service that wants no body, on a thread of its own: in the client's thread a refusal would never come while a
 * write is under way.
 */
export class RefusingServer {
  readonly url: URL
  readonly #thread: Worker

  private constructor(url: URL, thread: Worker) {
    this.url = url
    this.#thread = thread
  }

  static async listen(tls: TlsOptions | null = null): Promise<RefusingServer> {
    const thread = new Worker(REFUSING_THREAD, { eval: true, workerData: { tls } })
    const [port] = (await once(thread, 'message')) as [number]
    return new RefusingServer(new URL(`${tls === null ? 'http' : 'https'}://127.0.0.1:${port}/`), thread)
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }
}
