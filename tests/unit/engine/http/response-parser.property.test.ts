import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResponseParser } from '../../../../src/main/engine/http/response-parser.ts'
import { readResponses, type ResponsesReading } from '../../../support/response-reading.ts'

const limits = {
  maxHeadBytes: 400,
  maxHeaders: 8,
  maxChunkExtensionBytes: 20,
  maxBodyBytes: 64,
  maxCapturedBodyBytes: 40
}

function read(stream: Uint8Array, cuts: readonly number[], head: boolean): ResponsesReading {
  return readResponses(stream, { limits, head, cuts })
}

const token = fc.stringMatching(/^[A-Za-z-]{1,8}$/)
const header = fc.oneof(
  fc.tuple(token, fc.stringMatching(/^[ -~]{0,12}$/)).map(([name, value]) => `${name}: ${value}`),
  fc.constantFrom(
    'Connection: close',
    'Connection: keep-alive, x',
    'connection:CLOSE',
    'X: \xe9',
    'X:',
    'X: a\r\n b',
    'X:\r\n \t\r\n c: d ',
    'X Y: 1'
  )
)
const length = fc.nat(70).map((bytes) => ({ header: `Content-Length: ${bytes}`, body: 'b'.repeat(bytes) }))
const chunks = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('', ';a', ';a=b', ';a="b c"', '; ', ' ;a', '\t; a = "b" ; c', ' ')
      ),
      {
        maxLength: 4
      }
    ),
    fc.array(header, { maxLength: 2 })
  )
  .map(([sizes, trailers]) => ({
    header: 'Transfer-Encoding: gzip, Chunked',
    body: `${sizes.map(([size, extension]) => `${size.toString(16)}${extension}\r\n${'c'.repeat(size)}\r\n`).join('')}0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`
  }))
const noLength = fc.constant({ header: 'X-None: 1', body: 'until the end' })
const response = fc
  .tuple(
    fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0'),
    fc.constantFrom(200, 200, 404, 204, 304, 100, 103, 101),
    fc.array(header, { maxLength: 3 }),
    fc.oneof(length, chunks, noLength)
  )
  .map(([version, status, headers, framing]) => {
    const lines = [`${version} ${status} Some reason`, ...headers, ...(status < 200 ? [] : [framing.header])]
    const body = status < 200 || status === 204 || status === 304 ? '' : framing.body
    return `${lines.join('\r\n')}\r\n\r\n${body}`
  })

/** Some responses after each other, with a few bytes changed now and then. */
const stream = fc
  .tuple(
    fc.array(response, { minLength: 1, maxLength: 3 }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(
          fc.tuple(fc.nat(), fc.constantFrom('\r', '\n', '\0', ':', ' ', '0', ';', '"', '')),
          { maxLength: 3 }
        )
      }
    )
  )
  .map(([responses, changes]) => {
    let text = responses.join('')
    for (const [position, character] of changes) {
      const at = position % text.length
      text = text.slice(0, at) + character + text.slice(at + 1)
    }
    return Uint8Array.from(Buffer.from(text, 'latin1'))
  })

const positions = fc.array(fc.nat(), { maxLength: 12 })

function cutsIn(bytes: Uint8Array, at: readonly number[]): number[] {
  return at.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b)
}

describe('ResponseParser, whatever the bytes', () => {
  it('finds the same responses, headers, bodies and faults for any split of the bytes', () => {
    fc.assert(
      fc.property(stream, positions, fc.boolean(), (bytes, at, head) => {
        expect(read(bytes, cutsIn(bytes, at), head)).toEqual(read(bytes, [], head))
      }),
      { numRuns: 2000 }
    )
  })

  it('finds the same when each byte comes alone', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const everywhere = Array.from(bytes, (_, index) => index)
        expect(read(bytes, everywhere, false)).toEqual(read(bytes, [], false))
      }),
      { numRuns: 500 }
    )
  })

  it('never throws on garbage, ends, and keeps no more than its limits', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .uint8Array({ maxLength: 600 })
        .map((tail) => Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n'), tail])),
      fc
        .uint8Array({ maxLength: 600 })
        .map((tail) =>
          Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), tail])
        ),
      fc
        .string({ maxLength: 600, unit: fc.constantFrom('\r\n', 'HTTP/1.1 200 OK', ':', 'a', '0', ';', ' ') })
        .map(Buffer.from)
    )
    fc.assert(
      fc.property(garbage, positions, (bytes, at) => {
        const parser = new ResponseParser(limits)
        parser.begin(false, true, true)
        let start = 0
        for (const end of [...cutsIn(bytes, at), bytes.length]) {
          if (parser.fault === null && !parser.complete) start = parser.consume(bytes, start, end)
          expect(start).toBeLessThanOrEqual(end)
        }
        parser.finish()
        expect(parser.complete || parser.fault !== null).toBe(true)
        expect(parser.headerBytes).toBeLessThanOrEqual(limits.maxHeadBytes)
        expect(parser.captured.head().length).toBeLessThanOrEqual(limits.maxHeadBytes)
        expect(parser.bodyBytes).toBeLessThanOrEqual(limits.maxBodyBytes)
        expect(parser.captured.body().length).toBeLessThanOrEqual(limits.maxCapturedBodyBytes)
      }),
      { numRuns: 2000 }
    )
  })
})
