import type { ServerResponse } from 'node:http'
import { sendText, wholeNumber, type Endpoint, type EndpointCall } from './endpoint.ts'
import { readBody } from './request-body.ts'

const MAX_BYTES = 16 * 1024 * 1024
const MAX_ECHO_BYTES = 1024 * 1024
const FLAKY_SHARE = 0.1
const BLOCK = Buffer.alloc(64 * 1024, 'loadgale ')

function status({ response, parameter }: EndpointCall): void {
  const code = wholeNumber(parameter, 200, 599)
  if (code === null) sendText(response, 400, 'The status must be 200 to 599.\n')
  else sendText(response, code, `${code}\n`)
}

function flaky({ response, random }: EndpointCall): void {
  if (random() < FLAKY_SHARE) sendText(response, 503, 'try again\n')
  else sendText(response, 200, 'well\n')
}

function bytes({ response, parameter }: EndpointCall): void {
  const count = wholeNumber(parameter, 0, MAX_BYTES)
  if (count === null) {
    sendText(response, 400, `The length must be 0 to ${MAX_BYTES} bytes.\n`)
    return
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': count })
  writeBlocks(response, count)
}

/** Never more than one block ahead of the client, so that a thousand slow readers cost no memory. */
function writeBlocks(response: ServerResponse, count: number): void {
  let left = count
  while (left > 0 && !response.destroyed) {
    const size = Math.min(left, BLOCK.length)
    left -= size
    if (response.write(BLOCK.subarray(0, size))) continue
    const rest = left
    response.once('drain', () => writeBlocks(response, rest))
    return
  }
  response.end()
}

function echo({ request, response }: EndpointCall): void {
  readBody(request, response, MAX_ECHO_BYTES, (body) => {
    const type = request.headers['content-type'] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body)
  })
}

/** Whole, valid answers of every kind. */
export const RESPONSE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'any', path: '/status/:code', description: 'that status, 200 to 599', answer: status },
  { method: 'any', path: '/flaky', description: '503 one time in ten', answer: flaky },
  { method: 'any', path: '/bytes/:n', description: 'so many bytes, 16 MiB at most', answer: bytes },
  { method: 'any', path: '/echo', description: 'the body that was sent, 1 MiB at most', answer: echo }
]
