import { deflateSync, inflateSync } from 'node:zlib'
import {
  decodeV2Compressed,
  encodeV2Compressed,
  type HdrHistogram
} from '../../../shared/metrics/histogram/index.ts'

/** What deflate adds at most to the few KiB of a histogram that it cannot make smaller. */
const DEFLATE_OVERHEAD_BYTES = 64

/**
 * HdrHistogram's V2 compressed bytes, the stored and exported form.
 *
 * The result fits into one chunk of its own size. By default Node makes one of 16 KiB each time, which scavenges leave
 * alone: a run's memory grew by those of some 50 seconds before they went.
 */
export function encodeHistogram(histogram: HdrHistogram): Uint8Array {
  return encodeV2Compressed(histogram, (bytes) =>
    deflateSync(bytes, { chunkSize: bytes.length + DEFLATE_OVERHEAD_BYTES })
  )
}

/** @throws HistogramError on bytes that are no V2 histogram */
export function decodeHistogram(bytes: Uint8Array): HdrHistogram {
  return decodeV2Compressed(bytes, (compressed, maxOutputLength) =>
    inflateSync(compressed, { maxOutputLength })
  )
}
