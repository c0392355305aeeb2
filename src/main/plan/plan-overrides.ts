import { strayThresholds } from '../../shared/plan/index.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import {
  describeExecutor,
  hasLoadOption,
  loadOptionOf,
  readLoadOptions,
  type LoadOptions
} from './load-options.ts'
import { optionPlaces, optionProblem, type OptionOf, type OptionPlace } from './option-places.ts'

/** Options of the command line that stand above the plan. */
export interface PlanOverrides extends LoadOptions {
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
}

export interface OverriddenDocument {
  readonly document: unknown
  /** What was replaced, one sentence each, for the user to see. */
  readonly notes: readonly string[]
  readonly problems: readonly PlanProblem[]
  /** For problems of the document: the option that put there what is wrong. */
  readonly optionOf: OptionOf
}

type Mapping = Record<string, unknown>

/**
 * Puts the options of the command line into a plan document; the caller's document is left as it is. The load options
 * replace all scenarios by one, as k6's do. `-e K=V` is the value of `${env.K}`, which never enters the document, and
 * also replaces the plan's variable K, unless that is itself a reference: a secret must not be saved in clear.
 */
export function overridePlan(document: unknown, overrides: PlanOverrides): OverriddenDocument {
  if (!isRecord(document)) return { document, notes: [], problems: [], optionOf: () => null }
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
  const optionOf = optionPlaces(placesOf(overrides))
  if (!hasLoadOption(overrides)) return { document: changed, notes: [], problems: [], optionOf }
  return replaceScenarios(changed, overrides, optionOf)
}

/** Where the option's name is not the key's. */
const TLS_OPTIONS: Readonly<Record<string, string>> = { ca: '--cacert' }

/** The places that the options themselves fill; those of the load stand beside the scenario that they make. */
function placesOf({ name, target, tags = {}, tls = {}, proxy, noProxy }: PlanOverrides): OptionPlace[] {
  const places: (OptionPlace | false)[] = [
    name !== undefined && [['name'], '--name'],
    target !== undefined && [['target'], '--target'],
    ...Object.keys(tags).map((tag): OptionPlace => [['tags', tag], '--tag']),
    ...Object.keys(tls).map((key): OptionPlace => [['tls', key], TLS_OPTIONS[key] ?? `--${key}`]),
    noProxy !== undefined && [['proxy', 'noProxy'], '--noproxy'],
    ...Object.keys(proxy ?? {}).map((key): OptionPlace => [['proxy', key], '--proxy'])
  ]
  return places.filter((place) => place !== false)
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

function replaceScenarios(
  document: Mapping,
  overrides: PlanOverrides,
  ownOptionOf: OptionOf
): OverriddenDocument {
  const scenarios = isRecord(document.scenarios) ? Object.entries(document.scenarios) : []
  const [first, ...others] = scenarios
  // A plan without scenarios is refused by the validation in better words.
  if (first === undefined) return { document, notes: [], problems: [], optionOf: ownOptionOf }
  const [name, scenario] = first
  const scenarioOptionOf = loadOptionOf(['scenarios', name], overrides)
  const optionOf: OptionOf = (path) => ownOptionOf(path) ?? scenarioOptionOf(path)
  const load = readLoadOptions(overrides)
  if (!load.ok) return { document, notes: [], problems: [optionProblem(load.option, load.message)], optionOf }
  const { flow, gracefulStop } = isRecord(scenario) ? scenario : {}
  const replaced: Mapping = {
    ...document,
    scenarios: { [name]: { ...load.executor, ...(gracefulStop !== undefined && { gracefulStop }), flow } }
  }
  const notes = [
    `The load options replace the scenarios of the plan by one: ${name}, ${describeExecutor(load.executor)}.`
  ]
  if (others.length > 0) notes.push(`Left out: ${others.map(([other]) => other).join(', ')}.`)
  const stray = strayThresholds(replaced)
  if (stray.length > 0 && isRecord(replaced.thresholds)) {
    const kept = Object.entries(replaced.thresholds).filter(([metric]) => !stray.includes(metric))
    replaced.thresholds = Object.fromEntries(kept)
    notes.push(`Left out with them: the thresholds on ${stray.join(', ')}.`)
  }
  return { document: replaced, notes, problems: [], optionOf }
}
