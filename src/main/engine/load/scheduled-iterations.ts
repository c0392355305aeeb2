import { dialledProfile, type DialEvent } from '../../../shared/plan/dial.ts'
import { plannedIterations } from '../../../shared/plan/planned-iterations.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { ArrivalSchedule } from './arrival-schedule.ts'
import { arrivalSpacing } from './arrival-spacing.ts'

/**
 * How many iterations each scenario is to start, after everything that the hand did, exactly as its lanes schedule
 * them; null for a closed model without a count. Poisson arrivals are counted one by one, some 30 ns for each.
 */
export function scheduledIterations(plan: Plan, events: readonly DialEvent[]): (number | null)[] {
  return plan.scenarios.map((scenario) => {
    const { executor } = scenario
    if (!('poissonSeed' in executor)) return plannedIterations(scenario, events)
    const segments = dialledProfile(scenario, events)
    return new ArrivalSchedule(arrivalSpacing(executor, scenario.name), executor.timeUnitMs, segments).count
  })
}
