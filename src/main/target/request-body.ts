import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendText } from './endpoint.ts'

/** Hands over the whole body. One that is longer than the limit is answered with 413 and its connection closed. */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limitBytes: number,
  done: (body: Buffer) => void
): void {
  const chunks: Buffer[] = []
  let size = 0
  let refused = false
  request.on('data', (chunk: Buffer) => {
    if (refused) return
    size += chunk.length
    if (size <= limitBytes) {
      chunks.push(chunk)
      return
    }
    refused = true
    chunks.length = 0
    response.setHeader('connection', 'close')
    sendText(response, 413, `The body is longer than ${limitBytes} bytes.\n`)
  })
  request.on('end', () => {
    if (!refused) done(Buffer.concat(chunks, size))
  })
}
