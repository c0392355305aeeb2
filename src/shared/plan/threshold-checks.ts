import { parseDuration } from '../duration.ts'
import { closestWord } from './closest-word.ts'
import type { DocumentKey } from './document-path.ts'
import { describeCheck } from './resolve-flow.ts'
import type { PlanDocument, ThresholdDocument } from './plan-document.ts'
import type { ThresholdPlan } from './plan.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, textAt, viewSteps, type StepView } from './step-view.ts'
import { parseThreshold, type ThresholdParts } from './threshold-expression.ts'

/** A request or a check of a scenario. */
interface NamedPart {
  readonly scenario: string
  readonly name: string
}

/** What a threshold may be about. */
interface KnownParts {
  readonly requests: readonly NamedPart[]
  readonly checks: readonly NamedPart[]
  readonly scenarios: readonly string[]
}

/**
 * Every mistake in the thresholds: the grammar, filters that name no request, check or scenario of the plan, and checks
 * that a plan does not have: such a threshold would never have a sample.
 */
export function checkThresholds(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const parts = knownParts(root, steps)
  return recordEntries(valueAt(root, ['thresholds'])).flatMap(([metric, value]) => {
    const problems = expressionsOf(value, ['thresholds', metric]).flatMap(({ keys, text }) => {
      const parsed = parseThreshold(metric, text)
      if (!parsed.ok) return [{ keys, message: asSentence(parsed.problem) }]
      const message = whyNoSample(parsed.threshold, parts)
      return message === null ? [] : [{ keys: ['thresholds', metric], message }]
    })
    // A mistake in the metric comes up with each of its expressions: it is said once.
    return problems.filter(
      ({ message }, index) => problems.findIndex((other) => other.message === message) === index
    )
  })
}

/** The keys under `thresholds` that are about a request, check or scenario that the document does not have. */
export function strayThresholds(document: unknown): string[] {
  const parts = knownParts(document, viewSteps(document))
  return recordEntries(valueAt(document, ['thresholds'])).flatMap(([metric, value]) => {
    const isStray = expressionsOf(value, []).some(({ text }) => {
      const parsed = parseThreshold(metric, text)
      return parsed.ok && whyNoSample(parsed.threshold, parts) !== null
    })
    return isStray ? [metric] : []
  })
}

function knownParts(root: unknown, steps: readonly StepView[]): KnownParts {
  return {
    requests: steps.flatMap(({ scenario, name }) => (name === null ? [] : [{ scenario, name }])),
    checks: namedChecks(root),
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

/** Why a threshold can have no sample in the plan, as a message; null where it can. */
function whyNoSample({ metric, filter }: ThresholdParts, known: KnownParts): string | null {
  const { name, scenario } = filter
  if (scenario !== undefined && !known.scenarios.includes(scenario)) {
    return unknownName('scenario', scenario, 'the plan', known.scenarios)
  }
  const what = metric === 'checks' ? 'check' : 'request'
  const inPlan = metric === 'checks' ? known.checks : known.requests
  const inScenario = inPlan.filter((part) => scenario === undefined || part.scenario === scenario)
  const where = scenario === undefined ? 'the plan' : `the scenario ${JSON.stringify(scenario)}`
  if (metric === 'checks' && inScenario.length === 0) {
    return `The metric checks never has a sample: ${where} has no checks; expected one beside a request, or no such threshold.`
  }
  const names = inScenario.map((part) => part.name)
  return name === undefined || names.includes(name) ? null : unknownName(what, name, where, names)
}

function unknownName(what: string, name: string, where: string, known: readonly string[]): string {
  const found = `The filter names the ${what} ${JSON.stringify(name)}, which ${where} does not have`
  const meant = closestWord(name, known)
  if (meant !== null) return `${found}; did you mean ${JSON.stringify(meant)}?`
  const shown = [...new Set(known)].slice(0, 10)
  return shown.length === 0 ? `${found}.` : `${found}; expected one of ${shown.join(', ')}.`
}

/** All checks with their explicit or default names, as far as they can be read. */
function namedChecks(root: unknown): NamedPart[] {
  return recordEntries(valueAt(root, ['scenarios'])).flatMap(([scenario, value]) => {
    const flow = valueAt(value, ['flow'])
    const steps: unknown[] = Array.isArray(flow) ? flow : []
    return steps.flatMap((step) => {
      const checks = valueAt(step, ['checks'])
      const request = textAt(step, ['request', 'name']) ?? textAt(step, ['request', 'url']) ?? ''
      // What is no list has a message of its own, and counts for a check.
      const list: unknown[] = Array.isArray(checks) ? checks : checks === undefined ? [] : [checks]
      return list.map((check) => ({ scenario, name: describeCheck(request, check) }))
    })
  })
}

function asSentence(problem: string): string {
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
}
