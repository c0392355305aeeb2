import type {
  CapacityBracket,
  CapacityLimit,
  CapacitySettings,
  StepVerdict
} from '../../shared/capacity/capacity.ts'

export type SearchSettings = Pick<
  CapacitySettings,
  'startRate' | 'minRate' | 'maxRate' | 'growth' | 'precision'
>

export interface NextStep {
  readonly rate: number
  /** From 1. */
  readonly attempt: number
}

/** What the search is told of a step: see `CapacityStep`. */
export interface StepOutcome {
  readonly rate: number
  readonly verdict: StepVerdict
  readonly achievedRate: number
}

/** Why a rate is the upper end of the bracket. */
type MissCause = 'objective' | 'service' | 'generator' | 'no-samples'

export type SearchEnd = {
  readonly kind: 'found' | 'at-least' | 'below' | 'unknown'
  readonly limit: CapacityLimit
}

/** A service that did less than this share of a rate is overloaded for certain: no second attempt is needed. */
const CERTAIN_OVERLOAD = 0.9
/** The most votes on one rate are three, so that this many decide. */
const DECIDING_VOTES = 2
/** A search over six decades at 1 % needs fewer. */
const MOST_STEPS = 60
const SIGNIFICANT_DIGITS = 4

/**
 * Which rate to measure next, and when to stop: no clock, no run, only the outcomes of steps.
 *
 *   state       next rate                                           leaves it when
 *   growing     the highest met one times `growth`                  one is missed: bisecting; `maxRate` is met: ended
 *   shrinking   the lowest missed one over `growth`, or what the    one is met: bisecting; `minRate` is missed: ended
 *               service achieved under it, whichever is lower
 *   bisecting   the geometric mean of the bracket                   the bracket is within `precision`: ended
 *   ended       none                                                never
 *
 * A miss is measured again before it is believed, unless the service was overloaded for certain or the search is
 * shrinking, where the next, lower step asks the same question; if the second attempt says otherwise, a third decides.
 *
 * Always holds: `met` is below `missed`; a rate is measured three times at most.
 */
export class CapacitySearch {
  readonly #settings: SearchSettings
  #met: number | null = null
  #missed: number | null = null
  #missCause: MissCause = 'objective'
  /** What the service did under the lowest missed rate. */
  #achievedWhenMissed: number | null = null
  /** Attempts at the rate that is being measured. */
  #attempts: StepOutcome[] = []
  #steps = 0
  #end: SearchEnd | null = null
  #next: NextStep | null

  constructor(settings: SearchSettings) {
    this.#settings = settings
    this.#next = { rate: this.#within(settings.startRate), attempt: 1 }
  }

  get bracket(): CapacityBracket {
    return { met: this.#met, missed: this.#missed }
  }

  /** The step to be measured; null when the search has ended. */
  get next(): NextStep | null {
    return this.#next
  }

  /** Null while it goes on. */
  get end(): SearchEnd | null {
    return this.#end
  }

  /** Takes the outcome of the step that `next` asked for. */
  add(outcome: StepOutcome): void {
    if (this.#next === null) return
    if (outcome.verdict === 'stopped') return this.stop()
    this.#steps++
    this.#attempts.push(outcome)
    const believed = this.#believed()
    if (believed === null) {
      this.#next = { rate: outcome.rate, attempt: this.#attempts.length + 1 }
    } else {
      this.#believe(believed)
      this.#attempts = []
      this.#choose()
    }
    if (this.#next !== null && this.#steps >= MOST_STEPS) this.#finish(this.#known(), 'steps')
  }

  /** The search is given up: what is known so far is the answer. */
  stop(): void {
    if (this.#end === null) this.#finish(this.#known(), 'stopped')
  }

  /** The outcome that the attempts at one rate come to; null where another attempt is needed. */
  #believed(): StepOutcome | null {
    const met = this.#attempts.filter(({ verdict }) => verdict === 'met')
    const missed = this.#attempts.filter(({ verdict }) => verdict !== 'met')
    const last = this.#attempts.at(-1)
    if (last === undefined) return null
    if (this.#attempts.length === 1) {
      const shrinking = this.#met === null && last.rate > this.#settings.minRate
      return last.verdict === 'met' || isCertain(last) || shrinking ? last : null
    }
    if (met.length >= DECIDING_VOTES) return met[0] ?? null
    // What is the service's fault at least once is put down to nothing else.
    if (missed.length >= DECIDING_VOTES) {
      return missed.find(({ verdict }) => isOfService(causeOf(verdict))) ?? last
    }
    return null
  }

  #believe({ rate, verdict, achievedRate }: StepOutcome): void {
    if (verdict === 'met') {
      this.#met = Math.max(this.#met ?? 0, rate)
      return
    }
    if (this.#missed !== null && this.#missed <= rate) return
    this.#missed = rate
    this.#achievedWhenMissed = achievedRate
    this.#missCause = causeOf(verdict)
  }

  #choose(): void {
    const { minRate, maxRate, growth, precision } = this.#settings
    const met = this.#met
    const missed = this.#missed
    if (met === null) {
      if (missed === null || missed <= minRate) return this.#finish(this.#known(), this.#missCause)
      const achieved = this.#achievedWhenMissed ?? Infinity
      return this.#goTo(Math.min(missed / growth, achieved > 0 ? achieved : Infinity))
    }
    if (missed === null) {
      return met >= maxRate ? this.#finish('at-least', 'max-rate') : this.#goTo(met * growth)
    }
    const middle = rounded(Math.sqrt(met * missed))
    const isClose = missed / met <= 1 + precision || middle <= met || middle >= missed
    if (!isClose) return this.#goTo(middle)
    this.#finish(isOfService(this.#missCause) ? 'found' : 'at-least', this.#missCause)
  }

  #goTo(rate: number): void {
    this.#next = { rate: this.#within(rate), attempt: 1 }
  }

  #finish(kind: SearchEnd['kind'], limit: CapacityLimit): void {
    this.#next = null
    this.#end = { kind, limit }
  }

  /** What a bracket that is not closed comes to. */
  #known(): SearchEnd['kind'] {
    if (this.#met !== null) return 'at-least'
    return this.#missed !== null && isOfService(this.#missCause) ? 'below' : 'unknown'
  }

  #within(rate: number): number {
    const { minRate, maxRate } = this.#settings
    return Math.min(maxRate, Math.max(minRate, rounded(rate)))
  }
}

function causeOf(verdict: StepVerdict): MissCause {
  if (verdict === 'generator' || verdict === 'no-samples') return verdict
  return verdict === 'overloaded' ? 'service' : 'objective'
}

/** The others say nothing of it. */
function isOfService(cause: MissCause): boolean {
  return cause === 'objective' || cause === 'service'
}

function isCertain({ verdict, rate, achievedRate }: StepOutcome): boolean {
  return verdict === 'overloaded' && achievedRate < CERTAIN_OVERLOAD * rate
}

/** A rate that can be read and typed. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(SIGNIFICANT_DIGITS))
}
