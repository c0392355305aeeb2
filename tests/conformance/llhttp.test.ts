import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ResponseFault } from '../../src/main/engine/http/response-parser-errors.ts'
import { loadLlhttpCases, parseLlhttpCases } from './llhttp-cases.ts'
import type { LlhttpCase } from './llhttp-cases.ts'
import { readStream } from './response-stream.ts'
import type { StreamReading } from './response-stream.ts'

const casesFolder = process.env['LOADGALE_CASES']

/**
 * Where the parser deliberately differs from llhttp: it rejects with this fault what llhttp accepts. A lenient case
 * switches on a leniency that is off by default in llhttp; the parser has none of them.
 */
const DIFFERENCES: Readonly<Record<string, readonly [fault: ResponseFault, reason: string]>> = {
  'sample.md: RTSP response': ['http_invalid_protocol', 'a load tester for HTTP expects HTTP'],
  'sample.md: ICE response': ['http_invalid_protocol', 'a load tester for HTTP expects HTTP'],
  'sample.md: No carriage ret (lenient)': ['http_invalid_status_line', 'a line ends in CRLF'],
  'invalid.md: Bare CR after response line (lenient)': ['http_invalid_status_line', 'a line ends in CRLF'],
  'invalid.md: Only LFs present and no body (lenient)': ['http_invalid_status_line', 'a line ends in CRLF'],
  'invalid.md: Only LFs present (lenient)': ['http_invalid_status_line', 'a line ends in CRLF'],
  'lenient-version.md: Invalid HTTP version (lenient)': ['http_invalid_version', 'no such version'],
  'transfer-encoding.md: Invalid OBS fold after chunked value': ['http_folded_header', 'folding is obsolete'],
  'connection.md: HTTP/1.1 with keep-alive disabled, content-length (lenient)': [
    'http_unexpected_data',
    'nothing may follow Connection: close'
  ],
  'connection.md: HTTP/1.1 with keep-alive disabled and 204 status (lenient)': [
    'http_unexpected_data',
    'nothing may follow Connection: close'
  ]
}

function readCase(testCase: LlhttpCase): StreamReading {
  return readStream(testCase.bytes, { head: testCase.skipBody })
}

describe('the loader of llhttp cases', () => {
  it('reads bytes, verdict and message boundaries of a case', () => {
    const sample = [
      'Sample',
      '======',
      '## Two messages',
      '<!-- meta={"type": "response", "skipBody": true} -->',
      '```http',
      'HTTP/1.1 103 \\r\\n\\',
      '',
      'HTTP/1.1 200 OK\\nX',
      'ab\\',
      'c',
      '```',
      'Some text.',
      '```log',
      'off=17 headers complete status=103 v=1/1 flags=0 content_length=0',
      'off=17 message complete',
      'off=38 headers complete status=200 v=1/1 flags=0 content_length=0',
      'off=38 len=2 span[body]="ab"',
      'off=40 len=1 span[body]="c"',
      'off=41 message complete',
      'off=42 error code=5 reason="Data after `Connection: close`"',
      '```'
    ].join('\n')
    expect(parseLlhttpCases('sample.md', sample)).toEqual([
      {
        id: 'sample.md: Two messages',
        type: 'response',
        skipBody: true,
        bytes: Buffer.from('HTTP/1.1 103 \r\n\r\nHTTP/1.1 200 OK\nX\r\nabc'),
        expected: { messages: [{ statusCode: 200, bodyBytes: 3, end: 41 }], interimCount: 1, rejected: true }
      }
    ])
  })
})

if (casesFolder === undefined) {
  console.info('LOADGALE_CASES is not set: the public response cases of llhttp are left out here.')
} else {
  const cases = loadLlhttpCases(join(casesFolder, 'llhttp'))
  const named = (type: (name: string) => boolean): LlhttpCase[] => cases.filter((each) => type(each.type))
  const strict = named((type) => type === 'response')
  const agreed = strict.filter(({ id }) => !(id in DIFFERENCES))

  describe('the public response cases of llhttp', () => {
    it('are all there: 76 strict, 8 lenient, 1 of the end of the stream, each with a name of its own', () => {
      expect(strict).toHaveLength(76)
      expect(named((type) => type.startsWith('response-lenient-'))).toHaveLength(8)
      expect(named((type) => type === 'response-finish')).toHaveLength(1)
      expect(new Set(cases.map(({ id }) => id)).size).toBe(85)
    })

    it.each(agreed)('$id ends as in llhttp', (testCase) => {
      const { messages, interimCount, fault } = readCase(testCase)
      expect({ messages, interimCount, rejected: fault !== null }).toEqual(testCase.expected)
    })

    it.each(named((type) => type === 'response-finish'))(
      '$id is complete at the end of the stream',
      ({ bytes }) => {
        expect(readStream(bytes, { finish: true })).toEqual({
          messages: [{ statusCode: 200, bodyBytes: 0, end: bytes.length }],
          interimCount: 0,
          fault: null
        })
      }
    )

    it.each(Object.entries(DIFFERENCES))('%s differs on purpose: %s', (id, [fault]) => {
      const testCase = cases.find((each) => each.id === id)
      expect(testCase?.expected.rejected).toBe(false)
      expect(testCase && readCase(testCase).fault).toBe(fault)
    })

    it('leave no lenient case out of the table of differences', () => {
      const lenient = named((type) => type.startsWith('response-lenient-')).map(({ id }) => id)
      expect(lenient.filter((id) => !(id in DIFFERENCES))).toEqual([])
      expect(agreed.length + Object.keys(DIFFERENCES).length + 1).toBe(85)
    })
  })
}
