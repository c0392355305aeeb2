import type { TimelineSecond } from './timeline-second.ts'

/** Where the load differs less than this, or within its chance, the run has one level of load. */
const VARYING_RATIO = 1.5
/** Of a Poisson process: so many standard deviations of one second are no chance. */
const CHANCE_DEVIATIONS = 4
/** The last users of a closed model that ends by its count make no level of load. */
const LEAST_LOW_SECONDS = 2
const LOW_SHARE = 0.25
const HIGH_SHARE = 0.75
const BEGINNING_SHARE = 0.2
const LONGEST_BEGINNING = 30

/** `open`: every scenario starts its iterations by a schedule; `closed`: none does. */
export type LoadModel = 'open' | 'closed' | 'mixed'

/** The two parts of a run that are held against each other. */
export interface LoadParts {
  /** Whether the load itself differed; otherwise the parts are the beginning and what came after it. */
  readonly varies: boolean
  readonly low: readonly TimelineSecond[]
  readonly high: readonly TimelineSecond[]
  /** After the last load; what ends in them was started before. */
  readonly drain: readonly TimelineSecond[]
}

/**
 * Divides a run by its load: iterations planned for the second in an open model, virtual users in all others.
 *
 * Where the load varies, `low` is its lowest quarter before the load first got high, and `high` its highest quarter;
 * where it does not, `low` is the first fifth of the run (at most 30 s) and `high` the rest.
 *
 * @param seconds without the first and those of the warm-up
 */
export function loadParts(seconds: readonly TimelineSecond[], model: LoadModel): LoadParts {
  const isOpen = model === 'open'
  const load = (second: TimelineSecond): number => (isOpen ? second.iterationsPlanned : second.activeVus)
  const lastLoaded = seconds.findLastIndex((second) =>
    isOpen ? second.iterationsPlanned > 0 : second.iterationsStarted > 0
  )
  const loaded = seconds.slice(0, lastLoaded + 1)
  const drain = seconds.slice(lastLoaded + 1)
  const loads = loaded.map(load)
  const lowest = loads.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const highest = loads.reduce((a, b) => Math.max(a, b), 0)
  if (isVarying(loads, lowest, highest, model)) {
    const lowLimit = lowest + (highest - lowest) * LOW_SHARE
    const highLimit = lowest + (highest - lowest) * HIGH_SHARE
    const high = loaded.filter((second) => load(second) >= highLimit)
    const low = loaded.filter((second) => load(second) <= lowLimit)
    // A service that was overloaded is slow for a while after it, so the low load before it tells more.
    const before = low.filter(({ second }) => second < high[0]!.second)
    const chosen = before.length >= LEAST_LOW_SECONDS ? before : low
    if (chosen.length >= LEAST_LOW_SECONDS) return { varies: true, low: chosen, high, drain }
  }
  const beginning = Math.min(LONGEST_BEGINNING, Math.max(1, Math.round(loaded.length * BEGINNING_SHARE)))
  return { varies: false, low: loaded.slice(0, beginning), high: loaded.slice(beginning), drain }
}

function isVarying(loads: readonly number[], lowest: number, highest: number, model: LoadModel): boolean {
  if (highest < lowest * VARYING_RATIO) return false
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  return highest - lowest > (model === 'closed' ? 0 : CHANCE_DEVIATIONS * Math.sqrt(mean))
}
