import type { RunDetail } from '../../../shared/history.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { HISTOGRAM_KINDS } from '../../engine/metrics/index.ts'
import type { Store } from '../../store/index.ts'

type StoredKind = (typeof HISTOGRAM_KINDS)[number]

/** Every latency that can be exported. `response` is responseOk and responseNotOk together, as shown everywhere. */
export const EXPORTED_LATENCIES = ['response', ...HISTOGRAM_KINDS] as const
export type ExportedLatency = (typeof EXPORTED_LATENCIES)[number]

/** Values are whole microseconds; HdrHistogram's files show them in milliseconds. */
export const MICROSECONDS_PER_MS = 1000

/** A saved run as its histograms are exported: V2 compressed bytes as the store keeps them. */
export interface HistogramSource {
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  readonly plan: Plan
  /** The last second that was stored, -1 where there is none. */
  readonly lastSecond: number
  /** Those of some seconds, in any order; `slots` is null for all. */
  readonly secondsOf: (query: {
    readonly fromSecond: number
    readonly toSecond: number
    readonly slots: readonly number[] | null
    readonly kind: StoredKind
  }) => Iterable<{ readonly second: number; readonly slot: number; readonly bytes: Uint8Array }>
  /** Over the run after its warm-up; `slot` may be ALL_SLOTS. */
  readonly totalOf: (slot: number, kind: StoredKind) => Uint8Array | null
}

export interface HistogramChoice {
  readonly latency: ExportedLatency
  /** Null for all requests together. */
  readonly requestName: string | null
}

export function storedKinds(latency: ExportedLatency): readonly StoredKind[] {
  return latency === 'response' ? ['responseOk', 'responseNotOk'] : [latency]
}

/** The slots of a request name: one for each scenario that has it. */
export function slotsNamed(plan: Plan, requestName: string): number[] {
  return plan.slots.requests.flatMap(({ name }, slot) => (name === requestName ? [slot] : []))
}

/** The histograms of a run in the history. */
export function savedHistograms(store: Store, { item, plan, runSeconds }: RunDetail): HistogramSource {
  return {
    ...{ startedAt: item.startedAt, durationMs: item.durationMs, plan },
    lastSecond: runSeconds.at(-1)?.second ?? -1,
    secondsOf: (query) => store.seconds.histograms(item.id, query),
    totalOf: (slot, kind) => store.histograms.ofRun(item.id, slot, kind)
  }
}
