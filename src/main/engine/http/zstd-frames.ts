import { constants, zstdDecompressSync } from 'node:zlib'

/** Each frame costs a call: a body of nothing but tiny ones would hold up the lane. */
const MAX_FRAMES = 1024
const SKIPPABLE_HEADER_BYTES = 8

/**
 * Unpacks frames that stand one behind the other and passes over skippable ones (RFC 8878, section 3); zlib's own function
 * ends with the first.
 *
 * @param isCut only the start of the bytes is there: what it unpacks to is given as far as it goes
 * @throws Error with the code ERR_BUFFER_TOO_LARGE beyond a bound, another one for bytes that are no frames
 */
export function unpackZstdFrames(bytes: Uint8Array, maxOutputLength: number, isCut: boolean): Buffer {
  const finishFlush = isCut ? constants.ZSTD_e_flush : constants.ZSTD_e_end
  const contents: Buffer[] = []
  let left = maxOutputLength
  let at = 0
  for (let frames = 0; at < bytes.length; frames++) {
    if (frames === MAX_FRAMES) throw tooLarge()
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
    const skipped = skippableBytes(rest)
    if (skipped > 0) {
      if (skipped > rest.length && !isCut) throw new Error('a skippable frame is cut off')
      at += skipped
      continue
    }
    const frame = unpackFrame(rest, { maxOutputLength: Math.max(left, 1), finishFlush })
    if (frame.bytesRead === 0) throw new Error('there is no frame')
    contents.push(frame.content)
    left -= frame.content.length
    at += frame.bytesRead
  }
  const [first] = contents
  return contents.length === 1 && first !== undefined ? first : Buffer.concat(contents)
}

/** The length of the skippable frame at the start of `bytes`, 0 where there is none. */
function skippableBytes(bytes: Buffer): number {
  if (bytes.length < SKIPPABLE_HEADER_BYTES || (bytes.readUInt32LE(0) & 0xfffffff0) !== 0x184d2a50) return 0
  return SKIPPABLE_HEADER_BYTES + bytes.readUInt32LE(4)
}

function unpackFrame(
  bytes: Buffer,
  options: { readonly maxOutputLength: number; readonly finishFlush: number }
): { readonly content: Buffer; readonly bytesRead: number } {
  // With `info` Node gives the engine as well, which its types do not know of this function.
  const result: unknown = zstdDecompressSync(bytes, { ...options, info: true })
  if (!hasEngine(result)) throw new Error('the runtime does not say where a frame ends')
  return { content: result.buffer, bytesRead: result.engine.bytesWritten }
}

function hasEngine(
  value: unknown
): value is { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value
}

function tooLarge(): Error {
  return Object.assign(new Error('too many frames'), { code: 'ERR_BUFFER_TOO_LARGE' })
}
