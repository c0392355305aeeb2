import type { HeadMemo } from '../../src/main/engine/http/head-memo.ts'
import type { ResponseLimits } from '../../src/main/engine/http/response-limits.ts'
import { responseErrorCode, type ResponseFault } from '../../src/main/engine/http/response-parser-errors.ts'
import { ResponseParser } from '../../src/main/engine/http/response-parser.ts'

/** What the parser says of a response, in plain data. */
export interface ReadResponse {
  readonly complete: boolean
  readonly statusCode: number
  readonly httpMajor: number
  readonly httpMinor: number
  readonly contentLength: number
  readonly chunked: boolean
  readonly closeDelimited: boolean
  readonly upgrade: boolean
  readonly keepAlive: boolean
  readonly headerBytes: number
  readonly bodyBytes: number
  readonly interimCount: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly bodyCut: boolean
}

export interface ResponsesReading {
  /** Complete ones, then what is known of an unfinished or broken last one. */
  readonly responses: readonly ReadResponse[]
  readonly fault: ResponseFault | null
  readonly stoppedAt: number
}

export interface ReadingOptions {
  readonly limits: Partial<ResponseLimits>
  readonly head: boolean
  /** Ascending offsets at which the bytes are cut into reads. */
  readonly cuts?: readonly number[]
  readonly memo?: HeadMemo
}

/**
 * Reads all responses of a stream, cut at the given offsets, with each read in a buffer of its own that is wiped
 * afterwards; then the stream ends.
 *
 * @throws Error where `consume` returns what it cannot have read
 */
export function readResponses(stream: Uint8Array, options: ReadingOptions): ResponsesReading {
  const { limits, head, cuts = [], memo } = options
  const parser = new ResponseParser(limits, memo)
  const responses: ReadResponse[] = []
  let start = 0
  let done = false
  parser.begin(head, true, true)
  for (const end of [...cuts, stream.length]) {
    const piece = Uint8Array.from(stream.subarray(start, end))
    let at = 0
    while (at < piece.length && parser.fault === null) {
      const before = at
      at = parser.consume(piece, at, piece.length)
      if (at < before || at > piece.length) throw new Error('consumed a wrong number of bytes')
      if (at === before && !parser.complete && parser.fault === null) throw new Error('consumed nothing')
      if (!parser.complete || done) continue
      responses.push(responseOf(parser))
      if (parser.keepAlive) parser.begin(head, true, true)
      else done = true
    }
    piece.fill(0)
    if (parser.fault !== null) {
      if (!done) responses.push(responseOf(parser))
      return { responses, fault: parser.fault, stoppedAt: start + at }
    }
    start = end
  }
  parser.finish()
  if (!done) responses.push(responseOf(parser))
  return { responses, fault: parser.fault, stoppedAt: start }
}

/** The public code of a reading's fault. */
export function errorCodeOf({ fault }: ResponsesReading): string | null {
  return fault === null ? null : responseErrorCode(fault)
}

function responseOf(parser: ResponseParser): ReadResponse {
  const { complete, statusCode, httpMajor, httpMinor, contentLength, chunked } = parser
  const { closeDelimited, upgrade, keepAlive, headerBytes, bodyBytes, interimCount, captured } = parser
  return {
    ...{ complete, statusCode, httpMajor, httpMinor, contentLength, chunked },
    ...{ closeDelimited, upgrade, keepAlive, headerBytes, bodyBytes, interimCount },
    headers: captured.headers(),
    body: Buffer.from(captured.body()).toString('latin1'),
    bodyCut: captured.bodyCut
  }
}
