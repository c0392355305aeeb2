/**
 * The compact form: how a histogram travels between threads, in a buffer that is used again and again. It is exact
 * (sum, min, max and overflow travel too), holds the used buckets only, and is no storage format: both ends run the
 * same code.
 *
 * Varints: layout tag, total count; then, unless that is 0, overflow count, sum, min, max and the buckets from min's to
 * max's, where an even number is twice a count and an odd one, 2n+1, stands for n empty buckets.
 */
import { bucketBytesBound } from './bucket-bytes.ts'
import { mergeSummaries } from './exact-summary.ts'
import type { HdrHistogram } from './hdr-histogram.ts'
import { HistogramError } from './histogram-error.ts'
import type { HistogramLayout } from './histogram-layout.ts'
import { VarintReader, VarintWriter } from './varint.ts'

const HEADER_BOUND = 2 + 5 * 8

/** How many bytes writeCompact takes at most for the histogram as it is now. */
export function compactSizeBound(histogram: HdrHistogram): number {
  return HEADER_BOUND + bucketBytesBound(histogram)
}

/**
 * Writes the histogram into `target` from `offset` on, without allocating.
 *
 * @returns the offset behind it, or -1 if it does not fit: what lies behind `offset` is then undefined
 */
export function writeCompact(histogram: HdrHistogram, target: Uint8Array, offset: number): number {
  const writer = new VarintWriter(target, offset)
  writer.write(layoutTag(histogram.layout))
  writer.write(histogram.count)
  if (histogram.count > 0) {
    writer.write(histogram.overflowCount)
    writer.write(histogram.sum)
    writer.write(histogram.min)
    writer.write(histogram.max)
    writeBuckets(histogram, writer)
  }
  return writer.position <= target.length ? writer.position : -1
}

function writeBuckets(histogram: HdrHistogram, writer: VarintWriter): void {
  const last = histogram.lastIndex
  let empty = 0
  for (let index = histogram.firstIndex; index <= last; index++) {
    const count = histogram.countAtIndex(index)
    if (count === 0) {
      empty++
      continue
    }
    if (empty > 0) writer.write(2 * empty + 1)
    empty = 0
    writer.write(2 * count)
  }
}

/**
 * Adds the histogram that writeCompact wrote at `offset` to `into`: exactly what `into.add(it)` does.
 *
 * @returns the offset behind it
 * @throws HistogramError if the bytes are not such a histogram or have another layout; `into` is then undefined
 */
export function addCompact(into: HdrHistogram, source: Uint8Array, offset: number): number {
  const reader = new VarintReader(source, offset, source.length)
  if (reader.read() !== layoutTag(into.layout)) {
    throw new HistogramError('histogram_layout_mismatch', 'the compact histogram has other bucket boundaries')
  }
  const count = reader.read()
  if (count === 0) return reader.position
  const before = into.count > 0 ? into.exactSummary() : undefined
  const overflowCount = reader.read()
  const added = { overflowCount, sum: reader.read(), min: reader.read(), max: reader.read() }
  const countBefore = into.count
  readBuckets(into, reader, added.min, added.max)
  if (into.count - countBefore !== count) {
    throw new HistogramError(
      'histogram_corrupt',
      'the buckets of the compact histogram do not add up to its count'
    )
  }
  into.replaceSummary(before === undefined ? added : mergeSummaries(before, added))
  return reader.position
}

function readBuckets(into: HdrHistogram, reader: VarintReader, min: number, max: number): void {
  const last = into.layout.indexOf(max)
  if (last >= into.layout.countsLength) {
    throw new HistogramError('histogram_too_large', 'the compact histogram has a wider range than this one')
  }
  let index = into.layout.indexOf(min)
  while (index <= last) {
    const entry = reader.read()
    if (entry % 2 === 0) into.addAtIndex(index++, entry / 2)
    else index += (entry - 1) / 2
  }
}

/** Tells layouts apart whose indices mean other values. */
function layoutTag(layout: HistogramLayout): number {
  return layout.unitMagnitude * 8 + layout.significantDigits
}
