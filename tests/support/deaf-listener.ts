import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Listens, tells its port, and then keeps its thread for itself, so that no connection is ever accepted. */
const DEAF_THREAD = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
  })
`

/**
 * A listening port whose queue is full after a few connections: the kernel then leaves further ones unanswered, as a
 * host behind a silent firewall does.
 */
export class DeafListener {
  readonly port: number
  readonly #thread: Worker

  private constructor(port: number, thread: Worker) {
    this.port = port
    this.#thread = thread
  }

  static async listen(): Promise<DeafListener> {
    const thread = new Worker(DEAF_THREAD, { eval: true })
    const [port] = (await once(thread, 'message')) as [number]
    return new DeafListener(port, thread)
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }
}
