import type { ScenarioDocument } from './plan-document.ts'
import type { ArrivalRatePlan, ExecutorPlan, ScenarioPlan, Stage } from './plan.ts'
import { milliseconds, resolveStep, type FlowContext } from './resolve-flow.ts'

/** k6's defaults. */
const DEFAULT_GRACEFUL_MS = 30_000
const DEFAULT_MAX_DURATION_MS = 600_000
const DEFAULT_TIME_UNIT_MS = 1000
/** Ours: always the same one, so that two runs of a plan get the same arrivals without anybody asking for it. */
const DEFAULT_SEED = 1

/** Fills the defaults of a scenario that was found right. */
export function resolveScenario(
  name: string,
  scenario: ScenarioDocument,
  context: FlowContext
): ScenarioPlan {
  return {
    name,
    executor: resolveExecutor(scenario),
    startTimeMs: milliseconds(scenario.startTime ?? 0),
    gracefulStopMs: milliseconds(scenario.gracefulStop ?? DEFAULT_GRACEFUL_MS),
    flow: scenario.flow.map((step) => resolveStep(step, context))
  }
}

function resolveExecutor(scenario: ScenarioDocument): ExecutorPlan {
  switch (scenario.executor) {
    case 'constant-vus':
      return { kind: 'constant-vus', vus: scenario.vus ?? 1, durationMs: milliseconds(scenario.duration) }
    case 'shared-iterations':
    case 'per-vu-iterations':
      return {
        kind: scenario.executor,
        vus: scenario.vus ?? 1,
        iterations: scenario.iterations ?? 1,
        maxDurationMs: milliseconds(scenario.maxDuration ?? DEFAULT_MAX_DURATION_MS)
      }
    case 'ramping-vus':
      return {
        kind: 'ramping-vus',
        startVUs: scenario.startVUs ?? 1,
        stages: resolveStages(scenario.stages),
        gracefulRampDownMs: milliseconds(scenario.gracefulRampDown ?? DEFAULT_GRACEFUL_MS)
      }
    case 'constant-arrival-rate':
      return {
        kind: 'constant-arrival-rate',
        rate: scenario.rate,
        timeUnitMs: milliseconds(scenario.timeUnit ?? DEFAULT_TIME_UNIT_MS),
        durationMs: milliseconds(scenario.duration),
        ...arrivalOptions(scenario)
      }
    case 'ramping-arrival-rate':
      return {
        kind: 'ramping-arrival-rate',
        startRate: scenario.startRate ?? 0,
        ...(scenario.firstAtOnce === true && { firstAtOnce: true }),
        timeUnitMs: milliseconds(scenario.timeUnit ?? DEFAULT_TIME_UNIT_MS),
        stages: resolveStages(scenario.stages),
        ...arrivalOptions(scenario)
      }
  }
}

interface ArrivalOptionsDocument {
  readonly preAllocatedVUs: number
  readonly maxVUs?: number | undefined
  readonly arrival?: 'even' | 'poisson' | undefined
  readonly seed?: number | undefined
}

/** Without maxVUs there are as many as are made at the start, as in k6. */
function arrivalOptions({
  preAllocatedVUs,
  maxVUs = Math.max(1, preAllocatedVUs),
  arrival,
  seed = DEFAULT_SEED
}: ArrivalOptionsDocument): Pick<ArrivalRatePlan, 'preAllocatedVUs' | 'maxVUs' | 'poissonSeed'> {
  return { preAllocatedVUs, maxVUs, ...(arrival === 'poisson' && { poissonSeed: seed }) }
}

function resolveStages(stages: readonly { duration: string | number; target: number }[]): Stage[] {
  return stages.map(({ duration, target }) => ({ durationMs: milliseconds(duration), target }))
}
