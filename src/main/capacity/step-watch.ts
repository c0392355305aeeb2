import type { ThresholdEvidence, ThresholdResult } from '../../shared/metrics/summary.ts'
import { designEffectOf, metConfidence, missedConfidence } from './objective-evidence.ts'
import { shortfallOf } from './shortfall.ts'
import { sumOf, type StepSecond } from './step-second.ts'
import { trendTest } from './trend-test.ts'

export interface StepLengths {
  readonly warmUpSeconds: number
  readonly stepSeconds: number
  readonly maxStepSeconds: number
}

/** What a step does after another second; `enough` and `overloaded` end it. */
export type StepDecision = 'go on' | 'enough' | 'overloaded'

/** So many of the samples should lie beyond a quantile for the quantile to be worth its name. */
const SAMPLES_BEYOND = 100
/** An objective that is this sure needs no more samples. */
const SURE = 0.99
/** Latency that grows or shrinks this steadily, and by this much, has not settled. */
const TREND_LEVEL = 0.01
const TREND_SIZE = 0.1
/** For so many seconds in a row this share of the iterations is left undone, before a step is given up early. */
const OVERLOAD_SECONDS = 3
const OVERLOAD_SHARE = 0.1

/**
 * Decides after each second whether a step has lasted long enough: at least `stepSeconds`, then until every objective
 * is decided one way or the other or has its samples, until latency has settled, and until it is clear whether the
 * service keeps up, for at most `maxStepSeconds`. A service that falls far behind ends the step early: what it has left
 * undone would only burden the next.
 *
 * Always holds: `seconds` are whole, in order, behind the warm-up, and end with the decision that ended the step.
 */
export class StepWatch {
  readonly #lengths: StepLengths
  readonly #seconds: StepSecond[] = []
  readonly #evidence: (readonly (ThresholdEvidence | null)[])[] = []
  #decision: StepDecision = 'go on'

  constructor(lengths: StepLengths) {
    this.#lengths = lengths
  }

  get seconds(): readonly StepSecond[] {
    return this.#seconds
  }

  get decision(): StepDecision {
    return this.#decision
  }

  /** @param thresholds the objectives, judged on everything up to this second */
  add(second: StepSecond, thresholds: readonly ThresholdResult[]): StepDecision {
    const { warmUpSeconds, maxStepSeconds } = this.#lengths
    const index = second.second - warmUpSeconds
    if (index < 0 || index >= maxStepSeconds || this.#decision !== 'go on') return this.#decision
    if (index < this.#seconds.length) {
      // A late frame corrected a second that had closed.
      this.#seconds[index] = second
      return this.#decision
    }
    this.#seconds.push(second)
    this.#evidence.push(thresholds.map(({ evidence }) => evidence ?? null))
    this.#decision = this.#decide()
    return this.#decision
  }

  /** Of one objective, in the order of the plan's thresholds. */
  designEffect(objective: number): number {
    return designEffectOf(this.#evidence.flatMap((second) => second[objective] ?? []))
  }

  /** Latency still moves: up is positive. Null where it has settled. */
  get trend(): number | null {
    const means = this.#seconds.map(({ responseMeanMs }) => responseMeanMs).filter((mean) => mean > 0)
    if (means.length < 2) return null
    const { pValue, growth } = trendTest(means)
    return pValue < TREND_LEVEL && Math.abs(growth) > TREND_SIZE ? growth : null
  }

  #decide(): StepDecision {
    const { stepSeconds, maxStepSeconds } = this.#lengths
    if (isFarBehind(this.#seconds.slice(-OVERLOAD_SECONDS))) return 'overloaded'
    if (this.#seconds.length >= maxStepSeconds) return 'enough'
    if (this.#seconds.length < stepSeconds) return 'go on'
    const keepsUp = shortfallOf(this.#seconds).kind
    return this.#isDecided() && this.trend === null && keepsUp !== 'unclear' ? 'enough' : 'go on'
  }

  /** One missed objective is enough; met ones are needed all. */
  #isDecided(): boolean {
    const last = this.#evidence.at(-1) ?? []
    const parts = last.flatMap((evidence, objective) =>
      evidence === null ? [] : [{ ...evidence, designEffect: this.designEffect(objective) }]
    )
    if (parts.some((part) => (missedConfidence(part) ?? 1) >= SURE)) return true
    return parts.every(
      (part) => part.samples * part.allowedShare >= SAMPLES_BEYOND || (metConfidence(part) ?? 1) >= SURE
    )
  }
}

function isFarBehind(seconds: readonly StepSecond[]): boolean {
  if (seconds.length < OVERLOAD_SECONDS) return false
  const planned = sumOf(seconds, (second) => second.planned)
  const undone = planned - sumOf(seconds, (second) => second.completed)
  // Iterations under way at both ends of a short window are no backlog. Those that think are as many at one end as at
  // the other, since the warm-up is at least as long as the think time.
  return (
    undone > OVERLOAD_SHARE * planned && undone > Math.max(...seconds.map((second) => second.activeVus)) / 2
  )
}
