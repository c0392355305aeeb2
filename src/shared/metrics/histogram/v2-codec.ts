/**
 * HdrHistogram's V2 encoding, byte for byte what the Java reference writes; big-endian header:
 *
 *     int32 cookie 0x1c849313   int32 payload length   int32 normalising index offset   int32 significant digits
 *     int64 lowest discernible  int64 highest trackable  float64 integer-to-double ratio (1)
 *
 * then ZigZag LEB128 numbers from bucket 0 to the last used one: a count, or -n for n > 1 empty buckets. The compressed
 * form is int32 cookie 0x1c849314, int32 length and the whole of that as a zlib stream. The second digit of the cookie
 * from the right, 1, says that words are variable. V2 carries neither sum nor exact min and max nor overflow.
 *
 * The payload lists buckets by value whatever the index offset, which only tells how the writer's memory was laid out
 * (hdr-histogram-js always writes 1), so that it is not looked at.
 */
import { bucketBytesBound } from './bucket-bytes.ts'
import type { ExactSummary } from './exact-summary.ts'
import { HdrHistogram } from './hdr-histogram.ts'
import { HistogramError } from './histogram-error.ts'
import { HistogramLayout } from './histogram-layout.ts'
import { VarintReader, VarintWriter } from './varint.ts'

/** zlib's deflate, as node:zlib's deflateSync. */
type Deflate = (bytes: Uint8Array) => Uint8Array

/** zlib's inflate; throws rather than return more than maxBytes, as inflateSync does with maxOutputLength. */
type Inflate = (bytes: Uint8Array, maxBytes: number) => Uint8Array

const COOKIE = 0x1c849313
const COMPRESSED_COOKIE = 0x1c849314
const HEADER_BYTES = 40
const COMPRESSED_HEADER_BYTES = 8
/** The empty buckets before the first used one: fewer than 2^27 in any layout. */
const FIRST_RUN_BOUND = 4

/** No sensible histogram is longer; a longer one is refused rather than inflated. */
const MAX_BYTES = 8 * 1024 * 1024

export function encodeV2(histogram: HdrHistogram): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + FIRST_RUN_BOUND + bucketBytesBound(histogram))
  const writer = new VarintWriter(bytes, HEADER_BYTES)
  writePayload(histogram, writer)
  const { layout } = histogram
  const header = new DataView(bytes.buffer)
  header.setInt32(0, COOKIE)
  header.setInt32(4, writer.position - HEADER_BYTES)
  header.setInt32(8, 0)
  header.setInt32(12, layout.significantDigits)
  header.setBigInt64(16, BigInt(layout.lowestDiscernible))
  header.setBigInt64(24, BigInt(layout.highestTrackable))
  header.setFloat64(32, 1)
  return bytes.slice(0, writer.position)
}

export function encodeV2Compressed(histogram: HdrHistogram, deflate: Deflate): Uint8Array<ArrayBuffer> {
  const compressed = deflate(encodeV2(histogram))
  const bytes = new Uint8Array(COMPRESSED_HEADER_BYTES + compressed.length)
  const header = new DataView(bytes.buffer)
  header.setInt32(0, COMPRESSED_COOKIE)
  header.setInt32(4, compressed.length)
  bytes.set(compressed, COMPRESSED_HEADER_BYTES)
  return bytes
}

/** The histogram of the bytes, with the layout that they name. See addV2 for what is exact and for errors. */
export function decodeV2(bytes: Uint8Array, exact?: ExactSummary): HdrHistogram {
  const histogram = new HdrHistogram(readHeader(bytes).layout)
  addV2(histogram, bytes, exact)
  return histogram
}

/** See decodeV2 and addV2Compressed. */
export function decodeV2Compressed(bytes: Uint8Array, inflate: Inflate, exact?: ExactSummary): HdrHistogram {
  return decodeV2(inflateV2(bytes, inflate), exact)
}

/**
 * Adds the encoded histogram to `into`. Counts are exact. Sum, min and max are taken from `exact`, the figures kept
 * beside the bytes, or else estimated as the reference does: the sum by the middles of the buckets, min and max as the
 * ends of the first and the last one.
 *
 * @throws HistogramError for bytes that are no V2 histogram, that are cut off or contradict themselves, or whose bucket
 *   boundaries are not those of `into`, which is left as it was
 */
export function addV2(into: HdrHistogram, bytes: Uint8Array, exact?: ExactSummary): void {
  const { layout, payloadEnd } = readHeader(bytes)
  into.requireSameBoundaries(layout)
  const count = checkPayload(bytes, payloadEnd, layout)
  if (into.count + count > Number.MAX_SAFE_INTEGER) throw tooLarge('more than 2^53-1 values')
  if (count === 0) return
  if (exact === undefined) {
    forEachCount(bytes, payloadEnd, (index, added) => into.addAtIndex(index, added))
    return
  }
  const part = new HdrHistogram(layout)
  forEachCount(bytes, payloadEnd, (index, added) => part.addAtIndex(index, added))
  part.replaceSummary(exact)
  into.add(part)
}

/** See addV2; besides, it throws histogram_corrupt where the bytes cannot be inflated. */
export function addV2Compressed(
  into: HdrHistogram,
  bytes: Uint8Array,
  inflate: Inflate,
  exact?: ExactSummary
): void {
  addV2(into, inflateV2(bytes, inflate), exact)
}

function writePayload(histogram: HdrHistogram, writer: VarintWriter): void {
  if (histogram.count === 0) {
    // The reference's last bucket of an empty histogram is that of 0.
    writer.write(0)
    return
  }
  const last = histogram.lastIndex
  let empty = histogram.firstIndex
  for (let index = empty; index <= last; index++) {
    const count = histogram.countAtIndex(index)
    if (count === 0) {
      empty++
      continue
    }
    // ZigZag: n is written as 2n, -n as 2n-1. One empty bucket is a count of 0.
    if (empty > 0) writer.write(empty === 1 ? 0 : 2 * empty - 1)
    empty = 0
    writer.write(2 * count)
  }
}

interface V2Header {
  readonly layout: HistogramLayout
  readonly payloadEnd: number
}

function readHeader(bytes: Uint8Array): V2Header {
  const header = viewOf(bytes, HEADER_BYTES)
  if (header.getInt32(0) !== COOKIE) {
    throw new HistogramError('histogram_unsupported', 'the bytes are no uncompressed V2 histogram')
  }
  const payloadBytes = header.getInt32(4)
  if (payloadBytes < 0) throw corrupt('a negative payload length')
  if (payloadBytes > bytes.length - HEADER_BYTES) throw truncated()
  if (!isRatioOne(header)) {
    throw new HistogramError('histogram_unsupported', 'the histogram holds scaled decimal values')
  }
  const layout = new HistogramLayout(
    Number(header.getBigInt64(16)),
    Number(header.getBigInt64(24)),
    header.getInt32(12)
  )
  return { layout, payloadEnd: HEADER_BYTES + payloadBytes }
}

/** hdr-histogram-js writes the ratio as an integer. */
function isRatioOne(header: DataView): boolean {
  return header.getFloat64(32) === 1 || header.getBigInt64(32) === 1n
}

/** Reads the payload without using it, so that a bad one does no harm. Returns the number of values. */
function checkPayload(bytes: Uint8Array, payloadEnd: number, layout: HistogramLayout): number {
  let total = 0
  const end = forEachCount(bytes, payloadEnd, (index, count) => {
    if (index >= layout.countsLength) throw corrupt('more buckets than its range has')
    total += count
    if (total > Number.MAX_SAFE_INTEGER) throw tooLarge('more than 2^53-1 values')
  })
  if (end > layout.countsLength) throw corrupt('more buckets than its range has')
  return total
}

/** Calls back for each count above 0. Returns the number of buckets that the payload describes. */
function forEachCount(
  bytes: Uint8Array,
  payloadEnd: number,
  visit: (index: number, count: number) => void
): number {
  const reader = new VarintReader(bytes, HEADER_BYTES, payloadEnd)
  let index = 0
  while (reader.position < payloadEnd) {
    const zigzag = reader.read()
    if (zigzag % 2 === 1) index += (zigzag + 1) / 2
    else {
      if (zigzag > 0) visit(index, zigzag / 2)
      index++
    }
  }
  return index
}

function inflateV2(bytes: Uint8Array, inflate: Inflate): Uint8Array {
  const header = viewOf(bytes, COMPRESSED_HEADER_BYTES)
  if (header.getInt32(0) !== COMPRESSED_COOKIE) {
    throw new HistogramError('histogram_unsupported', 'the bytes are no compressed V2 histogram')
  }
  const length = header.getInt32(4)
  if (length < 0) throw corrupt('a negative length')
  if (length > bytes.length - COMPRESSED_HEADER_BYTES) throw truncated()
  try {
    return inflate(bytes.subarray(COMPRESSED_HEADER_BYTES, COMPRESSED_HEADER_BYTES + length), MAX_BYTES)
  } catch (cause) {
    throw new HistogramError('histogram_corrupt', 'the compressed histogram cannot be inflated', { cause })
  }
}

function viewOf(bytes: Uint8Array, headerBytes: number): DataView {
  if (bytes.length < headerBytes) throw truncated()
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function truncated(): HistogramError {
  return new HistogramError('histogram_truncated', 'the histogram is cut off')
}

function corrupt(what: string): HistogramError {
  return new HistogramError('histogram_corrupt', `the histogram has ${what}`)
}

function tooLarge(what: string): HistogramError {
  return new HistogramError('histogram_too_large', `the histogram has ${what}`)
}
