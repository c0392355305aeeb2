import { dialledProfile, type DialEvent } from './dial.ts'
import { highestLoad, profileArea } from './load-profile.ts'
import { startsAtOnce } from './first-start.ts'
import type { ScenarioPlan } from './plan.ts'

/** Sums of products such as 0.1 * 10 miss whole numbers by rounding. */
const TOLERANCE = 1e-6

/**
 * How many iterations a scenario is to start, after everything that the hand did; null where that depends on how fast
 * they are. Of Poisson arrivals it is the mean over all seeds: the engine's schedule knows how many one seed has.
 */
export function plannedIterations(scenario: ScenarioPlan, events: readonly DialEvent[] = []): number | null {
  const { executor } = scenario
  switch (executor.kind) {
    case 'shared-iterations':
      return executor.iterations
    case 'per-vu-iterations':
      return highestLoad(dialledProfile(scenario, events)) * executor.iterations
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const starts = profileArea(dialledProfile(scenario, events)) / executor.timeUnitMs
      if (executor.poissonSeed !== undefined) return Math.round(starts)
      // The first at once and all before the end, or one each time the area under the rate has grown by one.
      return startsAtOnce(executor)
        ? Math.max(0, Math.ceil(starts - TOLERANCE))
        : Math.floor(starts + TOLERANCE)
    }
    case 'constant-vus':
    case 'ramping-vus':
      return null
  }
}
