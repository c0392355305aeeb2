import type { ThresholdAggregate, ThresholdFilter, ThresholdMetric, ThresholdPlan } from './plan.ts'

/** What a metric is, hence which aggregates and filters make sense on it. Trends are latencies in milliseconds. */
type MetricKind = 'trend' | 'rate' | 'counter'
type FilterKey = 'name' | 'scenario' | 'expected_response'

interface MetricRules {
  readonly kind: MetricKind
  readonly filters: readonly FilterKey[]
}

const endedTrend: MetricRules = { kind: 'trend', filters: ['name', 'scenario', 'expected_response'] }
const requestCounter: MetricRules = { kind: 'counter', filters: ['name', 'scenario'] }
const iterationCounter: MetricRules = { kind: 'counter', filters: ['scenario'] }

const METRICS: Readonly<Record<ThresholdMetric, MetricRules>> = {
  http_req_response: endedTrend,
  http_req_duration: endedTrend,
  // Start lag is known at dispatch, long before the response is.
  http_req_start_lag: { kind: 'trend', filters: ['name', 'scenario'] },
  http_req_setup: endedTrend,
  http_req_waiting: endedTrend,
  http_req_receiving: endedTrend,
  http_req_failed: { kind: 'rate', filters: ['name', 'scenario'] },
  http_reqs: requestCounter,
  iterations: iterationCounter,
  dropped_iterations: iterationCounter,
  checks: { kind: 'rate', filters: ['name', 'scenario'] },
  data_received: requestCounter,
  data_sent: requestCounter
}

const AGGREGATES: Readonly<Record<MetricKind, string>> = {
  trend: 'avg, min, med, max, p(N)',
  rate: 'rate',
  counter: 'count, rate'
}

const METRIC_TEXT = /^\s*([^\s{}]+)\s*(?:\{(.*)\})?\s*$/s
const EXPRESSION = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*(<=|>=|===|==|!=|<|>)\s*(.*?)\s*$/s
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const TIME_UNIT = /^([-+]?[\d.]+)\s*(us|µs|ms|s|m|h)$/i

/** A threshold without its abort options, which stand beside the expression in the plan. */
export type ThresholdParts = Omit<ThresholdPlan, 'abortOnFail' | 'delayAbortEvalMs'>

/** `problem` is one sentence that names what was found and what was expected. */
export type ThresholdParsing =
  { readonly ok: true; readonly threshold: ThresholdParts } | { readonly ok: false; readonly problem: string }

/** Carries a message out of the depth of the parser; it never leaves this file. */
class ThresholdProblem extends Error {}

/**
 * Parses one threshold in k6's grammar.
 *
 * @param metricText the key under `thresholds`, e.g. `http_req_duration{name:item}`
 * @param expressionText one of its expressions, e.g. `p(95)<200`
 */
export function parseThreshold(metricText: string, expressionText: string): ThresholdParsing {
  try {
    return { ok: true, threshold: parse(metricText, expressionText) }
  } catch (error) {
    if (error instanceof ThresholdProblem) return { ok: false, problem: error.message }
    throw error
  }
}

function parse(metricText: string, expressionText: string): ThresholdParts {
  const [, metricName = '', filterText] = METRIC_TEXT.exec(metricText) ?? fail(metricProblem(metricText))
  const metric = requireMetric(metricName)
  const rules = METRICS[metric]
  const filter = filterText === undefined ? {} : parseFilter(metric, rules, filterText)
  const match = EXPRESSION.exec(expressionText)
  if (match === null) {
    fail(
      `"${expressionText}" is no threshold; expected an aggregate (${AGGREGATES[rules.kind]}), one of ` +
        `< <= > >= == != and a number, as in ${example(rules.kind)}`
    )
  }
  const [, aggregateName = '', argument, operatorText = '', limitText = ''] = match
  return {
    metric,
    metricText: metricText.trim(),
    filter,
    expression: expressionText.trim(),
    aggregate: parseAggregate(metric, rules.kind, aggregateName, argument),
    operator: parseOperator(operatorText),
    limit: parseLimit(rules.kind, aggregateName, limitText)
  }
}

function metricProblem(metricText: string): string {
  return `"${metricText}" is no metric; expected a name, with filters in braces if wanted, as in http_req_duration{name:item}`
}

function requireMetric(name: string): ThresholdMetric {
  if (isMetric(name)) return name
  return fail(`unknown metric "${name}"; expected one of ${Object.keys(METRICS).join(', ')}`)
}

function isMetric(name: string): name is ThresholdMetric {
  return Object.hasOwn(METRICS, name)
}

function parseFilter(metric: ThresholdMetric, rules: MetricRules, text: string): ThresholdFilter {
  let filter: ThresholdFilter = {}
  for (const [index, part] of splitOutsideQuotes(text).entries()) {
    // What stands behind a comma may be the rest of a value.
    const hint = index === 0 ? '' : '; a value with a comma or brace stands in quotes, as in {name:"a, b"}'
    const colon = part.indexOf(':')
    if (colon < 0) fail(`the filter "${part.trim()}" of ${metric} has no value; expected key:value${hint}`)
    const key = part.slice(0, colon).trim()
    const value = unquote(part.slice(colon + 1).trim())
    const property = requireFilterKey(metric, rules, key, hint)
    if (value === '') fail(`the filter "${key}" of ${metric} has an empty value`)
    if (Object.hasOwn(filter, property)) fail(`the filter "${key}" of ${metric} is given twice`)
    filter = { ...filter, [property]: property === 'expectedResponse' ? parseBoolean(key, value) : value }
  }
  return filter
}

function requireFilterKey(
  metric: ThresholdMetric,
  rules: MetricRules,
  key: string,
  hint: string
): keyof ThresholdFilter {
  const known = rules.filters.find((filter) => filter === key)
  if (known === undefined)
    fail(`the metric ${metric} has no filter "${key}"; expected ${rules.filters.join(', ')}${hint}`)
  return known === 'expected_response' ? 'expectedResponse' : known
}

function parseBoolean(key: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  return fail(`the filter "${key}" has the value "${value}"; expected true or false`)
}

/** Splits at commas; a comma inside single or double quotes belongs to the value. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = []
  let start = 0
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index)
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === ',') {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  if (quote !== '') {
    const other = quote === '"' ? "'" : '"'
    fail(
      `a ${quote} in the filter "${text}" is never closed; a value that holds one stands in ${other}, as in ` +
        `{name:${other}a${quote}b${other}}`
    )
  }
  parts.push(text.slice(start))
  return parts
}

function unquote(text: string): string {
  const first = text.charAt(0)
  const quoted = text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first)
  return quoted ? text.slice(1, -1) : text
}

function parseAggregate(
  metric: ThresholdMetric,
  kind: MetricKind,
  name: string,
  argument: string | undefined
): ThresholdAggregate {
  if (name === 'p' && kind === 'trend') return parsePercentile(argument)
  const allowed =
    kind === 'trend'
      ? name === 'avg' || name === 'min' || name === 'max' || name === 'med'
      : name === 'rate' || (kind === 'counter' && name === 'count')
  if (!allowed) fail(`the metric ${metric} has no aggregate "${name}"; expected ${AGGREGATES[kind]}`)
  if (argument !== undefined) fail(`the aggregate ${name} takes no argument; only p does, as in p(95)`)
  return plainAggregate(name)
}

function plainAggregate(name: string): ThresholdAggregate {
  switch (name) {
    case 'avg':
    case 'min':
    case 'max':
    case 'med':
    case 'count':
    case 'rate':
      return { kind: name }
    default:
      return fail(`unknown aggregate "${name}"`)
  }
}

function parsePercentile(argument: string | undefined): ThresholdAggregate {
  const text = argument?.trim() ?? ''
  const percentile = Number(text)
  if (!NUMBER.test(text) || percentile < 0 || percentile > 100) {
    fail(`"p(${text})" is no percentile; expected a number from 0 to 100, as in p(95)`)
  }
  return { kind: 'percentile', percentile }
}

function parseOperator(text: string): ThresholdPlan['operator'] {
  switch (text) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '!=':
      return text
    default:
      return '=='
  }
}

function parseLimit(kind: MetricKind, aggregate: string, text: string): number {
  if (kind === 'trend' && TIME_UNIT.test(text)) {
    fail(`the limit "${text}" has a unit; limits of latencies are in ms and written as a plain number`)
  }
  if (text.endsWith('%')) {
    fail(`the limit "${text}" is in per cent; rates are shares from 0 to 1, so 1 % is written 0.01`)
  }
  if (!NUMBER.test(text)) {
    fail(`"${text}" is no limit; expected a plain number${kind === 'trend' ? ' of ms' : ''}`)
  }
  const limit = Number(text)
  if (!Number.isFinite(limit)) fail(`the limit "${text}" is too large`)
  if (kind === 'rate' && (limit < 0 || limit > 1)) {
    fail(`the limit ${text} of ${aggregate} cannot be reached; a rate is a share from 0 to 1`)
  }
  return limit
}

function example(kind: MetricKind): string {
  return kind === 'trend' ? 'p(95)<200' : kind === 'rate' ? 'rate<0.01' : 'count>1000'
}

function fail(message: string): never {
  throw new ThresholdProblem(message)
}
