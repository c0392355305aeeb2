import { describe, expect, it } from 'vitest'
import { ResponseParser } from '../../../../src/main/engine/http/response-parser.ts'
import { responseErrorCode } from '../../../../src/main/engine/http/response-parser-errors.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function consumeAll(parser: ResponseParser, text: string): number {
  const buffer = bytes(text)
  return parser.consume(buffer, 0, buffer.length)
}

const hello = 'HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: 5\r\n\r\nhello'

describe('ResponseParser', () => {
  it('gives the result of a response in plain fields', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    expect(consumeAll(parser, hello)).toBe(hello.length)
    expect(parser).toMatchObject({
      complete: true,
      fault: null,
      statusCode: 200,
      httpMajor: 1,
      httpMinor: 1,
      contentLength: 5,
      chunked: false,
      closeDelimited: false,
      upgrade: false,
      keepAlive: true,
      headerBytes: hello.length - 5,
      bodyBytes: 5,
      interimCount: 0
    })
  })

  it('reads a window of the buffer and stops behind the response', () => {
    const parser = new ResponseParser()
    const buffer = bytes(`junk${hello}HTTP`)
    parser.begin(false)
    expect(parser.consume(buffer, 4, buffer.length)).toBe(4 + hello.length)
    expect(parser.complete).toBe(true)
  })

  it('forgets everything about the previous response when the next begins', () => {
    const parser = new ResponseParser()
    parser.begin(false, true, true)
    consumeAll(
      parser,
      'HTTP/1.1 100 C\r\n\r\nHTTP/1.0 500 E\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0\r\n\r\n'
    )
    expect(parser).toMatchObject({ complete: true, chunked: true, interimCount: 1, keepAlive: true })
    parser.begin(false, true, true)
    expect(parser.started).toBe(false)
    consumeAll(parser, 'HTTP/1.1 204 N\r\nA: b\r\n\r\n')
    expect(parser).toMatchObject({
      complete: true,
      statusCode: 204,
      chunked: false,
      interimCount: 0,
      contentLength: -1
    })
    expect(parser.captured.headers()).toEqual([['A', 'b']])
    expect(parser.captured.body()).toHaveLength(0)
  })

  it('says whether the response has started', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    expect(parser.started).toBe(false)
    consumeAll(parser, 'H')
    expect(parser.started).toBe(true)
    expect(parser.complete).toBe(false)
  })

  it('counts and skips interim responses', () => {
    const parser = new ResponseParser()
    parser.begin(false, true)
    consumeAll(parser, `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${hello}`)
    expect(parser).toMatchObject({ complete: true, statusCode: 200, interimCount: 2 })
    expect(Buffer.from(parser.captured.head()).toString()).toBe(hello.slice(0, -5))
  })

  it('announces 101 as a switch to another protocol and leaves what follows to the caller', () => {
    const parser = new ResponseParser()
    const head = 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'
    parser.begin(false)
    expect(consumeAll(parser, `${head}raw`)).toBe(head.length)
    expect(parser).toMatchObject({ complete: true, upgrade: true, keepAlive: false })
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, CLOSE\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nProxy-Connection: close\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close x\r\n\r\n', true],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n', true],
    ['HTTP/1.1 204 N\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nConnection: close\r\n\r\n', false]
  ])('knows for %j whether the connection may be used again: %s', (text, keepAlive) => {
    const parser = new ResponseParser()
    parser.begin(false)
    consumeAll(parser, text)
    expect(parser).toMatchObject({ complete: true, keepAlive })
  })

  it('completes a close-delimited response at the end of the stream', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    consumeAll(parser, 'HTTP/1.1 200 OK\r\n\r\nabc')
    expect(parser).toMatchObject({ complete: false, closeDelimited: true })
    parser.finish()
    expect(parser).toMatchObject({ complete: true, fault: null, keepAlive: false, bodyBytes: 3 })
  })

  it('takes the end of the stream between two responses for no fault', () => {
    const parser = new ResponseParser()
    parser.finish()
    expect(parser.fault).toBeNull()
    parser.begin(false)
    consumeAll(parser, hello)
    parser.finish()
    expect(parser).toMatchObject({ complete: true, fault: null })
  })

  it('calls bytes unexpected that come when no response is due, but for empty lines', () => {
    const parser = new ResponseParser()
    expect(consumeAll(parser, '\r\n')).toBe(2)
    expect(parser.fault).toBeNull()
    parser.begin(false)
    const buffer = bytes(`${hello}\r\n${hello}`)
    const end = parser.consume(buffer, 0, buffer.length)
    expect(end).toBe(hello.length)
    expect(parser.consume(buffer, end, buffer.length)).toBe(end + 2)
    expect(parser.fault).toBe('http_unexpected_data')
  })

  it('reads nothing more after a fault until the next response begins', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    consumeAll(parser, 'X')
    expect(parser.fault).toBe('http_invalid_protocol')
    expect(consumeAll(parser, hello)).toBe(0)
    parser.finish()
    expect(parser.fault).toBe('http_invalid_protocol')
    parser.begin(false)
    consumeAll(parser, hello)
    expect(parser.complete).toBe(true)
  })

  it('accepts what stands exactly at each limit', () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext\r\nabc\r\n0\r\nX: 1\r\n\r\n'
    const parser = new ResponseParser({
      maxHeadBytes: 47 + 8,
      maxHeaders: 2,
      maxChunkExtensionBytes: 4,
      maxBodyBytes: 3
    })
    parser.begin(false)
    consumeAll(parser, text)
    expect(parser).toMatchObject({ complete: true, fault: null, headerBytes: 55, bodyBytes: 3 })
  })

  it('allows 64 KiB of head and 256 headers by default', () => {
    const head = (bytesOfHead: number): string =>
      `HTTP/1.1 204 N\r\nX: ${'a'.repeat(bytesOfHead - 23)}\r\n\r\n`
    const headers = (count: number): string => `HTTP/1.1 204 N\r\n${'a: b\r\n'.repeat(count)}\r\n`
    const faultOf = (text: string): string | null => {
      const parser = new ResponseParser()
      parser.begin(false)
      consumeAll(parser, text)
      return parser.fault
    }
    expect(head(65536)).toHaveLength(65536)
    expect([head(65536), head(65537), headers(256), headers(257)].map(faultOf)).toEqual([
      null,
      'http_head_too_large',
      null,
      'http_too_many_headers'
    ])
  })
})

describe('the limits of one response', () => {
  it('count anew for the next response', () => {
    const parser = new ResponseParser({ maxHeadBytes: 60, maxHeaders: 2, maxChunkExtensionBytes: 4 })
    for (let round = 0; round < 3; round++) {
      parser.begin(false)
      consumeAll(
        parser,
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;ext\r\na\r\n0\r\nX: 1\r\n\r\n'
      )
      expect(parser).toMatchObject({ complete: true, fault: null, bodyBytes: 1 })
    }
  })

  it('leave the body out of the size of the head', () => {
    const parser = new ResponseParser({ maxHeadBytes: hello.length - 5 })
    parser.begin(false)
    consumeAll(parser, hello)
    expect(parser).toMatchObject({ complete: true, fault: null })
  })

  it('do not outlive a response that was left in the middle of a chunk', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    consumeAll(parser, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc')
    parser.begin(false)
    consumeAll(parser, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n')
    expect(parser).toMatchObject({ complete: true, fault: null, bodyBytes: 1 })
  })
})

describe('the capture of a response', () => {
  it('keeps nothing unless it is asked to', () => {
    const parser = new ResponseParser()
    parser.begin(false)
    consumeAll(parser, hello)
    expect(parser.captured.head()).toHaveLength(0)
    expect(parser.captured.body()).toHaveLength(0)
  })

  it('copies what it keeps, so the receive buffer may change', () => {
    const parser = new ResponseParser()
    const buffer = bytes(hello)
    parser.begin(false, true, true)
    parser.consume(buffer, 0, buffer.length)
    buffer.fill(0)
    expect(Buffer.from(parser.captured.head()).toString()).toBe(hello.slice(0, -5))
    expect(Buffer.from(parser.captured.body()).toString()).toBe('hello')
  })

  it('gives headers in order, with duplicates, trimmed, as Latin-1, and finds the first in any case', () => {
    const parser = new ResponseParser()
    parser.begin(true, true)
    consumeAll(
      parser,
      '\r\nHTTP/1.1 200 a: b\r\nSet-Cookie: a=1\r\nX-E:\r\nset-cookie:\t b=2 \r\nPlace: Z\xfcrich: here\r\n\r\n'
    )
    const { captured } = parser
    expect(captured.headers()).toEqual([
      ['Set-Cookie', 'a=1'],
      ['X-E', ''],
      ['set-cookie', 'b=2'],
      ['Place', 'Zürich: here']
    ])
    expect(captured.headerValue('SET-COOKIE')).toBe('a=1')
    expect(captured.headerValue('x-e')).toBe('')
    expect(captured.headerValue('missing')).toBeUndefined()
    expect(Buffer.from(captured.head()).toString('latin1')).toMatch(/^HTTP/)
  })

  it('joins a value over several lines by spaces', () => {
    const parser = new ResponseParser()
    parser.begin(false, true)
    consumeAll(
      parser,
      'HTTP/1.1 200 OK\r\nX: a \r\n\t b: c\r\n \r\n d\r\nY:\r\n e\r\nContent-Length: 0\r\n\r\n'
    )
    expect(parser.captured.headers()).toEqual([
      ['X', 'a b: c d'],
      ['Y', 'e'],
      ['Content-Length', '0']
    ])
  })

  it('removes the chunk framing from the body and leaves trailers out of the headers', () => {
    const parser = new ResponseParser()
    parser.begin(false, true, true)
    consumeAll(
      parser,
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n'
    )
    expect(Buffer.from(parser.captured.body()).toString()).toBe('abcde')
    expect(parser.captured.headers()).toEqual([['Transfer-Encoding', 'chunked']])
  })

  it('keeps a body that arrives in many pieces', () => {
    const parser = new ResponseParser()
    const text = Array.from({ length: 5000 }, (_, index) => String.fromCharCode(97 + (index % 23))).join('')
    parser.begin(false, false, true)
    consumeAll(parser, 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n')
    for (let start = 0; start < text.length; start += 70) consumeAll(parser, text.slice(start, start + 70))
    expect(parser.complete).toBe(true)
    expect(Buffer.from(parser.captured.body()).toString()).toBe(text)
  })

  it('keeps the body up to the limit, counts all of it and says that it was cut', () => {
    const parser = new ResponseParser({ maxCapturedBodyBytes: 3 })
    parser.begin(false, false, true)
    consumeAll(parser, hello)
    expect(parser).toMatchObject({ complete: true, bodyBytes: 5, fault: null })
    expect(Buffer.from(parser.captured.body()).toString()).toBe('hel')
    expect(parser.captured.bodyCut).toBe(true)
    parser.begin(false, false, true)
    consumeAll(parser, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc')
    expect(parser.captured.bodyCut).toBe(false)
  })
})

describe('the faults of a response', () => {
  it.each([
    ['http_invalid_chunk_size', 'malformed_response'],
    ['http_head_too_large', 'headers_too_large'],
    ['http_too_many_headers', 'headers_too_large'],
    ['http_body_too_large', 'body_too_large'],
    ['http_truncated', 'truncated_response'],
    ['http_unexpected_data', 'unexpected_data']
  ] as const)('%s counts as the public error %s', (fault, code) => {
    expect(responseErrorCode(fault)).toBe(code)
  })
})
