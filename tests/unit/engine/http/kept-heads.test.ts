import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeadMemo } from '../../../../src/main/engine/http/head-memo.ts'
import {
  COOKIE_HEADS,
  ENCODED_HEADS,
  isRedirectStatus,
  REDIRECT_HEADS
} from '../../../../src/main/engine/http/kept-heads.ts'
import { ResponseParser } from '../../../../src/main/engine/http/response-parser.ts'

const memo = new HeadMemo()

/** The head that was kept, null for none; the response is cut at the given places. */
function keptHead(text: string, keptHeads: number, cuts: readonly number[] = []): string | null {
  const parser = new ResponseParser({}, memo)
  const bytes = Buffer.from(text, 'latin1')
  parser.begin(false, false, false, keptHeads)
  let start = 0
  for (const end of [...cuts, bytes.length]) {
    // What is kept must not refer to the receive buffer.
    const piece = Buffer.from(bytes.subarray(start, end))
    parser.consume(piece, 0, piece.length)
    piece.fill(0)
    start = end
  }
  expect(parser.complete).toBe(true)
  return parser.headKept ? Buffer.from(parser.captured.head()).toString('latin1') : null
}

const head = fc
  .record({
    interim: fc.constantFrom('', 'HTTP/1.1 103 Early\r\nSet-Cookie: early=1\r\n\r\n'),
    status: fc.constantFrom(200, 301, 302, 303, 304, 307, 308, 404),
    lines: fc.shuffledSubarray([
      'SET-cookie: a=1',
      'Content-Encoding: gzip',
      'Set-Cookies: no',
      'X: set-cookie'
    ])
  })
  .map(({ interim, status, lines }) => ({
    interim,
    status,
    lines,
    text: `HTTP/1.1 ${status} X\r\n${lines.map((line) => `${line}\r\n`).join('')}Content-Length: 0\r\n\r\n`
  }))

describe('heads that are kept by what they say', () => {
  it('are exactly those that were asked for, whole, however the response is split', () => {
    fc.assert(
      fc.property(head, fc.nat(7), fc.array(fc.nat(120), { maxLength: 4 }), (response, kept, places) => {
        const { interim, status, lines, text } = response
        const whole = interim + text
        const cuts = places.filter((place) => place < whole.length).sort((a, b) => a - b)
        const wanted =
          ((kept & REDIRECT_HEADS) !== 0 && isRedirectStatus(status)) ||
          ((kept & COOKIE_HEADS) !== 0 && lines.includes('SET-cookie: a=1')) ||
          ((kept & ENCODED_HEADS) !== 0 && lines.includes('Content-Encoding: gzip'))
        expect(keptHead(whole, kept, cuts)).toBe(wanted ? text : null)
      }),
      { numRuns: 500 }
    )
  })

  it('are recognised when the same head came before', () => {
    const text = 'HTTP/1.1 302 X\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n'
    for (let time = 0; time < 3; time++) expect(keptHead(text, REDIRECT_HEADS)).toBe(text)
    expect(keptHead(text, 0)).toBeNull()
  })
})
