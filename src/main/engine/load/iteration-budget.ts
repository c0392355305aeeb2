import type { LaneShare } from './lane-share.ts'

/** How many iterations the virtual users of a closed model may start beside what time allows. */
export interface IterationBudget {
  /** Takes one iteration for this VU; false when there is none left for it. */
  claim(vu: number): boolean
  /** Nothing is left for this VU. */
  isSpentFor(vu: number): boolean
  /** Nothing is left for any VU of any lane that is asked for. */
  readonly isSpent: boolean
  /** Other lanes may spend it. */
  readonly isBounded: boolean
  /** So many VUs, over all lanes, are asked for from now on. */
  askFor(vus: number): void
}

/** Time alone ends the scenario. */
export const UNLIMITED: IterationBudget = {
  claim: () => true,
  isSpentFor: () => false,
  isSpent: false,
  isBounded: false,
  askFor: () => {}
}

/** A number of iterations for the VUs of all lanes together. */
export class SharedBudget implements IterationBudget {
  readonly isBounded = true
  readonly #share: LaneShare
  readonly #scenario: number
  readonly #iterations: number

  constructor(share: LaneShare, scenario: number, iterations: number) {
    this.#share = share
    this.#scenario = scenario
    this.#iterations = iterations
  }

  claim(): boolean {
    return this.#share.claimIteration(this.#scenario, this.#iterations)
  }

  isSpentFor(): boolean {
    return this.isSpent
  }

  get isSpent(): boolean {
    return this.#share.claimedIterations(this.#scenario) >= this.#iterations
  }

  askFor(): void {}
}

/**
 * A number of iterations for each VU. The scenario is over when every VU that is still asked for has started its last
 * one, on whatever lane: those that the hand took away do not hold it up, and come back to what they have left.
 *
 * Always holds: the share's count of unfinished VUs is, over all lanes, that of the VUs asked for with iterations left.
 */
export class BudgetForEachVu implements IterationBudget {
  readonly isBounded = true
  readonly #share: LaneShare
  readonly #scenario: number
  readonly #iterations: number
  readonly #started = new Map<number, number>()
  #askedFor = 0

  constructor(share: LaneShare, scenario: number, iterations: number) {
    this.#share = share
    this.#scenario = scenario
    this.#iterations = iterations
  }

  claim(vu: number): boolean {
    const started = this.#started.get(vu) ?? 0
    if (started >= this.#iterations) return false
    this.#started.set(vu, started + 1)
    if (started + 1 === this.#iterations && vu < this.#askedFor)
      this.#share.addUnfinishedVus(this.#scenario, -1)
    return true
  }

  isSpentFor(vu: number): boolean {
    return (this.#started.get(vu) ?? 0) >= this.#iterations
  }

  get isSpent(): boolean {
    return this.#askedFor > 0 && this.#share.unfinishedVus(this.#scenario) === 0
  }

  askFor(vus: number): void {
    this.#share.addUnfinishedVus(this.#scenario, this.#unfinished(vus) - this.#unfinished(this.#askedFor))
    this.#askedFor = vus
  }

  /** Of this lane among the first so many VUs. */
  #unfinished(vus: number): number {
    let count = 0
    for (let own = 0; own < this.#share.ownCount(vus); own++) {
      if (!this.isSpentFor(this.#share.globalIndex(own))) count++
    }
    return count
  }
}
