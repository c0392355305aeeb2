import { sendJson, wholeNumber, type Endpoint, type EndpointCall } from './endpoint.ts'
import { readBody } from './request-body.ts'

const ITEM_COUNT = 1000
const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100
const MAX_LOGIN_BYTES = 64 * 1024

const ADJECTIVES = ['Amber', 'Brisk', 'Calm', 'Deep', 'Early', 'Faint', 'Grey', 'High'] as const
const NOUNS = ['Gale', 'Breeze', 'Squall', 'Calm', 'Front', 'Gust', 'Lull', 'Storm', 'Trade wind'] as const

interface Item {
  readonly id: number
  readonly name: string
  readonly priceCents: number
}

/** The same item for the same id in every server, so that checks on it hold everywhere. */
function item(id: number): Item {
  const adjective = ADJECTIVES[id % ADJECTIVES.length]
  const noun = NOUNS[id % NOUNS.length]
  return { id, name: `${adjective} ${noun}`, priceCents: 500 + ((id * 137) % 9500) }
}

function list({ response, query }: EndpointCall): void {
  const written = query.get('limit')
  const limit = written === null ? DEFAULT_LIMIT : wholeNumber(written, 1, MAX_LIMIT)
  if (limit === null) {
    sendJson(response, 400, { error: `limit must be a whole number from 1 to ${MAX_LIMIT}` })
    return
  }
  const items = Array.from({ length: limit }, (_, index) => item(index + 1))
  sendJson(response, 200, { items, total: ITEM_COUNT })
}

function one({ response, parameter }: EndpointCall): void {
  const id = wholeNumber(parameter, 1, ITEM_COUNT)
  if (id === null) sendJson(response, 404, { error: `there are items 1 to ${ITEM_COUNT}` })
  else sendJson(response, 200, item(id))
}

function login({ request, response, random }: EndpointCall): void {
  readBody(request, response, MAX_LOGIN_BYTES, (body) => {
    const user = userOf(body)
    if (user === null) {
      sendJson(response, 400, { error: 'the body must be JSON like {"user": "ada", "password": "..."}' })
      return
    }
    const token = Math.floor(random() * 0xffff_ffff_ffff).toString(16)
    sendJson(response, 200, { user, token: token.padStart(12, '0') })
  })
}

function userOf(body: Buffer): string | null {
  try {
    const document: unknown = JSON.parse(body.toString('utf8'))
    if (typeof document !== 'object' || document === null || !('user' in document)) return null
    return typeof document.user === 'string' && document.user !== '' ? document.user : null
  } catch {
    return null
  }
}

/** A small shop without a memory: every answer depends on its request alone. */
export const CATALOGUE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/items', description: 'a list as JSON; ?limit=1 to 100', answer: list },
  { method: 'GET', path: '/items/:id', description: 'one item as JSON, 1 to 1000', answer: one },
  { method: 'POST', path: '/login', description: 'JSON with "user" in, a token out', answer: login }
]
