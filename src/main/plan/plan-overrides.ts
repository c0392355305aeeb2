import { formatDuration } from '../../shared/duration.ts'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { stagesFromText } from './override-values.ts'
import { strayThresholds } from '../../shared/plan/index.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'

/** Options of the command line that stand above the plan. */
export interface PlanOverrides {
  readonly name?: string
  readonly target?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Keys of the plan's `tls`, each in place of the plan's own. */
  readonly tls?: Readonly<Record<string, unknown>>
  /** Stands in place of the plan's proxy, but for the hosts that are reached without one. */
  readonly proxy?: Readonly<Record<string, unknown>>
  /** Those hosts in place of the plan's; of no meaning without a proxy. */
  readonly noProxy?: readonly string[]
  /** From `-e K=V`. */
  readonly env?: Readonly<Record<string, string>>
  readonly vus?: number
  readonly durationMs?: number
  readonly iterations?: number
  /** Iteration starts for each second. */
  readonly rate?: number
  /** k6's form: `10s:5,1m:20`. */
  readonly stages?: string
}

export interface OverriddenDocument {
  readonly document: unknown
  /** What was replaced, one sentence each, for the user to see. */
  readonly notes: readonly string[]
  readonly problems: readonly PlanProblem[]
}

type Mapping = Record<string, unknown>

/**
 * Puts the options of the command line into a plan document; the caller's document is left as it is. The load options
 * replace all scenarios by one, as k6's do. `-e K=V` is the value of `${env.K}`, which never enters the document, and
 * also replaces the plan's variable K, unless that is itself a reference: a secret must not be saved in clear.
 */
export function overridePlan(document: unknown, overrides: PlanOverrides): OverriddenDocument {
  if (!isRecord(document)) return { document, notes: [], problems: [] }
  const { name, target, tags, tls, env = {} } = overrides
  const changed: Mapping = {
    ...document,
    ...(name !== undefined && { name }),
    ...(target !== undefined && { target })
  }
  if (tags !== undefined) changed.tags = { ...(isRecord(document.tags) ? document.tags : {}), ...tags }
  if (tls !== undefined) changed.tls = { ...(isRecord(document.tls) ? document.tls : {}), ...tls }
  if (document.proxy !== undefined || overrides.proxy !== undefined) {
    changed.proxy = changedProxy(document.proxy, overrides)
  }
  if (isRecord(document.variables)) changed.variables = replaceVariables(document.variables, env)
  if (!hasLoadOption(overrides)) return { document: changed, notes: [], problems: [] }
  return replaceScenarios(changed, overrides)
}

/** Another proxy keeps the exempt hosts alone: credentials are for the one that they stand beside. */
function changedProxy(own: unknown, { proxy, noProxy }: PlanOverrides): unknown {
  if (proxy === undefined && noProxy === undefined) return own
  const mapping: Mapping = isRecord(own) ? own : { url: own }
  const exempt = noProxy ?? mapping.noProxy
  return { ...(proxy ?? mapping), ...(exempt !== undefined && { noProxy: exempt }) }
}

function replaceVariables(variables: Mapping, env: Readonly<Record<string, string>>): Mapping {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const isReference = typeof value === 'string' && /\$\{(env|secret)\./.test(value)
      return [name, Object.hasOwn(env, name) && !isReference ? env[name] : value]
    })
  )
}

function hasLoadOption({ vus, durationMs, iterations, rate, stages }: PlanOverrides): boolean {
  return [vus, durationMs, iterations, rate, stages].some((option) => option !== undefined)
}

function replaceScenarios(document: Mapping, overrides: PlanOverrides): OverriddenDocument {
  const scenarios = isRecord(document.scenarios) ? Object.entries(document.scenarios) : []
  const [first, ...others] = scenarios
  // A plan without scenarios is refused by the validation in better words.
  if (first === undefined) return { document, notes: [], problems: [] }
  const [name, scenario] = first
  const executor = executorOf(overrides)
  if (typeof executor === 'string')
    return { document, notes: [], problems: [{ path: '', message: executor, line: null }] }
  const { flow, gracefulStop } = isRecord(scenario) ? scenario : {}
  const replaced: Mapping = {
    ...document,
    scenarios: { [name]: { ...executor, ...(gracefulStop !== undefined && { gracefulStop }), flow } }
  }
  const notes = [`The load options replace the scenarios of the plan by one: ${name}, ${describe(executor)}.`]
  if (others.length > 0) notes.push(`Left out: ${others.map(([other]) => other).join(', ')}.`)
  const stray = strayThresholds(replaced)
  if (stray.length > 0 && isRecord(replaced.thresholds)) {
    const kept = Object.entries(replaced.thresholds).filter(([metric]) => !stray.includes(metric))
    replaced.thresholds = Object.fromEntries(kept)
    notes.push(`Left out with them: the thresholds on ${stray.join(', ')}.`)
  }
  return { document: replaced, notes, problems: [] }
}

/** The scenario that the options ask for, by k6's rules, or what is wrong with them. */
function executorOf({ vus, durationMs, iterations, rate, stages }: PlanOverrides): Mapping | string {
  const exclusive = [
    ['--stages', stages],
    ['--iterations', iterations],
    ['--rate', rate]
  ].flatMap(([option, value]) => (value === undefined ? [] : [String(option)]))
  if (exclusive.length > 1) return `${exclusive.join(' and ')} exclude each other, expected one of them.`
  const duration = durationMs === undefined ? undefined : formatDuration(durationMs)
  if (stages !== undefined) {
    if (duration !== undefined) return '--stages and --duration exclude each other, expected one of them.'
    const list = stagesFromText(stages)
    if (list === null)
      return `Found --stages "${stages}", expected durations and targets such as "10s:5,1m:20".`
    return { executor: 'ramping-vus', startVUs: vus ?? 1, stages: list }
  }
  if (iterations !== undefined) {
    return {
      executor: 'shared-iterations',
      vus: vus ?? 1,
      iterations,
      ...(duration !== undefined && { maxDuration: duration })
    }
  }
  if (duration === undefined) {
    return rate === undefined
      ? '--vus alone says not how long to run; expected --duration, --iterations or --stages beside it.'
      : '--rate says not how long to run; expected --duration beside it.'
  }
  if (rate === undefined) return { executor: 'constant-vus', vus: vus ?? 1, duration }
  const preAllocatedVUs = vus ?? Math.max(1, Math.min(rate, 100))
  return {
    executor: 'constant-arrival-rate',
    rate,
    duration,
    preAllocatedVUs,
    // Given VUs are all there are; otherwise as many as a rate with answers of a second needs.
    maxVUs: vus ?? Math.max(preAllocatedVUs, rate)
  }
}

function describe(executor: Mapping): string {
  const { executor: kind, stages, ...options } = executor
  const shown = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`)
  if (Array.isArray(stages)) shown.push(`${stages.length} stages`)
  return `${String(kind)} with ${shown.join(', ')}`
}
