import type { IncomingMessage, ServerResponse } from 'node:http'
import { BROKEN_ENDPOINTS } from './broken-endpoints.ts'
import { CATALOGUE_ENDPOINTS } from './catalogue-endpoints.ts'
import { sendText, type Endpoint } from './endpoint.ts'
import { RESPONSE_ENDPOINTS } from './response-endpoints.ts'
import { TIMING_ENDPOINTS } from './timing-endpoints.ts'

const ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'any',
    path: '/',
    description: 'this page',
    answer: ({ response }) => sendText(response, 200, indexPage())
  },
  ...CATALOGUE_ENDPOINTS,
  ...TIMING_ENDPOINTS,
  ...RESPONSE_ENDPOINTS,
  ...BROKEN_ENDPOINTS
]

/** By path; those with a parameter by what stands before it, `/items/` for `/items/:id`. */
const byPath = new Map(ENDPOINTS.map((endpoint) => [endpoint.path.replace(/:.*$/, ''), endpoint]))

function indexPage(): string {
  const lines = ENDPOINTS.map(({ method, path, description }) => {
    const call = method === 'any' ? path : `${method} ${path}`
    return `  ${call.padEnd(18)} ${description}`
  })
  return `Loadgale's practice target. It answers:\n\n${lines.join('\n')}\n`
}

/** Answers any request; a path that is not known gets 404. Never throws. */
export function route(request: IncomingMessage, response: ServerResponse, random: () => number): void {
  const [path = '/', queryText = ''] = splitOnce(request.url ?? '/', '?')
  const parameterStart = path.lastIndexOf('/') + 1
  const endpoint = byPath.get(path) ?? byPath.get(path.slice(0, parameterStart))
  const isExact = endpoint !== undefined && endpoint.path === path
  const takesParameter = endpoint?.path.includes(':') === true
  if (endpoint === undefined || (!isExact && !takesParameter)) {
    sendText(response, 404, `There is no ${path} here; / lists what there is.\n`)
    return
  }
  const isAllowed =
    endpoint.method === 'any' ||
    endpoint.method === request.method ||
    (endpoint.method === 'GET' && request.method === 'HEAD')
  if (!isAllowed) {
    response.setHeader('allow', endpoint.method)
    sendText(response, 405, `${endpoint.path} answers ${endpoint.method} only.\n`)
    return
  }
  const parameter = takesParameter ? path.slice(parameterStart) : ''
  endpoint.answer({ request, response, parameter, query: new URLSearchParams(queryText), random })
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
