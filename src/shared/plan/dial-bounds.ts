import { formatDuration } from '../duration.ts'
import { MAX_RATE, MAX_VUS } from './load-limits.ts'
import type { ExecutorPlan } from './plan.ts'

/** To what the hand may set the load of a scenario: from 0 to `most`. */
export interface DialBounds {
  readonly most: number
  /** Virtual users come whole; a rate may have a fraction. */
  readonly isWhole: boolean
  /** What a value counts: "virtual users", "starts each 1s". */
  readonly unit: string
}

/**
 * Null where the load is a number of iterations: those would be started all the same, only by others, so nothing
 * could be repeated.
 */
export function dialBounds(executor: ExecutorPlan): DialBounds | null {
  switch (executor.kind) {
    case 'constant-vus':
    case 'ramping-vus':
      return { most: MAX_VUS, isWhole: true, unit: 'virtual users' }
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const unit = `starts each ${formatDuration(executor.timeUnitMs)}`
      return { most: MAX_RATE, isWhole: false, unit }
    }
    case 'shared-iterations':
    case 'per-vu-iterations':
      return null
  }
}

/** Whether the hand may set the load to this. */
export function isWithinBounds(value: number, { most, isWhole }: DialBounds): boolean {
  return value >= 0 && value <= most && (!isWhole || Number.isInteger(value))
}

/** What may be set, as a refusal says it: "a number from 0 to 10,000,000 (starts each 1s)". */
export function expectedLoad({ most, isWhole, unit }: DialBounds): string {
  return `${isWhole ? 'a whole number' : 'a number'} from 0 to ${most.toLocaleString('en')} (${unit})`
}

/** A load in four digits; of virtual users those that are on. */
export function shownLoad(value: number, { isWhole }: DialBounds): number {
  return isWhole ? Math.floor(value) : Number(value.toPrecision(4))
}

/** Below this a step of a rate shows in its fraction. */
const WHOLE_RATE = 10

/**
 * A step of a tenth up or down from the load as it is shown, rounded to what a person would write: at least 1 of virtual
 * users and of rates that are shown whole, else in hundredths. From 0 it goes up to 1.
 */
export function dialStep(load: number, direction: 1 | -1, bounds: DialBounds): number {
  const { most, isWhole } = bounds
  const value = shownLoad(load, bounds)
  const moved = value * (1 + direction / 10)
  const grain = isWhole || value >= WHOLE_RATE ? 1 : 0.01
  const rounded = Math.round(moved / grain) * grain
  const atLeast = value === 0 && direction > 0 ? 1 : value + direction * grain
  const next = direction > 0 ? Math.max(rounded, atLeast) : Math.min(rounded, atLeast)
  return Math.min(most, Math.max(0, Number(next.toFixed(2))))
}
