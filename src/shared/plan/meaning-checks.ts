import { parseDuration } from '../duration.ts'
import { checkAuth } from './auth.ts'
import type { DocumentKey } from './document-path.ts'
import { oneOf } from './one-of.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, type StepView } from './step-view.ts'

/** DESIGN: more request names than this make every chart, table and saved second useless. */
const MAX_REQUEST_NAMES = 500

/** Says what is wrong with a JSONPath query, or null; the parser of queries is no part of the shared code. */
export type JsonPathCheck = (query: string) => string | null

/** What several keys of a scenario tell together. */
export function checkMeaning(
  root: unknown,
  steps: readonly StepView[],
  checkJsonPath: JsonPathCheck | null
): FoundProblem[] {
  return [
    ...checkScenarioCount(root),
    ...recordEntries(valueAt(root, ['scenarios'])).flatMap(([name, scenario]) =>
      isRecord(scenario) ? checkScenario(['scenarios', name], scenario) : []
    ),
    ...checkAuth(root, steps),
    ...checkNames(steps),
    ...steps.flatMap(({ jsonPaths }) =>
      jsonPaths.flatMap(({ keys, text }) => {
        const problem = text === '' ? null : (checkJsonPath?.(text) ?? null)
        return problem === null
          ? []
          : [{ keys, message: `Found the text ${JSON.stringify(text)}, ${problem}.` }]
      })
    )
  ]
}

function checkScenarioCount(root: unknown): FoundProblem[] {
  const scenarios = valueAt(root, ['scenarios'])
  if (!isRecord(scenarios) || Object.keys(scenarios).length > 0) return []
  return [{ keys: ['scenarios'], message: 'Found no scenario, expected at least one.' }]
}

function checkScenario(keys: readonly DocumentKey[], scenario: Record<string, unknown>): FoundProblem[] {
  const { flow } = scenario
  const steps = Array.isArray(flow) ? flow : []
  return [
    ...checkExecutor(keys, scenario),
    ...steps.flatMap((step: unknown, index) =>
      isRecord(step) ? checkStep([...keys, 'flow', index], step) : []
    )
  ]
}

function checkExecutor(keys: readonly DocumentKey[], scenario: Record<string, unknown>): FoundProblem[] {
  const { executor, vus, iterations, preAllocatedVUs, maxVUs, startVUs = 1, startRate = 0 } = scenario
  const problems: FoundProblem[] = []
  if (executor === 'shared-iterations' && isNumber(vus) && (isNumber(iterations) ? iterations : 1) < vus) {
    const found = `Found ${vus} VUs for ${isNumber(iterations) ? iterations : 1} shared iterations`
    problems.push({
      keys: [...keys, 'vus'],
      message: `${found}, expected at most one VU for each iteration.`
    })
  }
  if (isNumber(preAllocatedVUs) && isNumber(maxVUs) && maxVUs < preAllocatedVUs) {
    const message = `Found the number ${maxVUs}, expected at least preAllocatedVUs, which is ${preAllocatedVUs}.`
    problems.push({ keys: [...keys, 'maxVUs'], message })
  }
  if (
    scenario.seed !== undefined &&
    String(executor).endsWith('-arrival-rate') &&
    scenario.arrival !== 'poisson'
  ) {
    const message = '"seed" stands without arrival: poisson, expected it beside arrival: poisson.'
    problems.push({ keys: [...keys, 'seed'], message })
  }
  if (scenario.firstAtOnce !== undefined && scenario.arrival === 'poisson') {
    const message = '"firstAtOnce" stands beside arrival: poisson, expected it beside even arrivals.'
    problems.push({ keys: [...keys, 'firstAtOnce'], message })
  }
  const stages = stagesOf(scenario.stages)
  if (stages === null) return problems
  const first = executor === 'ramping-vus' ? startVUs : startRate
  if (stages.every(({ target }) => target === 0) && first === 0) {
    const start = executor === 'ramping-vus' ? 'startVUs' : 'startRate'
    const message = `Every target and ${start} are 0, so nothing would run; expected one above 0.`
    problems.push({ keys: [...keys, 'stages'], message })
  }
  if (stages.every(({ durationMs }) => durationMs === 0)) {
    const message = 'Every stage has a duration of 0, expected one above 0.'
    problems.push({ keys: [...keys, 'stages'], message })
  }
  return problems
}

/** The stages when all of them can be read, null otherwise. */
function stagesOf(stages: unknown): { durationMs: number; target: number }[] | null {
  if (!Array.isArray(stages) || stages.length === 0) return null
  const read = stages.flatMap((stage: unknown) => {
    const duration = valueAt(stage, ['duration'])
    const target = valueAt(stage, ['target'])
    if ((typeof duration !== 'string' && !isNumber(duration)) || !isNumber(target)) return []
    const durationMs = parseDuration(duration)
    return durationMs === null ? [] : [{ durationMs, target }]
  })
  return read.length === stages.length ? read : null
}

function checkStep(keys: readonly DocumentKey[], step: Record<string, unknown>): FoundProblem[] {
  const problems: FoundProblem[] = []
  const hasRequest = step.request !== undefined
  if (hasRequest && step.think !== undefined) {
    problems.push({
      keys,
      message: 'A step has both request and think, expected one; a pause is a step of its own.'
    })
  }
  if (!hasRequest && step.think === undefined) {
    problems.push({ keys, message: 'A step has neither request nor think, expected one of them.' })
  }
  if (!hasRequest && step.think !== undefined) {
    for (const key of ['extract', 'checks']) {
      if (step[key] === undefined) continue
      problems.push({
        keys: [...keys, key],
        message: `"${key}" stands beside think, expected it beside request.`
      })
    }
  }
  for (const [variable, source] of recordEntries(step.extract)) {
    problems.push(...checkExtraction([...keys, 'extract', variable], source))
  }
  const checks: unknown[] = Array.isArray(step.checks) ? step.checks : []
  checks.forEach((check, index) => problems.push(...checkCheck([...keys, 'checks', index], check)))
  return problems
}

function checkExtraction(keys: readonly DocumentKey[], source: unknown): FoundProblem[] {
  if (!isRecord(source)) return []
  const problems = oneOf(keys, source, ['jsonpath', 'header', 'regex'])
  if (source.group === undefined) return problems
  if (typeof source.regex !== 'string') {
    if (problems.length > 0 || source.regex !== undefined) return problems
    return [{ keys: [...keys, 'group'], message: '"group" stands without regex, expected it beside regex.' }]
  }
  const groups = countGroups(source.regex)
  if (groups === null || !isNumber(source.group) || source.group <= groups) return problems
  const message = `Found group ${source.group}, expected at most ${groups}, the groups of the regular expression.`
  return [...problems, { keys: [...keys, 'group'], message }]
}

function checkCheck(keys: readonly DocumentKey[], check: unknown): FoundProblem[] {
  if (!isRecord(check)) return []
  const problems = oneOf(keys, check, ['status', 'jsonpath', 'bodyContains', 'header', 'durationBelow'])
  if (problems.length > 0) return problems
  for (const [key, partner] of [
    ['exists', 'jsonpath'],
    ['equals', 'jsonpath'],
    ['contains', 'header']
  ] as const) {
    if (check[key] !== undefined && check[partner] === undefined) {
      problems.push({
        keys: [...keys, key],
        message: `"${key}" stands without ${partner}, expected it beside ${partner}.`
      })
    }
  }
  if (check.header !== undefined && check.contains === undefined) {
    problems.push({ keys: [...keys, 'contains'], message: '"contains" is missing; expected a text.' })
  }
  if (check.exists !== undefined && check.equals !== undefined) {
    problems.push({ keys: [...keys, 'exists'], message: 'Found both exists and equals, expected one.' })
  }
  return problems
}

/** Two different requests of a scenario under one name would be added up as if they were one. */
function checkNames(steps: readonly StepView[]): FoundProblem[] {
  const problems: FoundProblem[] = []
  const first = new Map<string, StepView>()
  for (const step of steps) {
    if (step.name === null || step.url === null) continue
    const id = JSON.stringify([step.scenario, step.name])
    const other = first.get(id)
    if (other === undefined) first.set(id, step)
    else if (other.url !== step.url || other.method !== step.method) {
      const message =
        `The name ${JSON.stringify(step.name)} stands for ${other.method} ${other.url} and for ` +
        `${step.method} ${step.url}; expected a name of its own for each.`
      problems.push({ keys: [...step.keys, 'request', 'name'], message })
    }
  }
  if (first.size > MAX_REQUEST_NAMES) {
    const found = `Found ${first.size} request names`
    const message = `${found}, expected at most ${MAX_REQUEST_NAMES}; put variables into URLs instead of values.`
    problems.push({ keys: ['scenarios'], message })
  }
  return problems
}

/** The groups of a regular expression: one that also matches the empty text gives them all. */
function countGroups(pattern: string): number | null {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1
  } catch {
    return null
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
