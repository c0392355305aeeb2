import type { CapacityObjective } from '../../shared/capacity/capacity.ts'
import { mostVus } from '../../shared/plan/most-vus.ts'
import type { ExecutorPlan, Plan, ScenarioPlan } from '../../shared/plan/plan.ts'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { parseThreshold } from '../../shared/plan/threshold-expression.ts'
import { arrivalRate } from '../plan/index.ts'

/** How a plan's scenarios share a rate. */
export interface RateShares {
  /** Iterations for each second that the plan itself asks for, at its highest. */
  readonly planRate: number
  /** By scenario, in the plan's order; they add up to 1. */
  readonly shares: readonly number[]
  /** What was made of the scenarios, one sentence each. */
  readonly notes: readonly string[]
}

/** The keys of a scenario that say how it is driven; all others go on to the steps. */
const EXECUTOR_KEYS: ReadonlySet<string> = new Set([
  ...['executor', 'vus', 'duration', 'iterations', 'maxDuration', 'startVUs', 'stages', 'gracefulRampDown'],
  ...['rate', 'startRate', 'timeUnit', 'preAllocatedVUs', 'maxVUs', 'startTime', 'gracefulStop']
])

/** What is still under way when a step ends may end for so long; a backlog must not be carried into the next step. */
const MOST_GRACEFUL_MS = 10_000
/** A request takes so long at most where no objective says; then VUs run out, and iterations are dropped. */
const DEFAULT_REQUEST_MS = 1000
/** The smallest time that VUs are provided for, and how far beyond a limit on latency. */
const LEAST_REQUEST_MS = 250
const BEYOND_LIMIT = 2
const SPARE_VUS = 10
const MOST_VUS = 100_000

/**
 * Scenarios with an arrival rate keep their proportions, at the highest rate of each. One with VUs has no rate of its
 * own: it is taken for one iteration for each VU and second, or for each think time where that is longer.
 */
export function rateShares({ scenarios }: Plan): RateShares {
  const rates = scenarios.map(rateOf)
  const planRate = rates.reduce((sum, rate) => sum + rate, 0)
  const closed = scenarios.filter(({ executor }) => !executor.kind.endsWith('-arrival-rate'))
  const notes =
    closed.length === 0
      ? []
      : [
          `${closed.map(({ name }) => name).join(', ')}: driven by an arrival rate in place of ${[...new Set(closed.map(({ executor }) => executor.kind))].join(', ')}, which has none.`
        ]
  if (scenarios.length > 1) {
    const parts = scenarios.map(({ name }, index) => `${name} ${percent(rates[index]! / planRate)}`)
    notes.push(`The rate is shared out in the plan's proportions: ${parts.join(', ')}.`)
  }
  return { planRate, shares: rates.map((rate) => rate / planRate), notes }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function rateOf({ executor, flow }: ScenarioPlan): number {
  const perSecond = peakRate(executor)
  if (perSecond !== null) return Math.max(perSecond, Number.EPSILON)
  return mostVus(executor) / Math.max(1, thinkMs(flow) / 1000)
}

/** The highest rate of an open executor in iterations for each second; null for a closed one. */
function peakRate(executor: ExecutorPlan): number | null {
  switch (executor.kind) {
    case 'constant-arrival-rate':
      return (executor.rate * 1000) / executor.timeUnitMs
    case 'ramping-arrival-rate': {
      const targets = executor.stages.map(({ target }) => target)
      return (Math.max(executor.startRate, ...targets) * 1000) / executor.timeUnitMs
    }
    default:
      return null
  }
}

/** The longest think time of an iteration of the plan: so long a step takes before iterations end at their rate. */
export function longestThinkMs({ scenarios }: Plan): number {
  return Math.max(0, ...scenarios.map(({ flow }) => thinkMs(flow)))
}

function thinkMs(flow: ScenarioPlan['flow']): number {
  return flow.reduce((sum, step) => sum + (step.kind === 'think' ? step.durationMs : 0), 0)
}

export interface StepPlanInput {
  /** The plan's document, which was found right. */
  readonly document: unknown
  readonly plan: Plan
  readonly shares: readonly number[]
  readonly objectives: readonly CapacityObjective[]
  /** Iterations for each second over all scenarios. */
  readonly rate: number
  readonly warmUpSeconds: number
  /** Without the warm-up. */
  readonly measuredSeconds: number
  readonly tags: Readonly<Record<string, string>>
}

/**
 * The plan document of one step: each scenario's flow at its share of the rate, all at once, with the objectives as the
 * only thresholds. Everything else of the plan stays as it is.
 */
export function stepDocument(input: StepPlanInput): Record<string, unknown> {
  const { plan, shares, rate, warmUpSeconds, tags } = input
  const document = isRecord(input.document) ? input.document : {}
  const written = isRecord(document.scenarios) ? document.scenarios : {}
  const scenarios = plan.scenarios.map((scenario, index) => {
    const own = written[scenario.name]
    const kept = Object.entries(isRecord(own) ? own : {}).filter(([key]) => !EXECUTOR_KEYS.has(key))
    const executor = arrivalExecutor(scenario, rate * (shares[index] ?? 0), input)
    return [scenario.name, { ...executor, ...Object.fromEntries(kept) }]
  })
  return {
    ...document,
    tags: { ...(isRecord(document.tags) ? document.tags : {}), ...tags },
    warmUp: `${warmUpSeconds}s`,
    scenarios: Object.fromEntries(scenarios),
    thresholds: objectiveThresholds(input.objectives)
  }
}

/** Objectives as the thresholds of a plan document. */
export function objectiveThresholds(objectives: readonly CapacityObjective[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {}
  for (const { metric, expression } of objectives) (thresholds[metric] ??= []).push(expression)
  return thresholds
}

function arrivalExecutor(
  scenario: ScenarioPlan,
  rate: number,
  input: StepPlanInput
): Record<string, unknown> {
  const maxVUs = neededVus(scenario, rate, input.objectives)
  const { rate: starts, timeUnitMs } = arrivalRate(rate)
  return {
    executor: 'constant-arrival-rate',
    rate: starts,
    timeUnit: timeUnitMs,
    duration: `${input.warmUpSeconds + input.measuredSeconds}s`,
    preAllocatedVUs: Math.min(maxVUs, Math.ceil(rate * (thinkMs(scenario.flow) / 1000)) + SPARE_VUS),
    maxVUs,
    gracefulStop: `${Math.min(MOST_GRACEFUL_MS, scenario.gracefulStopMs)}ms`
  }
}

/**
 * By Little's law, rate times time: the think time and, for each request, twice the largest limit on latency. More
 * would only be held by requests that miss the objective anyway. Never fewer than the plan has.
 */
function neededVus(scenario: ScenarioPlan, rate: number, objectives: readonly CapacityObjective[]): number {
  const requests = scenario.flow.filter(({ kind }) => kind === 'request').length
  const limits = objectives.flatMap(({ metric, expression }) => {
    const parsed = parseThreshold(metric, expression)
    return parsed.ok && /^http_req_(response|duration)$/.test(parsed.threshold.metric)
      ? [parsed.threshold.limit]
      : []
  })
  const requestMs =
    limits.length === 0 ? DEFAULT_REQUEST_MS : Math.max(LEAST_REQUEST_MS, BEYOND_LIMIT * Math.max(...limits))
  const vus = Math.ceil((rate * (thinkMs(scenario.flow) + requests * requestMs)) / 1000) + SPARE_VUS
  return Math.min(MOST_VUS, Math.max(vus, mostVus(scenario.executor)))
}
