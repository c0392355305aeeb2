import { deflateSync, inflateSync } from 'node:zlib'
import {
  decodeV2Compressed,
  encodeV2Compressed,
  type HdrHistogram
} from '../../shared/metrics/histogram/index.ts'
import { HISTOGRAM_KINDS, type SlotHistogram } from '../engine/metrics/index.ts'
import type { SlotHistograms } from '../store/index.ts'

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

/** One row for each slot, as the store takes a second. */
export function encodeBySlot(histograms: readonly SlotHistogram[]): SlotHistograms[] {
  const rows = new Map<number, Record<string, Uint8Array | null>>()
  for (const { slot, kind, histogram } of histograms) {
    const row = rows.get(slot) ?? {}
    row[kind] = encodeHistogram(histogram)
    rows.set(slot, row)
  }
  return [...rows].map(([slot, row]) => {
    const [responseOk, responseNotOk, service, startLag, setup, waiting, receiving] = HISTOGRAM_KINDS.map(
      (kind) => row[kind] ?? null
    )
    return {
      ...{ slot, responseOk: responseOk ?? null, responseNotOk: responseNotOk ?? null },
      ...{ service: service ?? null, startLag: startLag ?? null, setup: setup ?? null },
      ...{ waiting: waiting ?? null, receiving: receiving ?? null }
    }
  })
}

/** The histograms of a stored second, as the accumulator takes them. */
export function decodeBySlot(rows: readonly SlotHistograms[]): SlotHistogram[] {
  return rows.flatMap((row) =>
    HISTOGRAM_KINDS.flatMap((kind) => {
      const bytes = row[kind]
      return bytes === null ? [] : [{ slot: row.slot, kind, histogram: decodeHistogram(bytes) }]
    })
  )
}
