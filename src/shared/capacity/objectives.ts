import type { CapacityObjective } from './capacity.ts'
import type { Plan, ThresholdMetric } from '../plan/plan.ts'
import type { PlanProblem } from '../plan/problem.ts'
import { parseThreshold } from '../plan/threshold-expression.ts'

export type ObjectiveReading =
  | { readonly ok: true; readonly objectives: readonly CapacityObjective[] }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

/** Metrics that say how well requests are answered, not how many there are: only these have an edge in the rate. */
const QUALITY_METRICS: ReadonlySet<ThresholdMetric> = new Set([
  'http_req_response',
  'http_req_duration',
  'http_req_setup',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_failed',
  'checks'
])

const EXAMPLE = '"http_req_response: p(99)<200"'

/**
 * Objectives as they are typed: a threshold's metric and its expression with a colon between them. Every mistake at
 * once; whether a filter names something that the plan has is left to the plan's own validation.
 */
export function readObjectives(texts: readonly string[]): ObjectiveReading {
  const objectives: CapacityObjective[] = []
  const problems: PlanProblem[] = []
  for (const text of texts) {
    const reading = readObjective(text)
    if (typeof reading === 'string') problems.push({ path: '', message: reading, line: null })
    else objectives.push(reading)
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, objectives }
}

function readObjective(text: string): CapacityObjective | string {
  // The expression has no colon, a filter in the metric may have several.
  const colon = text.lastIndexOf(':')
  if (colon < 0 || text.trimEnd().endsWith('}')) {
    return `Found the objective "${text}", expected a metric, a colon and an expression, as in ${EXAMPLE}.`
  }
  const metric = text.slice(0, colon).trim()
  const expression = text.slice(colon + 1).trim()
  const parsed = parseThreshold(metric, expression)
  if (!parsed.ok) return `Found the objective "${text}": ${parsed.problem}.`
  if (!QUALITY_METRICS.has(parsed.threshold.metric)) {
    return `Found the objective "${text}", expected one on ${[...QUALITY_METRICS].join(', ')}: ${parsed.threshold.metric} follows the rate itself.`
  }
  return { metric, expression }
}

/** The plan's thresholds that are objectives; the others, on counts and on the generator, say nothing of capacity. */
export function objectivesOfPlan({ thresholds }: Plan): CapacityObjective[] {
  return thresholds
    .filter(({ metric }) => QUALITY_METRICS.has(metric))
    .map(({ metricText, expression }) => ({ metric: metricText, expression }))
}
