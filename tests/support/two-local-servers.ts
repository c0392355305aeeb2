import { createServer } from 'node:http'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded before a program (`--import`) that has a network of its own: the port 8001 answers when everybody has asked,
 * so that connections are held at the same time; the port 8002 answers at once.
 */
const ANSWER_AFTER_MS = 500

function listen(port: number, delayMs: number): void {
  createServer((_, response) => {
    setTimeout(() => response.end('ok'), delayMs)
  })
    .listen(port, '127.0.0.1')
    .unref()
}

if (isMainThread) {
  listen(8001, ANSWER_AFTER_MS)
  listen(8002, 0)
}
