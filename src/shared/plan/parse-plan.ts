import { checkBodies } from './body-checks.ts'
import { formatDocumentPath } from './document-path.ts'
import { checkMeaning, type JsonPathCheck } from './meaning-checks.ts'
import type { PlanDocument } from './plan-document.ts'
import type { Plan } from './plan.ts'
import { findWarnings } from './plan-warnings.ts'
import type { PlanProblem } from './problem.ts'
import { checkProxy } from './proxy-checks.ts'
import { resolveProxy } from './proxy-plan.ts'
import { checkReferences } from './reference-checks.ts'
import { checkReservedNames } from './reserved-names.ts'
import { milliseconds, nameTables, SlotTable } from './resolve-flow.ts'
import { checkNetwork, resolveNetwork } from './resolve-network.ts'
import { resolveScenario } from './resolve-scenario.ts'
import { checkShape, type FoundProblem } from './schema-problems.ts'
import { viewSteps } from './step-view.ts'
import { checkThresholds, resolveThresholds } from './threshold-checks.ts'
import { checkTls } from './tls-checks.ts'
import { resolveTls } from './tls-plan.ts'
import { splitUserInfo } from './url-user-info.ts'

export type PlanParsing =
  | { readonly valid: true; readonly plan: Plan; readonly warnings: readonly PlanProblem[] }
  | { readonly valid: false; readonly problems: readonly PlanProblem[] }

/**
 * Checks a plan document and fills every default. A wrong document gives all of its problems at once, one for each
 * mistake, in the order: shape, names, meaning, references, bodies, TLS, proxy, network, thresholds. Never throws.
 *
 * @param document what a YAML or JSON reader gave, or what the form holds
 * @param checkJsonPath says what is wrong with a JSONPath query; without it queries are not looked at
 */
export function parsePlan(document: unknown, checkJsonPath: JsonPathCheck | null = null): PlanParsing {
  const { document: checked, repaired, problems: shape, asWritten } = checkShape(document)
  const steps = viewSteps(repaired)
  const problems = [
    ...shape,
    ...checkReservedNames(repaired),
    ...checkMeaning(repaired, steps, checkJsonPath),
    ...checkReferences(repaired, steps),
    ...checkBodies(repaired, steps),
    ...checkTls(repaired),
    ...checkProxy(repaired, steps),
    ...checkNetwork(repaired),
    ...checkThresholds(repaired, steps)
  ]
  if (checked === null || problems.length > 0) {
    return { valid: false, problems: problems.map(asWritten).map(placeProblem) }
  }
  const plan = resolvePlan(checked)
  return { valid: true, plan, warnings: findWarnings(checked, plan).map(placeProblem) }
}

function resolvePlan(document: PlanDocument): Plan {
  const requests = new SlotTable()
  const checks = new SlotTable()
  const { defaults = {}, target, variables = {}, unixSocket = null } = document
  const shared = { defaults, target, variables, unixSocket, requests, checks }
  const scenarios = Object.entries(document.scenarios).map(([name, scenario], index) =>
    resolveScenario(name, scenario, { scenario: index, ...shared })
  )
  return {
    version: 1,
    name: document.name ?? 'Untitled test',
    target: target === undefined ? null : splitUserInfo(target).url,
    variables: textValues(variables),
    tags: textValues(document.tags),
    scenarios,
    thresholds: resolveThresholds(document.thresholds ?? {}),
    cookies: defaults.cookies ?? 'reset',
    ...(document.tls !== undefined && { tls: resolveTls(document.tls) }),
    ...(document.proxy !== undefined && { proxy: resolveProxy(document.proxy) }),
    network: resolveNetwork(document),
    warmUpMs: milliseconds(document.warmUp ?? 0),
    slots: nameTables(requests, checks)
  }
}

function textValues(
  values: Readonly<Record<string, string | number | boolean>> = {}
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

function placeProblem({ keys, message }: FoundProblem): PlanProblem {
  return { path: formatDocumentPath(keys), message, line: null }
}
