import type { ArrivalRatePlan } from './plan.ts'

/** Whether evenly spaced arrivals begin with the scenario, or when the rate has asked for the first one. */
export function startsAtOnce(executor: ArrivalRatePlan): boolean {
  return executor.kind === 'constant-arrival-rate' || executor.firstAtOnce === true
}
