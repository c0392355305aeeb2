import { deflateSync, inflateSync } from 'node:zlib'
import {
  decodeV2Compressed,
  encodeV2Compressed,
  type HdrHistogram
} from '../../../shared/metrics/histogram/index.ts'

/** HdrHistogram's V2 compressed bytes, the stored and exported form. */
export function encodeHistogram(histogram: HdrHistogram): Uint8Array {
  return encodeV2Compressed(histogram, (bytes) => deflateSync(bytes))
}

/** @throws HistogramError on bytes that are no V2 histogram */
export function decodeHistogram(bytes: Uint8Array): HdrHistogram {
  return decodeV2Compressed(bytes, (compressed, maxOutputLength) =>
    inflateSync(compressed, { maxOutputLength })
  )
}
