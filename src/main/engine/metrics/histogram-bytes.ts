import { deflateSync, inflateSync } from 'node:zlib'
import {
  decodeV2Compressed,
  encodeV2Compressed,
  type HdrHistogram
} from '../../../shared/metrics/histogram/index.ts'

/**
 * Node keeps the compressor of each call, with the last chunk of its output, until a full collection, and a run is over
 * before there is one. Small chunks are parts of one block that many of them share.
 */
const CHUNK_BYTES = 256

/** HdrHistogram's V2 compressed bytes, the stored and exported form. */
export function encodeHistogram(histogram: HdrHistogram): Uint8Array {
  return encodeV2Compressed(histogram, (bytes) => deflateSync(bytes, { chunkSize: CHUNK_BYTES }))
}

/** @throws HistogramError on bytes that are no V2 histogram */
export function decodeHistogram(bytes: Uint8Array): HdrHistogram {
  return decodeV2Compressed(bytes, (compressed, maxOutputLength) =>
    inflateSync(compressed, { maxOutputLength })
  )
}
