import { ResponseParser } from '../../src/main/engine/http/response-parser.ts'
import type { ResponseLimits } from '../../src/main/engine/http/response-limits.ts'
import type { ResponseFault } from '../../src/main/engine/http/response-parser-errors.ts'

interface ReadMessage {
  readonly statusCode: number
  readonly bodyBytes: number
  /** The offset behind the last byte of the message, or null while it is unfinished. */
  readonly end: number | null
}

export interface StreamReading {
  /** The final responses in their order; an unfinished last one counts once its head is complete. */
  readonly messages: readonly ReadMessage[]
  readonly interimCount: number
  readonly fault: ResponseFault | null
}

export interface StreamOptions {
  readonly head?: boolean
  readonly limits?: Partial<ResponseLimits>
  /** End the stream after the last byte. */
  readonly finish?: boolean
}

/**
 * Reads the bytes as a connection with a request outstanding for each response would: one response after the other as
 * long as the connection lives on, and what follows then is unexpected.
 */
export function readStream(bytes: Uint8Array, options: StreamOptions = {}): StreamReading {
  const parser = new ResponseParser(options.limits)
  const head = options.head ?? false
  const messages: ReadMessage[] = []
  let interimCount = 0
  let at = 0
  parser.begin(head)
  while (at < bytes.length) {
    at = parser.consume(bytes, at, bytes.length)
    if (!parser.complete || parser.fault !== null) break
    messages.push({ statusCode: parser.statusCode, bodyBytes: parser.bodyBytes, end: at })
    interimCount += parser.interimCount
    if (parser.upgrade) break
    if (parser.keepAlive) parser.begin(head)
    else at = parser.consume(bytes, at, bytes.length)
  }
  if (options.finish === true) parser.finish()
  const finished = parser.complete && messages.at(-1)?.end !== at
  if (finished && parser.closeDelimited) {
    messages.push({ statusCode: parser.statusCode, bodyBytes: parser.bodyBytes, end: bytes.length })
  } else if (!parser.complete) {
    interimCount += parser.interimCount
    if (parser.statusCode !== 0) {
      messages.push({ statusCode: parser.statusCode, bodyBytes: parser.bodyBytes, end: null })
    }
  }
  return { messages, interimCount, fault: parser.fault }
}
