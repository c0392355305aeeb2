import { describe, expect, it } from 'vitest'
import type { ResponseFault } from '../../src/main/engine/http/response-parser-errors.ts'
import { readStream } from './response-stream.ts'
import type { StreamOptions } from './response-stream.ts'

const crlf = '\r\n'
const ok = `HTTP/1.1 200 OK${crlf}`
const chunked = `${ok}Transfer-Encoding: chunked${crlf}${crlf}`

/** Status and body bytes of a complete response; with `...` the response waits for more bytes. */
type Expected = readonly (readonly [statusCode: number, bodyBytes: number, open?: '...'])[]

type ValidCase = readonly [name: string, text: string, expected: Expected, options?: StreamOptions]

const VALID: readonly ValidCase[] = [
  // Status line
  [
    'a reason phrase of several words',
    `HTTP/1.1 404 Not Found${crlf}Content-Length: 0${crlf}${crlf}`,
    [[404, 0]]
  ],
  ['no reason phrase and no space', `HTTP/1.1 200${crlf}Content-Length: 0${crlf}${crlf}`, [[200, 0]]],
  [
    'bytes beyond ASCII in the reason',
    `HTTP/1.1 200 \xe9\xff${crlf}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  ['the highest status code', `HTTP/1.1 999 ?${crlf}Content-Length: 0${crlf}${crlf}`, [[999, 0]]],
  ['empty lines before the status line', `${crlf}${crlf}${ok}Content-Length: 0${crlf}${crlf}`, [[200, 0]]],
  ['half a status line', 'HTTP/1.1 20', []],
  // Headers
  ['no header at all', `${ok}${crlf}`, [[200, 0, '...']]],
  ['an empty header value', `${ok}X-Empty:${crlf}Content-Length: 1${crlf}${crlf}a`, [[200, 1]]],
  ['tabs and spaces around a value', `${ok}Content-Length:\t 3 \t${crlf}${crlf}abc`, [[200, 3]]],
  ['no space after the colon', `${ok}Content-Length:3${crlf}${crlf}abc`, [[200, 3]]],
  ['names in any case', `${ok}cOnTeNt-LeNgTh: 3${crlf}${crlf}abc`, [[200, 3]]],
  [
    'names that only begin like a known one',
    `${ok}Content-Lengths: 9${crlf}Content-Length: 3${crlf}${crlf}abc`,
    [[200, 3]]
  ],
  [
    'names that stop short of a known one',
    `${ok}Content-Lengt: 9${crlf}Content-Length: 3${crlf}${crlf}abc`,
    [[200, 3]]
  ],
  ['a colon in a value', `${ok}Date: 10:00:00${crlf}Content-Length: 0${crlf}${crlf}`, [[200, 0]]],
  [
    'every character of a token in a name',
    `${ok}!#$%&'*+-.^_\`|~9zZ: 1${crlf}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  ['a folded line', `${ok}X: a${crlf} b${crlf}\t c${crlf}Content-Length: 1${crlf}${crlf}a`, [[200, 1]]],
  [
    'a folded line after an empty value',
    `${ok}X:${crlf}\tb${crlf}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  [
    'a folded line like a header',
    `${ok}X: a${crlf} Content-Length: 9${crlf}Content-Length: 1${crlf}${crlf}a`,
    [[200, 1]]
  ],
  ['a folded trailer', `${chunked}0${crlf}X: a${crlf} b${crlf}${crlf}`, [[200, 0]]],
  [
    'white space around the parts of chunk extensions',
    `${chunked}1 ;a=b${crlf}a${crlf}1\t; a\t= \tb ; c ; d= "e;" ;f${crlf}b${crlf}0 ; g${crlf}${crlf}`,
    [[200, 2]]
  ],
  ['leading zeros in Content-Length', `${ok}Content-Length: 0003${crlf}${crlf}abc`, [[200, 3]]],
  // Body by length
  ['a body that is still on its way', `${ok}Content-Length: 5${crlf}${crlf}abc`, [[200, 3, '...']]],
  [
    'two responses on one connection',
    `${ok}Content-Length: 1${crlf}${crlf}aHTTP/1.1 404 No${crlf}Content-Length: 2${crlf}${crlf}bb`,
    [
      [200, 1],
      [404, 2]
    ]
  ],
  [
    'an empty line after the body',
    `${ok}Content-Length: 1${crlf}${crlf}a${crlf}${ok}Content-Length: 0${crlf}${crlf}`,
    [
      [200, 1],
      [200, 0]
    ]
  ],
  // Chunked
  ['chunks', `${chunked}5${crlf}hello${crlf}6${crlf} world${crlf}0${crlf}${crlf}`, [[200, 11]]],
  [
    'sizes in hexadecimal of either case',
    `${chunked}A${crlf}0123456789${crlf}0b${crlf}0123456789a${crlf}0${crlf}${crlf}`,
    [[200, 21]]
  ],
  ['a line end inside a chunk', `${chunked}4${crlf}a${crlf}b${crlf}0${crlf}${crlf}`, [[200, 4]]],
  ['a last chunk with several zeros', `${chunked}000${crlf}${crlf}`, [[200, 0]]],
  ['chunk extensions', `${chunked}1;a;b=c;d="e; \\"f\\""${crlf}x${crlf}0;z${crlf}${crlf}`, [[200, 1]]],
  ['trailers', `${chunked}1${crlf}x${crlf}0${crlf}Digest: abc${crlf}Other:${crlf}${crlf}`, [[200, 1]]],
  ['trailers that are still on their way', `${chunked}0${crlf}Digest: abc${crlf}`, [[200, 0, '...']]],
  ['chunked in any case', `${ok}Transfer-Encoding: CHUNKED${crlf}${crlf}0${crlf}${crlf}`, [[200, 0]]],
  [
    'another coding below chunked',
    `${ok}Transfer-Encoding: gzip, chunked${crlf}${crlf}1${crlf}x${crlf}0${crlf}${crlf}`,
    [[200, 1]]
  ],
  [
    'codings on two lines',
    `${ok}Transfer-Encoding: gzip${crlf}Transfer-Encoding: chunked${crlf}${crlf}0${crlf}${crlf}`,
    [[200, 0]]
  ],
  ['a tab after chunked', `${ok}Transfer-Encoding: chunked\t${crlf}${crlf}0${crlf}${crlf}`, [[200, 0]]],
  // Ended by the end of the stream
  ['a body without length', `${ok}${crlf}hello`, [[200, 5]], { finish: true }],
  ['a body without length, still open', `${ok}${crlf}hello`, [[200, 5, '...']]],
  ['an empty body without length', `${ok}${crlf}`, [[200, 0]], { finish: true }],
  [
    'a coding that is not chunked',
    `${ok}Transfer-Encoding: gzip${crlf}${crlf}0${crlf}${crlf}`,
    [[200, 5]],
    { finish: true }
  ],
  [
    'chunked below another coding',
    `${ok}Transfer-Encoding: chunked, gzip${crlf}${crlf}ab`,
    [[200, 2]],
    { finish: true }
  ],
  [
    'a coding whose name begins like chunked',
    `${ok}Transfer-Encoding: chunkedx${crlf}${crlf}ab`,
    [[200, 2]],
    { finish: true }
  ],
  // No body
  ['the answer to HEAD', `${ok}Content-Length: 500${crlf}${crlf}`, [[200, 0]], { head: true }],
  ['the chunked answer to HEAD', chunked, [[200, 0]], { head: true }],
  [
    'the answer to HEAD without length',
    `${ok}${crlf}${ok}${crlf}`,
    [
      [200, 0],
      [200, 0]
    ],
    { head: true }
  ],
  ['204', `HTTP/1.1 204 No Content${crlf}Content-Length: 5${crlf}${crlf}`, [[204, 0]]],
  ['304', `HTTP/1.1 304 Not Modified${crlf}Content-Length: 5${crlf}${crlf}`, [[304, 0]]],
  [
    '304 with chunked',
    `HTTP/1.1 304 Not Modified${crlf}Transfer-Encoding: chunked${crlf}${crlf}`,
    [[304, 0]]
  ],
  // Interim responses
  [
    '100 before the response',
    `HTTP/1.1 100 Continue${crlf}${crlf}${ok}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  [
    'an unknown interim response with a length',
    `HTTP/1.1 199 x${crlf}Content-Length: 9${crlf}${crlf}${ok}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  ['an interim response alone', `HTTP/1.1 102 Processing${crlf}${crlf}`, []],
  ['101', `HTTP/1.1 101 Switching${crlf}Upgrade: x${crlf}Connection: upgrade${crlf}${crlf}raw`, [[101, 0]]],
  // Versions and persistence
  ['HTTP/1.0', `HTTP/1.0 200 OK${crlf}Content-Length: 1${crlf}${crlf}a`, [[200, 1]]],
  [
    'HTTP/1.0 kept alive',
    `HTTP/1.0 200 OK${crlf}Connection: Keep-Alive${crlf}Content-Length: 0${crlf}${crlf}${ok}Content-Length: 0${crlf}${crlf}`,
    [
      [200, 0],
      [200, 0]
    ]
  ],
  [
    'close among other options',
    `${ok}Connection: foo, close ,bar${crlf}Content-Length: 0${crlf}${crlf}`,
    [[200, 0]]
  ],
  [
    'an option that begins like close',
    `${ok}Connection: closed${crlf}Content-Length: 0${crlf}${crlf}${ok}Content-Length: 0${crlf}${crlf}`,
    [
      [200, 0],
      [200, 0]
    ]
  ],
  [
    'empty lines after the last response',
    `${ok}Connection: close${crlf}Content-Length: 0${crlf}${crlf}${crlf}`,
    [[200, 0]]
  ]
]

type InvalidCase = readonly [name: string, text: string, fault: ResponseFault, options?: StreamOptions]

const INVALID: readonly InvalidCase[] = [
  // Status line
  ['another protocol', `SSH-2.0-OpenSSH_9.2${crlf}`, 'http_invalid_protocol'],
  ['a lower-case protocol', `http/1.1 200 OK${crlf}${crlf}`, 'http_invalid_protocol'],
  ['the first byte of a TLS record', '\x15\x03\x01', 'http_invalid_protocol'],
  ['a space before the status line', ` ${ok}${crlf}`, 'http_invalid_protocol'],
  ['an unknown version', `HTTP/1.2 200 OK${crlf}${crlf}`, 'http_invalid_version'],
  ['a version of two digits', `HTTP/11.1 200 OK${crlf}${crlf}`, 'http_invalid_version'],
  ['a version without minor', `HTTP/2 200 OK${crlf}${crlf}`, 'http_invalid_version'],
  ['a tab after the version', `HTTP/1.1\t200 OK${crlf}${crlf}`, 'http_invalid_version'],
  ['two spaces before the status code', `HTTP/1.1  200 OK${crlf}${crlf}`, 'http_invalid_status_code'],
  ['a status code of two digits', `HTTP/1.1 20 OK${crlf}${crlf}`, 'http_invalid_status_code'],
  ['a status code of four digits', `HTTP/1.1 2000 OK${crlf}${crlf}`, 'http_invalid_status_code'],
  ['a status code below 100', `HTTP/1.1 099 OK${crlf}${crlf}`, 'http_invalid_status_code'],
  ['LF alone after the status line', 'HTTP/1.1 200 OK\n\n', 'http_invalid_status_line'],
  ['LF alone after the status code', 'HTTP/1.1 200\n\n', 'http_invalid_status_line'],
  ['CR alone in the status line', 'HTTP/1.1 200 O\rK', 'http_invalid_status_line'],
  // Headers
  ['a space before the colon', `${ok}X : 1${crlf}${crlf}`, 'http_invalid_header_name'],
  ['a space in a name', `${ok}X Y: 1${crlf}${crlf}`, 'http_invalid_header_name'],
  ['an empty name', `${ok}: 1${crlf}${crlf}`, 'http_invalid_header_name'],
  ['a line without colon', `${ok}abc${crlf}${crlf}`, 'http_invalid_header_name'],
  ['a byte beyond ASCII in a name', `${ok}X\xe9: 1${crlf}${crlf}`, 'http_invalid_header_name'],
  ['NUL in a value', `${ok}X: a\0b${crlf}${crlf}`, 'http_invalid_header_value'],
  ['NUL in Connection', `${ok}Connection: close\0${crlf}${crlf}`, 'http_invalid_header_value'],
  ['a delete character in a value', `${ok}X: \x7f${crlf}${crlf}`, 'http_invalid_header_value'],
  ['a folded length', `${ok}Content-Length:${crlf} 3${crlf}${crlf}abc`, 'http_invalid_content_length'],
  ['a length with a folded line', `${ok}Content-Length: 3${crlf} 4${crlf}${crlf}abc`, 'http_folded_header'],
  ['a folded Connection', `${ok}Connection: x,${crlf} close${crlf}${crlf}`, 'http_folded_header'],
  ['a space before the first trailer', `${chunked}0${crlf} a: b${crlf}${crlf}`, 'http_folded_header'],
  ['a control character in a folded line', `${ok}X: a${crlf} \0${crlf}${crlf}`, 'http_invalid_header_value'],
  ['a space before the first header', `${ok} X: a${crlf}${crlf}`, 'http_folded_header'],
  ['LF alone after a value', `${ok}X: a\nY: b${crlf}${crlf}`, 'http_invalid_line_end'],
  ['LF alone after Connection', `${ok}Connection: close\n${crlf}`, 'http_invalid_line_end'],
  ['LF alone at the end of the head', `${ok}X: a${crlf}\n`, 'http_invalid_line_end'],
  ['CR alone in a value', `${ok}X: a\rY: b${crlf}${crlf}`, 'http_invalid_line_end'],
  ['CR alone at the end of the head', `${ok}\rX`, 'http_invalid_line_end'],
  // Lengths
  ['an empty Content-Length', `${ok}Content-Length:${crlf}${crlf}`, 'http_invalid_content_length'],
  ['a Content-Length of spaces', `${ok}Content-Length:  ${crlf}${crlf}`, 'http_invalid_content_length'],
  ['a signed Content-Length', `${ok}Content-Length: +1${crlf}${crlf}a`, 'http_invalid_content_length'],
  ['a hexadecimal Content-Length', `${ok}Content-Length: 0x1${crlf}${crlf}a`, 'http_invalid_content_length'],
  ['a list as Content-Length', `${ok}Content-Length: 1, 1${crlf}${crlf}a`, 'http_invalid_content_length'],
  ['two numbers as Content-Length', `${ok}Content-Length: 1 1${crlf}${crlf}a`, 'http_invalid_content_length'],
  [
    'a Content-Length beyond exact integers',
    `${ok}Content-Length: 9007199254740992${crlf}${crlf}`,
    'http_invalid_content_length'
  ],
  [
    'Content-Length twice, even if equal',
    `${ok}Content-Length: 1${crlf}Content-Length: 1${crlf}${crlf}a`,
    'http_duplicate_content_length'
  ],
  ['an empty Transfer-Encoding', `${ok}Transfer-Encoding: ${crlf}${crlf}`, 'http_invalid_transfer_encoding'],
  [
    'chunked after a length',
    `${ok}Content-Length: 1${crlf}Transfer-Encoding: chunked${crlf}${crlf}`,
    'http_length_and_encoding'
  ],
  [
    'a length after chunked',
    `${ok}Transfer-Encoding: chunked${crlf}Content-Length: 1${crlf}${crlf}`,
    'http_length_and_encoding'
  ],
  [
    'a length in the trailers',
    `${chunked}0${crlf}Content-Length: 1${crlf}${crlf}`,
    'http_length_and_encoding'
  ],
  // Chunks
  ['no chunk size', `${chunked}${crlf}`, 'http_invalid_chunk_size'],
  ['a chunk size that is no number', `${chunked}g${crlf}`, 'http_invalid_chunk_size'],
  ['a negative chunk size', `${chunked}-1${crlf}`, 'http_invalid_chunk_size'],
  ['a space after the chunk size', `${chunked}1 ${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['a space within the chunk size', `${chunked}1 1;a${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['a chunk size beyond exact integers', `${chunked}20000000000000${crlf}`, 'http_invalid_chunk_size'],
  ['a chunk size of 17 digits', `${chunked}00000000000000001${crlf}`, 'http_invalid_chunk_size'],
  ['LF alone after a chunk size', `${chunked}1\na${crlf}`, 'http_invalid_line_end'],
  ['CR alone after a chunk size', `${chunked}1\ra${crlf}`, 'http_invalid_line_end'],
  ['a chunk longer than its size', `${chunked}1${crlf}ab${crlf}`, 'http_invalid_chunk_end'],
  ['LF alone after a chunk', `${chunked}1${crlf}a\n`, 'http_invalid_chunk_end'],
  ['CR alone after a chunk', `${chunked}1${crlf}a\rb`, 'http_invalid_chunk_end'],
  ['nothing after the semicolon', `${chunked}1;${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['nothing but a space after the semicolon', `${chunked}1; ${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['a space after an extension', `${chunked}1;a=b ${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['a space within an extension', `${chunked}1;a b${crlf}a${crlf}`, 'http_invalid_chunk_extension'],
  ['a quote that never ends', `${chunked}1;a="b${crlf}`, 'http_invalid_chunk_extension'],
  ['a control character after a backslash', `${chunked}1;a="\\\0"${crlf}`, 'http_invalid_chunk_extension'],
  ['text after a quoted value', `${chunked}1;a="b"c${crlf}`, 'http_invalid_chunk_extension'],
  ['LF alone after an extension', `${chunked}1;a\n`, 'http_invalid_line_end'],
  ['a trailer that is no header', `${chunked}0${crlf}a b${crlf}${crlf}`, 'http_invalid_header_name'],
  // Beyond the response
  [
    'bytes after Connection: close',
    `${ok}Connection: close${crlf}Content-Length: 1${crlf}${crlf}ab`,
    'http_unexpected_data'
  ],
  ['bytes after HTTP/1.0', `HTTP/1.0 200 OK${crlf}Content-Length: 1${crlf}${crlf}ab`, 'http_unexpected_data'],
  [
    'bytes after an interim response that closes',
    `HTTP/1.1 100 x${crlf}Connection: close${crlf}${crlf}${ok}`,
    'http_unexpected_data'
  ],
  ['a body that 204 cannot have', `HTTP/1.1 204 x${crlf}${crlf}body`, 'http_invalid_protocol'],
  // The stream ends too early
  ['nothing at all', '', 'http_truncated', { finish: true }],
  ['half a status line', 'HTTP/1.1 2', 'http_truncated', { finish: true }],
  ['half a head', `${ok}X: y${crlf}`, 'http_truncated', { finish: true }],
  ['an interim response alone', `HTTP/1.1 100 x${crlf}${crlf}`, 'http_truncated', { finish: true }],
  ['an interim response that closes', `HTTP/1.0 100 x${crlf}${crlf}`, 'http_truncated', { finish: true }],
  ['a short body', `${ok}Content-Length: 5${crlf}${crlf}abc`, 'http_truncated', { finish: true }],
  ['a missing last chunk', `${chunked}1${crlf}a${crlf}`, 'http_truncated', { finish: true }],
  ['a missing empty line after the last chunk', `${chunked}0${crlf}`, 'http_truncated', { finish: true }],
  // Limits
  ['a head one byte too long', `${ok}${crlf}`, 'http_head_too_large', { limits: { maxHeadBytes: 18 } }],
  [
    'trailers that exceed the head',
    `${chunked}0${crlf}X: 1${crlf}${crlf}`,
    'http_head_too_large',
    { limits: { maxHeadBytes: 50 } }
  ],
  [
    'interim heads that exceed the head',
    `HTTP/1.1 100 x${crlf}${crlf}`.repeat(9),
    'http_head_too_large',
    { limits: { maxHeadBytes: 100 } }
  ],
  [
    'one header too many',
    `${ok}A: 1${crlf}B: 1${crlf}C: 1${crlf}${crlf}`,
    'http_too_many_headers',
    { limits: { maxHeaders: 2 } }
  ],
  [
    'one trailer too many',
    `${chunked}0${crlf}B: 1${crlf}${crlf}`,
    'http_too_many_headers',
    { limits: { maxHeaders: 1 } }
  ],
  [
    'chunk extensions too long',
    `${chunked}1;abcdef${crlf}`,
    'http_chunk_extensions_too_large',
    { limits: { maxChunkExtensionBytes: 5 } }
  ],
  [
    'a Content-Length beyond the limit',
    `${ok}Content-Length: 6${crlf}${crlf}`,
    'http_body_too_large',
    { limits: { maxBodyBytes: 5 } }
  ],
  [
    'chunks beyond the limit',
    `${chunked}3${crlf}abc${crlf}3${crlf}abc`,
    'http_body_too_large',
    { limits: { maxBodyBytes: 5 } }
  ],
  [
    'an open body beyond the limit',
    `${ok}${crlf}abcdef`,
    'http_body_too_large',
    { limits: { maxBodyBytes: 5 } }
  ]
]

describe('a valid stream of responses', () => {
  for (const [name, text, expected, options] of VALID) {
    it(`is read: ${name}`, () => {
      const { messages, fault } = readStream(Buffer.from(text, 'latin1'), options)
      expect(fault).toBeNull()
      expect(
        messages.map((each) => [each.statusCode, each.bodyBytes, ...(each.end === null ? ['...'] : [])])
      ).toEqual(expected)
    })
  }
})

describe('an invalid stream of responses', () => {
  for (const [name, text, fault, options] of INVALID) {
    it(`is rejected: ${name}`, () => {
      expect(readStream(Buffer.from(text, 'latin1'), options).fault).toBe(fault)
    })
  }
})
