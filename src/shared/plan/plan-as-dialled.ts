import { dialledStages, dialledStartMs } from './dialled-stages.ts'
import type { DialEvent } from './dial.ts'
import { startsAtOnce } from './first-start.ts'
import type { ExecutorPlan, Plan, ScenarioPlan, Stage } from './plan.ts'

/**
 * The plan with what the hand did as stages: what the run is asked for, pauses included. Scenarios that the hand did not
 * touch stay as they are, and so does the load of those whose load is a number of iterations.
 */
export function planAsDialled(plan: Plan, events: readonly DialEvent[]): Plan {
  if (events.length === 0) return plan
  return { ...plan, scenarios: plan.scenarios.map((scenario) => asDialled(scenario, events)) }
}

function asDialled(scenario: ScenarioPlan, events: readonly DialEvent[]): ScenarioPlan {
  const dialled = dialledStages(scenario, events)
  if (dialled === null) return { ...scenario, startTimeMs: dialledStartMs(scenario, events) }
  if (JSON.stringify(dialled) === JSON.stringify(dialledStages(scenario, []))) return scenario
  const { startTimeMs, start, stages } = dialled
  return { ...scenario, startTimeMs, executor: staged(scenario, start, stages) }
}

function staged(
  { executor, gracefulStopMs }: ScenarioPlan,
  start: number,
  stages: readonly Stage[]
): ExecutorPlan {
  if ('timeUnitMs' in executor) {
    const { timeUnitMs, preAllocatedVUs, maxVUs, poissonSeed } = executor
    return {
      kind: 'ramping-arrival-rate',
      ...{ startRate: start, timeUnitMs, stages, preAllocatedVUs, maxVUs },
      ...(startsAtOnce(executor) && { firstAtOnce: true }),
      ...(poissonSeed !== undefined && { poissonSeed })
    }
  }
  const gracefulRampDownMs = executor.kind === 'ramping-vus' ? executor.gracefulRampDownMs : gracefulStopMs
  return { kind: 'ramping-vus', startVUs: start, stages, gracefulRampDownMs }
}
