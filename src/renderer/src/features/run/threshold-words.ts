import type { ThresholdResult } from '../../../../shared/metrics/summary.ts'
import type { ThresholdMetric, ThresholdPlan } from '../../../../shared/plan/plan.ts'
import { formatBytes, formatCount, formatShare } from '../../format/number.ts'
import { formatClock, formatLatency } from '../../format/time.ts'

const METRIC_WORDS: Readonly<Record<ThresholdMetric, string>> = {
  http_req_response: 'response',
  http_req_duration: 'service',
  http_req_start_lag: 'start lag',
  http_req_setup: 'set-up',
  http_req_waiting: 'waiting',
  http_req_receiving: 'receiving',
  http_req_failed: 'errors',
  http_reqs: 'requests',
  iterations: 'iterations',
  dropped_iterations: 'dropped iterations',
  checks: 'checks passed',
  data_received: 'data received',
  data_sent: 'data sent'
}

const TRENDS: ReadonlySet<string> = new Set([
  'http_req_response',
  'http_req_duration',
  'http_req_start_lag',
  'http_req_setup',
  'http_req_waiting',
  'http_req_receiving'
])

const SHARES: ReadonlySet<string> = new Set(['http_req_failed', 'checks'])

/** `http_req_duration{name:item}` as its metric and what is in the braces. */
function splitMetric(text: string): { metric: string; filter: string } {
  const match = /^([a-z_]+)(?:\{(.*)\})?$/.exec(text)
  return { metric: match?.[1] ?? text, filter: match?.[2] ?? '' }
}

/** `p(99)<250` as its aggregate in words and its operator. */
function splitExpression(text: string): { aggregate: string; operator: string } {
  const match = /^\s*(p\(([\d.]+)\)|[a-z]+)\s*([<>=!]=?)/.exec(text)
  const aggregate = match?.[2] === undefined ? (match?.[1] ?? '') : `p${match[2]}`
  return { aggregate, operator: match?.[3] ?? '' }
}

/** What a threshold is about: `item response p99`. Shares and counts need no aggregate. */
export function thresholdSubject({ metric: text, expression }: ThresholdResult): string {
  const { metric, filter } = splitMetric(text)
  const { aggregate } = splitExpression(expression)
  const scope = filter
    .split(',')
    .map((part) =>
      part.replace(/^\s*(name|scenario)\s*:\s*/, '').replace(/^\s*expected_response:true\s*$/, 'ok')
    )
    .join(' ')
    .trim()
  const words: Readonly<Record<string, string>> = METRIC_WORDS
  const subject = words[metric] ?? metric
  const suffix = TRENDS.has(metric)
    ? aggregate
    : aggregate === 'rate' && !SHARES.has(metric)
      ? 'per second'
      : ''
  return [scope, subject, suffix].filter((part) => part !== '').join(' ')
}

/** A value of a threshold's metric with its unit. */
export function formatThresholdValue({ metric: text }: ThresholdResult, value: number | null): string {
  const { metric } = splitMetric(text)
  if (TRENDS.has(metric)) return formatLatency(value)
  if (SHARES.has(metric)) return formatShare(value)
  return metric.startsWith('data_') ? formatBytes(value) : formatCount(value)
}

/** How a failing threshold fails: `item response p99 412 ms, over 200 ms since 0:31`. */
export function failureSentence(result: ThresholdResult): string {
  const subject = thresholdSubject(result)
  if (result.result === 'no-data') return `${subject}: no data to judge`
  const { operator } = splitExpression(result.expression)
  const relation = operator.startsWith('<') ? 'over' : operator.startsWith('>') ? 'under' : 'against'
  const since = result.failingSinceSecond === null ? '' : ` since ${formatClock(result.failingSinceSecond)}`
  const actual = formatThresholdValue(result, result.actual)
  return `${subject} ${actual}, ${relation} ${formatThresholdValue(result, result.limit)}${since}`
}

/** A limit on a latency, to draw as a line. */
export interface LatencyObjective {
  readonly label: string
  readonly limitMs: number
}

/** The upper limits that a plan sets on the response or service of all requests (null) or of one request name. */
export function latencyObjectives(
  thresholds: readonly ThresholdPlan[],
  requestName: string | null
): readonly LatencyObjective[] {
  return thresholds.flatMap(({ metric, filter, aggregate, operator, limit }) => {
    const measured = metric === 'http_req_response' ? '' : metric === 'http_req_duration' ? 'service ' : null
    if (measured === null || !operator.startsWith('<')) return []
    if ((filter.name ?? null) !== requestName || filter.scenario !== undefined) return []
    const statistic = aggregate.kind === 'percentile' ? `p${aggregate.percentile}` : aggregate.kind
    return [{ label: `${measured}${statistic} limit`, limitMs: limit }]
  })
}
