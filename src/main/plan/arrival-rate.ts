import { MAX_RATE } from '../../shared/plan/load-limits.ts'

/** A rate as the plan has it: whole starts for each time unit. */
export interface ArrivalRate {
  readonly rate: number
  readonly timeUnitMs: number
}

/** Powers of ten up to this one are exact as doubles. */
const LARGEST_EXACT_POWER = 22

/**
 * The starts for each second as the plan can have them, with nothing rounded away: 2.5 are 25 in 10 s, 0.0004 are 4 in
 * 10,000 s. What no such number of decimals gives is one start for each interval.
 */
export function arrivalRate(perSecond: number): ArrivalRate {
  for (let power = 0; power <= LARGEST_EXACT_POWER; power++) {
    const seconds = 10 ** power
    const rate = Math.round(perSecond * seconds)
    if (rate > MAX_RATE) break
    if (rate > 0 && rate / seconds === perSecond) return { rate, timeUnitMs: seconds * 1000 }
  }
  return { rate: 1, timeUnitMs: 1000 / perSecond }
}
