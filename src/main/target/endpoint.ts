import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request as an endpoint sees it. */
export interface EndpointCall {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What stands at the place of `:parameter` in the path; empty where the path has none. */
  readonly parameter: string
  readonly query: URLSearchParams
  /** 0 to 1, as Math.random. */
  readonly random: () => number
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'any'
  /** At most one `:parameter`, always the last segment. */
  readonly path: string
  readonly description: string
  readonly answer: (call: EndpointCall) => void
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text)
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value))
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  if (response.destroyed || response.headersSent) return
  const isEmpty = status === 204 || status === 304 || (status >= 100 && status < 200)
  if (isEmpty) {
    response.writeHead(status).end()
    return
  }
  const body = Buffer.from(text)
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body)
}

/** A whole number written in decimal digits and within the limits, or null. */
export function wholeNumber(text: string, from: number, to: number): number | null {
  if (!/^\d{1,15}$/.test(text)) return null
  const value = Number(text)
  return value >= from && value <= to ? value : null
}
