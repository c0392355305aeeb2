import type { HdrHistogram } from './hdr-histogram.ts'
import { varintLength } from './varint.ts'

/**
 * How many bytes the buckets from the first used one to the last take at most, where a count n is written as 2n and a run
 * of n empty buckets as at most 2n+1.
 */
export function bucketBytesBound(histogram: HdrHistogram): number {
  if (histogram.count === 0) return 0
  const span = histogram.lastIndex - histogram.firstIndex + 1
  const used = Math.min(histogram.count, span)
  // Between two gaps lies at least one used bucket.
  const gaps = Math.min(used, Math.ceil(span / 2))
  return used * varintLength(2 * histogram.count) + gaps * varintLength(2 * span + 1)
}
