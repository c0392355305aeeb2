import type { Endpoint, EndpointCall } from './endpoint.ts'

const MAX_STALL_MS = 120_000

function reset({ request }: EndpointCall): void {
  request.socket.resetAndDestroy()
}

function truncate({ request }: EndpointCall): void {
  request.socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\ncut off he')
}

function garbage({ request }: EndpointCall): void {
  request.socket.end('\u0000\u0001%%% this is no HTTP \r\n\r\n\uffff')
}

/** The bound keeps a forgotten client from holding a socket for ever. */
function stall({ request, response }: EndpointCall): void {
  const timer = setTimeout(() => request.socket.destroy(), MAX_STALL_MS)
  response.once('close', () => clearTimeout(timer))
}

/** What a broken server does; each must end as an error with a name, never hang a run. */
export const BROKEN_ENDPOINTS: readonly Endpoint[] = [
  { method: 'any', path: '/reset', description: 'resets the connection', answer: reset },
  { method: 'any', path: '/truncate', description: 'closes in the middle of the body', answer: truncate },
  { method: 'any', path: '/stall', description: 'never answers; closes after two minutes', answer: stall },
  { method: 'any', path: '/garbage', description: 'answers something that is no HTTP', answer: garbage }
]
