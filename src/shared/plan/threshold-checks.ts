import { parseDuration } from '../duration.ts'
import { closestWord } from './closest-word.ts'
import type { DocumentKey } from './document-path.ts'
import { describeCheck } from './resolve-flow.ts'
import type { PlanDocument, ThresholdDocument } from './plan-document.ts'
import type { ThresholdPlan } from './plan.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, textAt, viewSteps, type StepView } from './step-view.ts'
import { parseThreshold, type ThresholdParts } from './threshold-expression.ts'

/** The names that a filter of a threshold may name. */
interface KnownNames {
  readonly requests: readonly string[]
  readonly checks: readonly string[]
  readonly scenarios: readonly string[]
}

/** Every mistake in the thresholds: the grammar, and filters that name no request, check or scenario of the plan. */
export function checkThresholds(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const names = knownNames(root, steps)
  return recordEntries(valueAt(root, ['thresholds'])).flatMap(([metric, value]) => {
    const problems = expressionsOf(value, ['thresholds', metric]).flatMap(({ keys, text }) => {
      const parsed = parseThreshold(metric, text)
      if (!parsed.ok) return [{ keys, message: asSentence(parsed.problem) }]
      const message = unknownFilter(parsed.threshold, names)
      return message === null ? [] : [{ keys: ['thresholds', metric], message }]
    })
    // A mistake in the metric comes up with each of its expressions: it is said once.
    return problems.filter(
      ({ message }, index) => problems.findIndex((other) => other.message === message) === index
    )
  })
}

/** The keys under `thresholds` whose filters name a request, check or scenario that the document does not have. */
export function strayThresholds(document: unknown): string[] {
  const names = knownNames(document, viewSteps(document))
  return recordEntries(valueAt(document, ['thresholds'])).flatMap(([metric, value]) => {
    const isStray = expressionsOf(value, []).some(({ text }) => {
      const parsed = parseThreshold(metric, text)
      return parsed.ok && unknownFilter(parsed.threshold, names) !== null
    })
    return isStray ? [metric] : []
  })
}

function knownNames(root: unknown, steps: readonly StepView[]): KnownNames {
  return {
    requests: steps.flatMap(({ name }) => (name === null ? [] : [name])),
    checks: checkNames(root),
    scenarios: recordEntries(valueAt(root, ['scenarios'])).map(([name]) => name)
  }
}

/** The thresholds of a document that `checkThresholds` found right. */
export function resolveThresholds(thresholds: NonNullable<PlanDocument['thresholds']>): ThresholdPlan[] {
  return Object.entries(thresholds).flatMap(([metric, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((item) => resolveThreshold(metric, item))
  )
}

function resolveThreshold(metric: string, item: ThresholdDocument): ThresholdPlan[] {
  const options = typeof item === 'string' ? { threshold: item } : item
  const parsed = parseThreshold(metric, options.threshold)
  if (!parsed.ok) return []
  return [
    {
      ...parsed.threshold,
      abortOnFail: options.abortOnFail ?? false,
      delayAbortEvalMs: parseDuration(options.delayAbortEval ?? 0) ?? 0
    }
  ]
}

function expressionsOf(
  value: unknown,
  keys: readonly DocumentKey[]
): { keys: readonly DocumentKey[]; text: string }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      Array.isArray(item) ? [] : expressionsOf(item, [...keys, index])
    )
  }
  if (typeof value === 'string') return value === '' ? [] : [{ keys, text: value }]
  if (isRecord(value) && typeof value.threshold === 'string') {
    return [{ keys: [...keys, 'threshold'], text: value.threshold }]
  }
  return []
}

function unknownFilter({ metric, filter }: ThresholdParts, names: KnownNames): string | null {
  const { name, scenario } = filter
  if (scenario !== undefined && !names.scenarios.includes(scenario)) {
    return unknownName('scenario', scenario, names.scenarios)
  }
  if (name === undefined) return null
  if (metric === 'checks')
    return names.checks.includes(name) ? null : unknownName('check', name, names.checks)
  return names.requests.includes(name) ? null : unknownName('request', name, names.requests)
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const found = `The filter names the ${what} ${JSON.stringify(name)}, which the plan does not have`
  const meant = closestWord(name, known)
  if (meant !== null) return `${found}; did you mean ${JSON.stringify(meant)}?`
  const shown = [...new Set(known)].slice(0, 10)
  return shown.length === 0 ? `${found}.` : `${found}; expected one of ${shown.join(', ')}.`
}

/** Explicit and default names of all checks, as far as they can be read. */
function checkNames(root: unknown): string[] {
  return recordEntries(valueAt(root, ['scenarios'])).flatMap(([, scenario]) => {
    const flow = valueAt(scenario, ['flow'])
    const steps: unknown[] = Array.isArray(flow) ? flow : []
    return steps.flatMap((step) => {
      const checks = valueAt(step, ['checks'])
      const request = textAt(step, ['request', 'name']) ?? textAt(step, ['request', 'url']) ?? ''
      return Array.isArray(checks) ? checks.map((check: unknown) => describeCheck(request, check)) : []
    })
  })
}

function asSentence(problem: string): string {
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
}
