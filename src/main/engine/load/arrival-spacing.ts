import { startsAtOnce } from '../../../shared/plan/first-start.ts'
import type { ArrivalRatePlan } from '../../../shared/plan/plan.ts'
import { RandomStream } from './random-stream.ts'

/**
 * How arrivals follow each other, told by the area under the rate (in starts) at which each is due: 1 is where the
 * rate has asked for one start. The rate may change on the way, also by hand: what an arrival is due at stays.
 */
export interface ArrivalSpacing {
  /** Never decreasing. Calls in ascending order are cheap. */
  dueAt(index: number): number
  /** How many arrivals are due at this area or before. */
  countUpTo(area: number): number
  /** Added to the whole area of a schedule: which arrivals still belong to it. */
  readonly endTolerance: number
}

/** Sums of products such as 0.1 * 10 miss whole numbers by rounding. */
export const AREA_TOLERANCE = 1e-6

/**
 * - `constant-arrival-rate`, k6's definition: the first at once, then one each 1 / rate, all before the end.
 * - `ramping-arrival-rate`, k6's definition: one each time the area has grown by one; with `firstAtOnce` as above.
 * - Poisson arrivals of either: one after each exponentially distributed piece of area.
 *
 * @param scenario name in the plan: scenarios with the same seed must not move in step, and each keeps its arrivals when
 * others are added or left out
 */
export function arrivalSpacing(plan: ArrivalRatePlan, scenario: string): ArrivalSpacing {
  if (plan.poissonSeed !== undefined) return new PoissonSpacing(plan.poissonSeed, scenario)
  if (startsAtOnce(plan)) {
    return {
      dueAt: (index) => index,
      countUpTo: (area) => Math.floor(area) + 1,
      endTolerance: -AREA_TOLERANCE
    }
  }
  return { dueAt: (index) => index + 1, countUpTo: (area) => Math.floor(area), endTolerance: AREA_TOLERANCE }
}

/**
 * A Poisson process of rate 1 over the area: its arrivals, seen over time, are a Poisson process of the rate that the
 * area is made of (the time change of inhomogeneous processes). Every lane draws the whole sequence, some 30 ns for
 * each arrival of all lanes, and so knows every arrival without a word to the others.
 */
class PoissonSpacing implements ArrivalSpacing {
  readonly endTolerance = 0
  readonly #seed: number
  readonly #stream: number
  #random: RandomStream
  #index = -1
  #area = 0

  constructor(seed: number, scenario: string) {
    this.#seed = seed
    this.#stream = streamOf(scenario)
    this.#random = new RandomStream(seed, this.#stream)
  }

  dueAt(index: number): number {
    if (index < this.#index) this.#restart()
    while (this.#index < index) this.#draw()
    return this.#area
  }

  countUpTo(area: number): number {
    if (this.#area > area) this.#restart()
    while (this.#area <= area) this.#draw()
    return this.#index
  }

  #draw(): void {
    this.#area -= Math.log(this.#random.next())
    this.#index++
  }

  #restart(): void {
    this.#random = new RandomStream(this.#seed, this.#stream)
    this.#index = -1
    this.#area = 0
  }
}

/** 32 bits of a name: FNV-1a of Fowler, Noll and Vo, over UTF-16 units. */
function streamOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash
}
