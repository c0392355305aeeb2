import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeadMemo } from '../../../../src/main/engine/http/head-memo.ts'
import { ResponseParser } from '../../../../src/main/engine/http/response-parser.ts'

const HEADS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd',
  'HTTP/1.1 503 Busy\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\nX: 1\r\n\r\n',
  '\r\nHTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'
]

function facts(parser: ResponseParser): unknown {
  const { statusCode, httpMajor, httpMinor, contentLength, chunked, keepAlive, headerBytes, bodyBytes } =
    parser
  const { complete, fault, interimCount } = parser
  return {
    ...{ statusCode, httpMajor, httpMinor, contentLength, chunked, keepAlive, headerBytes, bodyBytes },
    ...{ complete, fault, interimCount }
  }
}

/** Reads one response out of a buffer at an offset, split at one place. */
function read(parser: ResponseParser, text: string, offset: number, split: number): unknown {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'latin1')])
  parser.begin(false)
  const middle = offset + Math.min(split, text.length)
  const at = parser.consume(bytes, offset, middle)
  if (at === middle) parser.consume(bytes, middle, bytes.length)
  return facts(parser)
}

describe('HeadMemo', () => {
  it('changes no result, whatever was read before, wherever it lies and however it is split', () => {
    const response = fc.record({
      text: fc.constantFrom(...HEADS),
      offset: fc.integer({ min: 0, max: 9 }),
      split: fc.integer({ min: 0, max: 80 })
    })
    fc.assert(
      fc.property(fc.array(response, { minLength: 1, maxLength: 40 }), (responses) => {
        const shared = new HeadMemo()
        for (const { text, offset, split } of responses) {
          const remembering = read(new ResponseParser({}, shared), text, offset, split)
          expect(remembering).toEqual(read(new ResponseParser({}, new HeadMemo()), text, offset, split))
        }
      })
    )
  })

  it('recognises the head that was read last and no other', () => {
    const memo = new HeadMemo()
    const bytes = Buffer.from(new ArrayBuffer(64)).fill('abcdefgh')
    memo.remember(bytes, 0, 30)
    expect(memo.matches(bytes, 0, 64)).toBe(true)
    expect(memo.matches(bytes, 8, 64)).toBe(true)
    expect(memo.matches(bytes, 4, 64)).toBe(false)
    expect(memo.matches(bytes, 0, 29)).toBe(false)
    bytes[29] = 0
    expect(memo.matches(bytes, 0, 64)).toBe(false)
  })

  it('stops copying heads that never come twice', () => {
    const memo = new HeadMemo()
    const bytes = Buffer.from(new ArrayBuffer(64))
    let copies = 0
    for (let head = 0; head < 1000; head++) {
      bytes.writeUInt32LE(head, 0)
      if (memo.matches(bytes, 0, 64) || !memo.wants(64)) continue
      memo.remember(bytes, 0, 64)
      copies++
    }
    expect(copies).toBeLessThan(25)
  })
})
