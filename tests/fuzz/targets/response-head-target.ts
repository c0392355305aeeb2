import { COOKIE_HEADS, REDIRECT_HEADS } from '../../../src/main/engine/http/kept-heads.ts'
import { ResponseParser } from '../../../src/main/engine/http/response-parser.ts'
import { HttpClient } from '../../../src/main/engine/http/index.ts'
import { makeRequest, type MadeRequest } from '../../../src/main/engine/scenario/made-request.ts'
import { redirectedRequest } from '../../../src/main/engine/scenario/redirect.ts'
import { UserCookies } from '../../../src/main/engine/scenario/user-cookies.ts'
import { EventLoop } from '../../../src/main/engine/scheduler/index.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { require, type FuzzTarget } from '../fuzz-target.ts'
import { checkHead } from './one-iteration.ts'

const WORDS: readonly string[] = [
  ...[
    'HTTP/1.1 302 Found\r\n',
    'HTTP/1.1 307 X\r\n',
    'Location: ',
    'Set-Cookie: ',
    '\r\n',
    '; ',
    '=',
    ',',
    '"',
    '%',
    '#',
    '?'
  ],
  ...[
    'Path=/',
    'Path=',
    'Domain=127.0.0.1',
    'Domain=.test',
    'Domain=',
    'Max-Age=0',
    'Max-Age=-1',
    'Max-Age=1e9',
    'Secure'
  ],
  ...[
    'HttpOnly',
    'SameSite=None',
    'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'Expires=x',
    '__Host-a=1',
    '__Secure-a=1'
  ],
  ...[
    'http://',
    'https://shop.test/',
    '//other',
    '///',
    '/\\',
    '..',
    './',
    '@',
    ':0',
    ':65536',
    '[::1]',
    '[',
    '0x7f.1',
    'xn--'
  ],
  ...[
    'javascript:x',
    'data:,',
    '\xc3\xa4',
    '\xff',
    '\t',
    '\xa0',
    '%00',
    '%0d%0a',
    '%zz',
    'http://a b/',
    'http://{}/',
    '*'
  ]
]

/**
 * What a response may make the next request be: whatever its cookies and its Location say, that request can be sent and
 * nothing of the response breaks out of its line.
 */
export const responseHeadTarget: FuzzTarget = {
  name: 'response-head',
  extension: 'http',
  mutate: (input, other, random) => mutateBytes(input, other, random, WORDS),
  async check(input) {
    const parser = new ResponseParser()
    parser.begin(false, false, false, REDIRECT_HEADS | COOKIE_HEADS)
    parser.consume(input, 0, input.length)
    if (!parser.headKept || parser.fault !== null) return `not kept ${parser.fault}`
    const loop = new EventLoop()
    const client = new HttpClient({ loop })
    const first = firstRequest(client)
    const cookies = new UserCookies()
    cookies.take(first, parser.captured)
    if (cookies.hasTaken) await loop.run(cookies.keep())
    const again = cookies.addTo(first)
    checkHead(again.bytes)
    const location = parser.captured.headerValue('location')
    const next = location === undefined ? null : redirected(client, again, parser.statusCode, location)
    if (next !== null) checkHop(next, cookies)
    return `${again === first} ${location === undefined} ${next?.origin.scheme} ${next?.origin === first.origin}`
  }
}

function firstRequest(client: HttpClient): MadeRequest {
  const origin = client.origin(new URL('http://shop.test:8080/'))
  const parts = {
    ...{
      method: 'POST',
      target: '/cart/add?a=1',
      host: 'shop.test:8080',
      keepAlive: true,
      userAgent: 'loadgale'
    },
    headers: [
      ['Authorization', 'Bearer secret'],
      ['cookie', 'own=1'],
      ['content-type', 'text/plain']
    ] as const,
    body: Buffer.from('body')
  }
  return makeRequest(origin, parts, null)
}

/** Null where the location is refused, which is an outcome of the request and no failure of the engine. */
function redirected(
  client: HttpClient,
  from: MadeRequest,
  status: number,
  location: string
): MadeRequest | null {
  try {
    return redirectedRequest(from, status, location, (parts) => client.origin(parts))
  } catch (error) {
    require(error instanceof Error, () => 'something else than an Error was thrown')
    return null
  }
}

function checkHop(next: MadeRequest, cookies: UserCookies): void {
  checkHead(next.bytes)
  checkHead(cookies.addTo(next).bytes)
  const { scheme, host, port } = next.origin
  const isSame = scheme === 'http' && host === 'shop.test' && port === 8080
  const head = next.bytes.toString('latin1').toLowerCase()
  require(isSame || !/\r\n(?:authorization|cookie):/.test(head), () => `credentials go to ${host}:${port}`)
}
