import { decodeHistogram } from '../../src/main/engine/metrics/index.ts'
import { openStore } from '../../src/main/store/index.ts'
import { HdrHistogram } from '../../src/shared/metrics/histogram/index.ts'
import type { RunSecond } from '../../src/shared/metrics/series.ts'

const KINDS = {
  response: ['responseOk', 'responseNotOk'],
  service: ['service'],
  startLag: ['startLag'],
  setup: ['setup'],
  waiting: ['waiting'],
  receiving: ['receiving']
} as const

/** A run as it stands in the database. */
export interface StoredRun {
  readonly seconds: readonly RunSecond[]
  /** Over the whole run, of a request name or of all; in microseconds. */
  histogram(latency: keyof typeof KINDS, name?: string): HdrHistogram
}

export function readStoredRun(file: string, runId: string): StoredRun {
  const store = openStore(file, { readonly: true })
  const { runSeconds, plan } = store.runs.detail(runId)
  const stored = Object.entries(KINDS).flatMap(([latency, kinds]) =>
    plan.slots.requests.flatMap(({ name }, slot) =>
      kinds.flatMap((kind) => {
        const bytes = store.histograms.ofRun(runId, slot, kind)
        return bytes === null ? [] : [{ latency, name, histogram: decodeHistogram(bytes) }]
      })
    )
  )
  store.close()
  return {
    seconds: runSeconds,
    histogram: (latency, name) => {
      const merged = new HdrHistogram()
      for (const each of stored) {
        if (each.latency === latency && (name === undefined || each.name === name)) merged.add(each.histogram)
      }
      return merged
    }
  }
}
