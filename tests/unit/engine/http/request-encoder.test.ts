import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  InvalidRequestError,
  asksToClose,
  encodeRequest
} from '../../../../src/main/engine/http/request-encoder.ts'
import type { RequestToEncode } from '../../../../src/main/engine/http/request-encoder.ts'

const base: RequestToEncode = {
  method: 'GET',
  target: '/',
  host: 'example.test:8080',
  headers: [],
  keepAlive: true,
  userAgent: 'loadgale/1.2.3'
}

const encode = (changes: Partial<RequestToEncode> = {}): string =>
  encodeRequest({ ...base, ...changes }).toString('utf8')

const body = (text: string): Uint8Array => new TextEncoder().encode(text)

function faultOf(changes: Partial<RequestToEncode>): string {
  try {
    encodeRequest({ ...base, ...changes })
  } catch (error) {
    if (error instanceof InvalidRequestError) return `${error.code}/${error.fault}`
    throw error
  }
  return 'none'
}

describe('asksToClose', () => {
  it.each([
    [true, [], false],
    [false, [], true],
    [false, [['connection', 'keep-alive']], false],
    [true, [['Connection', 'keep-alive, Close']], true],
    [
      true,
      [
        ['connection', 'upgrade'],
        ['CONNECTION', 'close']
      ],
      true
    ],
    [
      true,
      [
        ['connection', 'closed'],
        ['x-connection', 'close']
      ],
      false
    ]
  ] as const)('of a request with keepAlive %s and %j is %s', (keepAlive, headers, closes) => {
    expect(asksToClose({ keepAlive, headers })).toBe(closes)
  })
})

describe('encodeRequest', () => {
  it('adds the headers that every request needs', () => {
    expect(encode()).toBe(
      'GET / HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: loadgale/1.2.3\r\nAccept: */*\r\n\r\n'
    )
  })

  it('gives a proxy that forwards it the whole URL, and the credentials that the plan does not give itself', () => {
    const forwarded = (changes: Partial<RequestToEncode>, authorization: string | null): string =>
      encodeRequest({ ...base, ...changes }, { authorization }).toString('utf8')
    expect(forwarded({ target: '/a b?c' }, null)).toMatch(
      /^GET http:\/\/example\.test:8080\/a%20b\?c HTTP\/1\.1\r\n/
    )
    expect(forwarded({}, null)).not.toContain('Proxy-Authorization')
    expect(forwarded({}, 'Basic x')).toContain('\r\nProxy-Authorization: Basic x\r\n')
    const headers = [['proxy-authorization', 'Own y']] as const
    expect(forwarded({ headers }, 'Basic x').match(/proxy-authorization: .*/gi)).toEqual([
      'proxy-authorization: Own y'
    ])
    // RFC 9112, section 3.2.4
    expect(forwarded({ method: 'OPTIONS', target: '*' }, null)).toMatch(
      /^OPTIONS http:\/\/example\.test:8080 HTTP/
    )
  })

  it('sends given headers in their order with their case, trimmed, duplicates kept', () => {
    const headers = [
      ['X-B', ' 1\t'],
      ['x-a', ''],
      ['X-B', '2']
    ] as const
    expect(encode({ headers })).toContain('\r\nX-B: 1\r\nx-a: \r\nX-B: 2\r\n\r\n')
  })

  it('adds no header that is given, in whatever case', () => {
    const headers = [
      ['HOST', 'other'],
      ['user-agent', 'me'],
      ['accept', 'text/plain'],
      ['content-length', '2'],
      ['connection', 'keep-alive']
    ] as const
    expect(encode({ method: 'POST', body: body('ab'), keepAlive: false, headers })).toBe(
      'POST / HTTP/1.1\r\nHOST: other\r\nuser-agent: me\r\naccept: text/plain\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nab'
    )
  })

  it('asks the server to close where the connection is not to be kept alive', () => {
    expect(encode({ keepAlive: false })).toContain('\r\nConnection: close\r\n\r\n')
    expect(encode({ keepAlive: true })).not.toContain('Connection')
  })

  it('gives the length of the body in bytes and the body as it is', () => {
    const bytes = Uint8Array.from([0, 13, 10, 255])
    const encoded = encodeRequest({ ...base, method: 'PUT', body: bytes })
    expect(encoded.subarray(-4)).toEqual(Buffer.from(bytes))
    expect(encoded.toString('latin1')).toContain('\r\nContent-Length: 4\r\n\r\n')
    expect(encode({ method: 'DELETE', body: body('é') })).toContain('Content-Length: 2\r\n\r\né')
  })

  it.each([
    ['POST', true],
    ['PUT', true],
    ['PATCH', true],
    ['GET', false],
    ['DELETE', false],
    ['HEAD', false]
  ])('without a body, %s says Content-Length: 0: %s', (method, expected) => {
    expect(encode({ method }).includes('Content-Length: 0\r\n')).toBe(expected)
    expect(encode({ method, body: new Uint8Array(0) }).includes('Content-Length: 0\r\n')).toBe(expected)
  })

  it('sends header characters beyond ASCII as UTF-8', () => {
    expect(encode({ headers: [['X-City', 'Zürich']] })).toContain('X-City: Zürich\r\n')
  })

  it.each([
    ['', '/'],
    ['?q=1', '/?q=1'],
    ['/a/../b//c', '/a/../b//c'],
    ['//host/path', '//host/path'],
    ['/a b', '/a%20b'],
    ['/%20%zz', '/%20%zz'],
    ['/Zürich?q=ü&x=😀', '/Z%C3%BCrich?q=%C3%BC&x=%F0%9F%98%80'],
    ['/"<>^`{}|', '/%22%3C%3E%5E%60%7B%7D|'],
    ['/?"<>\'^`{}|?', '/?%22%3C%3E%27^`{}|?'],
    ['/a#fragment?no', '/a'],
    ['/a?b#fragment', '/a?b'],
    ['/a\r\nX: 1', '/a%0D%0AX:%201'],
    ['/\0\x7f\ud800', '/%00%7F%EF%BF%BD']
  ])('sends the target %j as %s', (target, expected) => {
    expect(encode({ target }).split('\r\n')[0]).toBe(`GET ${expected} HTTP/1.1`)
  })

  it('encodes a path and a query as the URL standard does', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    fc.assert(
      fc.property(text, text, (path, query) => {
        // The URL standard also resolves dot segments and backslashes, and drops tabs and line ends.
        const plain = (part: string): string => part.replace(/[.\\\t\r\n#?]|%2e/gi, '_')
        const target = `/x/${plain(path)}?${plain(query)}x`
        const url = new URL(`http://h${target}`)
        expect(encode({ target }).split(' ')[1]).toBe(url.pathname + url.search)
      }),
      { numRuns: 1000 }
    )
  })

  it('sends OPTIONS * as such', () => {
    expect(encode({ method: 'OPTIONS', target: '*' })).toMatch(/^OPTIONS \* HTTP\/1\.1\r\n/)
    expect(faultOf({ target: '*' })).toBe('invalid_request/invalid_target')
  })

  it.each(['', 'GET /', 'G\r\nX: 1', 'é', 'CONNECT'])('refuses the method %j', (method) => {
    expect(faultOf({ method })).toBe('invalid_request/invalid_method')
  })

  it.each(['', 'a b', 'a\r\nX: 1', 'user@host', 'a/b', 'zürich.test'])('refuses the host %j', (host) => {
    expect(faultOf({ host })).toBe('invalid_request/invalid_host')
  })

  it.each(['127.0.0.1', '[::1]:8080', 'a-b.test', 'xn--zrich-kva.test'])('accepts the host %j', (host) => {
    expect(encode({ host })).toContain(`\r\nHost: ${host}\r\n`)
  })

  it.each(['http://x/', 'path', 'x?/'])('refuses the target %j', (target) => {
    expect(faultOf({ target })).toBe('invalid_request/invalid_target')
  })

  it.each(['', 'a b', 'a:', 'X\r\nY', 'é', 'a\0'])('refuses the header name %j', (name) => {
    expect(faultOf({ headers: [[name, '1']] })).toBe('invalid_request/invalid_header_name')
  })

  it.each(['a\r\nX-Injected: 1', 'a\nb', 'a\rb', '\r\n', 'a\0', '\x7f', '\x1b[0m'])(
    'refuses the header value %j',
    (value) => {
      expect(faultOf({ headers: [['X', value]] })).toBe('invalid_request/invalid_header_value')
      expect(faultOf({ userAgent: value })).toBe('invalid_request/invalid_header_value')
    }
  )

  it.each([
    [[['Content-Length', '5']]],
    [[['Content-Length', '02']]],
    [[['Transfer-Encoding', 'chunked']]],
    [
      [
        ['Content-Length', '2'],
        ['content-length', '2']
      ]
    ],
    [
      [
        ['Host', 'a'],
        ['host', 'a']
      ]
    ]
  ] as [[string, string][]][])('refuses headers that would break the framing: %j', (headers) => {
    expect(faultOf({ method: 'POST', body: body('ab'), headers })).toBe('invalid_request/conflicting_header')
  })

  it('names the header that is wrong without its value, which may be a secret', () => {
    expect(() => encode({ headers: [['X-Id', 'a\r\nb']] })).toThrow(
      'the value of the header X-Id holds a line end or another control character'
    )
    expect(() => encode({ body: body('ab'), headers: [['Content-Length', '3']] })).toThrow(
      'header Content-Length is "3", but the body has 2 bytes'
    )
  })

  it('either refuses or makes one request of the wanted lines, whatever the parts', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\r', '\n', '\r\n', '\0', ' ', ':', '/', '?', '#', 'a', 'é', '%')
    })
    const parts = fc.record({
      method: fc.oneof(fc.constantFrom('GET', 'POST', 'PURGE'), nasty),
      target: nasty.map((text) => `/${text}`),
      headers: fc.array(fc.tuple(fc.oneof(fc.constantFrom('X-A', 'Cookie'), nasty), nasty), { maxLength: 4 }),
      body: fc.uint8Array({ maxLength: 9 })
    })
    fc.assert(
      fc.property(parts, (changes) => {
        let encoded: Buffer
        try {
          encoded = encodeRequest({ ...base, ...changes })
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequestError)
          return
        }
        const end = encoded.indexOf('\r\n\r\n')
        const lines = encoded.subarray(0, end).toString('latin1').split('\r\n')
        const lengthLines = changes.body.length > 0 || changes.method === 'POST' ? 1 : 0
        expect(lines).toHaveLength(1 + 3 + changes.headers.length + lengthLines)
        expect(lines[0]).toMatch(/^[!-~]+ \/[!-~]* HTTP\/1\.1$/)
        for (const line of lines.slice(1)) expect(line).toMatch(/^[^\s:]+: [\t -~\x80-\xff]*$/)
        expect(encoded.subarray(end + 4)).toEqual(Buffer.from(changes.body))
      }),
      { numRuns: 1000 }
    )
  })
})
