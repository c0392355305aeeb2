import type { RequestErrorCode } from '../../../shared/error-codes.ts'

/** The public codes that a fault in the bytes of a response can end in. */
type ResponseErrorCode = Extract<
  RequestErrorCode,
  'malformed_response' | 'headers_too_large' | 'body_too_large' | 'truncated_response' | 'unexpected_data'
>

/**
 * Every fault that the response parser can find: its stable name, the public error code that it counts as, and what
 * was wrong, for the log and the request view.
 */
export const RESPONSE_FAULTS = {
  http_invalid_protocol: ['malformed_response', 'the response does not start with HTTP/'],
  http_invalid_version: ['malformed_response', 'the HTTP version is not 0.9, 1.0, 1.1 or 2.0'],
  http_invalid_status_code: ['malformed_response', 'the status code is not three digits from 100 to 999'],
  http_invalid_status_line: ['malformed_response', 'the status line does not end in CRLF'],
  http_invalid_header_name: [
    'malformed_response',
    'a header name is empty or holds a character that is no token'
  ],
  http_invalid_header_value: ['malformed_response', 'a header value holds a control character'],
  http_folded_header: ['malformed_response', 'a header line starts with white space (obsolete folding)'],
  http_invalid_line_end: ['malformed_response', 'CR and LF do not stand together at the end of a line'],
  http_invalid_content_length: ['malformed_response', 'Content-Length is not one plain decimal number'],
  http_duplicate_content_length: ['malformed_response', 'Content-Length stands there twice'],
  http_invalid_transfer_encoding: ['malformed_response', 'Transfer-Encoding is empty'],
  http_length_and_encoding: [
    'malformed_response',
    'Content-Length and Transfer-Encoding stand there together'
  ],
  http_invalid_chunk_size: ['malformed_response', 'a chunk size is not a hexadecimal number'],
  http_invalid_chunk_extension: ['malformed_response', 'a chunk extension breaks the grammar'],
  http_invalid_chunk_end: ['malformed_response', 'a chunk does not end in CRLF'],
  http_head_too_large: ['headers_too_large', 'the head with its trailers exceeds the limit in bytes'],
  http_too_many_headers: [
    'headers_too_large',
    'the head with its trailers exceeds the limit in header lines'
  ],
  http_chunk_extensions_too_large: ['headers_too_large', 'the chunk extensions exceed the limit in bytes'],
  http_body_too_large: ['body_too_large', 'the body exceeds the limit in bytes'],
  http_truncated: ['truncated_response', 'the stream ended before the response was complete'],
  http_unexpected_data: ['unexpected_data', 'bytes arrived that no request asked for']
} as const satisfies Record<string, readonly [code: ResponseErrorCode, meaning: string]>

export type ResponseFault = keyof typeof RESPONSE_FAULTS

/** The public error code that a fault counts as. */
export function responseErrorCode(fault: ResponseFault): ResponseErrorCode {
  return RESPONSE_FAULTS[fault][0]
}

/** What was wrong, in words. */
export function responseFaultMeaning(fault: ResponseFault): string {
  return RESPONSE_FAULTS[fault][1]
}
