import {
  decodeHistogram,
  encodeHistogram,
  HISTOGRAM_KINDS,
  type SlotHistogram
} from '../engine/metrics/index.ts'
import type { SlotHistograms } from '../store/index.ts'

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

export function byteCount(rows: readonly SlotHistograms[]): number {
  return rows.reduce(
    (sum, row) => HISTOGRAM_KINDS.reduce((bytes, kind) => bytes + (row[kind]?.byteLength ?? 0), sum),
    0
  )
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
