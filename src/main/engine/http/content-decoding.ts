import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { RequestErrorCode } from '../../../shared/error-codes.ts'
import { unpackZstdFrames } from './zstd-frames.ts'

/** A body that decodes to more than this is refused. */
const MAX_DECODED_BYTES = 16 * 1024 * 1024
/** A body may grow to so many times its size; real text stays far below, a gzip bomb reaches a thousand. */
const MAX_RATIO = 200
/** A body may always grow to this much, however small it is. */
const FREE_DECODED_BYTES = 1024 * 1024
/** So much of the start of a body is unpacked for a trial: a bomb shows before much time is spent on it. */
const TRIAL_BYTES = Math.floor(FREE_DECODED_BYTES / MAX_RATIO)
/** More codings on one body are no use to anybody. */
const MAX_CODINGS = 4

type Decoder = (bytes: Uint8Array, maxOutputLength: number, isCut: boolean) => Buffer

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', decodeGzip],
  ['x-gzip', decodeGzip],
  ['deflate', decodeDeflate],
  ['br', decodeBrotli],
  ['zstd', unpackZstdFrames]
])

/** The body cannot be decoded, or not within bounds. */
export class ContentDecodingError extends Error {
  override readonly name = 'ContentDecodingError'
  readonly code: RequestErrorCode

  constructor(code: RequestErrorCode, cause: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/**
 * Undoes the codings of a body that Content-Encoding names in the order in which they were applied: gzip, deflate (with
 * or without zlib's wrapper), br and zstd. A coding of another name leaves the body as it came.
 *
 * @param isCut only the start of the body was kept: what it decodes to is given as far as it goes
 * @throws ContentDecodingError for a body that is not coded as it says, or that exceeds a bound on its size or growth
 */
export function decodeContent(body: Uint8Array, contentEncoding: string, isCut: boolean): Uint8Array {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (body.length === 0 || codings.length > MAX_CODINGS) return body
  const decoders = codings.flatMap((coding) => DECODERS.get(coding) ?? [])
  if (decoders.length < codings.length) return body
  const maxBytes = Math.min(MAX_DECODED_BYTES, Math.max(FREE_DECODED_BYTES, body.length * MAX_RATIO))
  try {
    const outermost = decoders.at(-1)
    if (body.length > TRIAL_BYTES) outermost?.(body.subarray(0, TRIAL_BYTES), FREE_DECODED_BYTES, true)
    return decoders.reduceRight((bytes, decode) => decode(bytes, maxBytes, isCut), body)
  } catch (error) {
    throw new ContentDecodingError(
      isTooLarge(error) ? 'decoded_body_too_large' : 'invalid_content_encoding',
      error
    )
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

function decodeGzip(bytes: Uint8Array, maxOutputLength: number, isCut: boolean): Buffer {
  return gunzipSync(bytes, zlibOptions(maxOutputLength, isCut))
}

/** Some servers send deflate without the wrapper that RFC 9110, section 8.4.1.2, asks for. */
function decodeDeflate(bytes: Uint8Array, maxOutputLength: number, isCut: boolean): Buffer {
  const [method = 0, check = 0] = bytes
  const isWrapped = (method & 0x0f) === 8 && ((method << 8) | check) % 31 === 0
  return (isWrapped ? inflateSync : inflateRawSync)(bytes, zlibOptions(maxOutputLength, isCut))
}

function zlibOptions(
  maxOutputLength: number,
  isCut: boolean
): { maxOutputLength: number; finishFlush: number } {
  return { maxOutputLength, finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH }
}

function decodeBrotli(bytes: Uint8Array, maxOutputLength: number, isCut: boolean): Buffer {
  const { BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH } = constants
  return brotliDecompressSync(bytes, {
    maxOutputLength,
    finishFlush: isCut ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_FINISH
  })
}
