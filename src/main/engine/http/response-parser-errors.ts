import type { RequestErrorCode } from '../../../shared/error-codes.ts'

/** The public codes that a fault in the bytes of a response can end in. */
type ResponseErrorCode = Extract<
  RequestErrorCode,
  'malformed_response' | 'headers_too_large' | 'body_too_large' | 'truncated_response' | 'unexpected_data'
>

/** Every fault that the response parser can find: its stable name and the public error code that it counts as. */
const RESPONSE_FAULTS = {
  http_invalid_protocol: 'malformed_response',
  http_invalid_version: 'malformed_response',
  http_invalid_status_code: 'malformed_response',
  http_invalid_status_line: 'malformed_response',
  http_invalid_header_name: 'malformed_response',
  http_invalid_header_value: 'malformed_response',
  http_folded_header: 'malformed_response',
  http_invalid_line_end: 'malformed_response',
  http_invalid_content_length: 'malformed_response',
  http_duplicate_content_length: 'malformed_response',
  http_invalid_transfer_encoding: 'malformed_response',
  http_length_and_encoding: 'malformed_response',
  http_invalid_chunk_size: 'malformed_response',
  http_invalid_chunk_extension: 'malformed_response',
  http_invalid_chunk_end: 'malformed_response',
  http_head_too_large: 'headers_too_large',
  http_too_many_headers: 'headers_too_large',
  http_chunk_extensions_too_large: 'headers_too_large',
  http_body_too_large: 'body_too_large',
  http_truncated: 'truncated_response',
  http_unexpected_data: 'unexpected_data'
} as const satisfies Record<string, ResponseErrorCode>

export type ResponseFault = keyof typeof RESPONSE_FAULTS

/** The public error code that a fault counts as. */
export function responseErrorCode(fault: ResponseFault): ResponseErrorCode {
  return RESPONSE_FAULTS[fault]
}
