import type { ThresholdMetric } from '../../../../shared/plan/plan.ts'
import type { PlanForm, ThresholdForm } from './plan-form.ts'

export interface MetricInfo {
  readonly metric: ThresholdMetric
  readonly meaning: string
  readonly example: string
  /** Whether it is kept by request name, by check name, or by scenario alone. */
  readonly by: 'request' | 'check' | 'scenario'
}

const TREND = { example: 'p(95)<200', by: 'request' } as const

/** The metrics that a threshold may bound. Latencies are in milliseconds, rates are shares from 0 to 1. */
export const METRICS: readonly MetricInfo[] = [
  {
    metric: 'http_req_response',
    meaning: 'Response time in ms, from the intended start to the end.',
    ...TREND
  },
  { metric: 'http_req_duration', meaning: 'Service time in ms: sending, waiting and receiving.', ...TREND },
  { metric: 'http_req_waiting', meaning: 'Waiting in ms: from sent to the first byte.', ...TREND },
  { metric: 'http_req_receiving', meaning: 'Receiving in ms: from the first to the last byte.', ...TREND },
  { metric: 'http_req_setup', meaning: 'Set-up in ms: connection, DNS, TCP and TLS.', ...TREND },
  {
    metric: 'http_req_start_lag',
    meaning: 'Start lag in ms: the lateness of the generator itself.',
    ...TREND
  },
  {
    metric: 'http_req_failed',
    meaning: 'Share of requests that were not ok, 0 to 1.',
    example: 'rate<0.01',
    by: 'request'
  },
  { metric: 'http_reqs', meaning: 'Requests that ended.', example: 'rate>100', by: 'request' },
  { metric: 'checks', meaning: 'Share of checks that held, 0 to 1.', example: 'rate>0.99', by: 'check' },
  { metric: 'iterations', meaning: 'Iterations that were completed.', example: 'count>1000', by: 'scenario' },
  {
    metric: 'dropped_iterations',
    meaning: 'Iterations that were due while all virtual users were busy.',
    example: 'count==0',
    by: 'scenario'
  },
  { metric: 'data_received', meaning: 'Bytes received.', example: 'count<1e9', by: 'request' },
  { metric: 'data_sent', meaning: 'Bytes sent.', example: 'count<1e9', by: 'request' }
]

/** Null for a word that is no metric, which a document from elsewhere may hold. */
export function metricInfo(metric: string): MetricInfo | null {
  return METRICS.find((known) => known.metric === metric) ?? null
}

export const THRESHOLD_EXAMPLES: readonly {
  readonly metric: ThresholdMetric
  readonly expression: string
  readonly meaning: string
}[] = [
  { metric: 'http_req_response', expression: 'p(99)<250', meaning: '99 of 100 requests end within 250 ms' },
  { metric: 'http_req_duration', expression: 'avg<100', meaning: 'The service takes 100 ms on average' },
  { metric: 'http_req_failed', expression: 'rate<0.01', meaning: 'Less than 1 % of the requests fail' },
  { metric: 'checks', expression: 'rate>0.99', meaning: 'More than 99 % of the checks hold' },
  { metric: 'http_reqs', expression: 'rate>500', meaning: 'More than 500 requests end in a second' },
  { metric: 'dropped_iterations', expression: 'count==0', meaning: 'No planned iteration is left out' }
]

/** What a threshold may be narrowed to, as filters of k6's grammar; always with the one that it has. */
export function filterOptions(
  form: PlanForm,
  { metric, filter }: ThresholdForm
): { value: string; label: string }[] {
  const by = metricInfo(metric)?.by ?? 'request'
  const all = {
    value: '',
    label: by === 'check' ? 'all checks' : by === 'scenario' ? 'all scenarios' : 'all requests'
  }
  const requests = by === 'request' ? requestNames(form) : []
  const several = form.scenarios.length > 1 ? form.scenarios : []
  const scenarios = several
    .filter((scenario) => by !== 'check' || hasChecks(scenario))
    .map(({ name }) => name)
  const options = [
    all,
    ...requests.map((name) => ({ value: `name:${quoted(name)}`, label: name })),
    ...scenarios.map((name) => ({ value: `scenario:${quoted(name)}`, label: `scenario ${name}` }))
  ]
  return options.some(({ value }) => value === filter)
    ? options
    : [...options, { value: filter, label: filter }]
}

function hasChecks({ flow }: PlanForm['scenarios'][number]): boolean {
  return flow.some((step) => step.kind === 'request' && step.checks.length > 0)
}

function requestNames({ scenarios }: PlanForm): string[] {
  const names = scenarios.flatMap(({ flow }) =>
    flow.flatMap((step) => (step.kind === 'request' ? [step.name || step.url] : []))
  )
  return [...new Set(names)].filter((name) => name !== '')
}

/** A comma or a quote at the start of a name would be read as part of the grammar. */
function quoted(name: string): string {
  if (!/^["']|[,]|^\s|\s$/.test(name)) return name
  return name.includes('"') ? `'${name}'` : `"${name}"`
}
