import type { MetricDifference } from '../../../shared/compare.ts'
import type { SeriesField } from '../../../shared/metrics/series.ts'
import type { LatencySummaries, RequestTotals } from '../../../shared/metrics/summary.ts'
import type { SecondFigures } from './merged-figures.ts'

/** The figures of the whole run or of one request name. */
export interface ComparedFigures {
  readonly totals: RequestTotals
  readonly requestsPerSecond: number
  readonly latency: LatencySummaries
}

/** A figure that two runs are compared by: its value over the whole run, and in each second for the test. */
export interface ComparedMetric {
  readonly metric: string
  readonly unit: MetricDifference['unit']
  readonly isMoreBetter: boolean
  /** A difference that is smaller in the metric's unit is none, however sure. */
  readonly leastDifference: number
  readonly ofRun: (figures: ComparedFigures) => number | null
  readonly ofSecond: (read: SecondFigures) => number
}

/** A tenth of what one sees in a profile; below, timers and histograms decide. */
const LEAST_LATENCY_MS = 0.05
const LEAST_RATE = 0.1

function latency(
  metric: string,
  ofRun: (latency: LatencySummaries) => number | null,
  field: SeriesField
): ComparedMetric {
  return {
    metric,
    unit: 'ms',
    isMoreBetter: false,
    leastDifference: LEAST_LATENCY_MS,
    ofRun: (figures) => ofRun(figures.latency),
    ofSecond: (read) => read(field)
  }
}

/** The headline first; the phases say where a difference comes from. */
export const COMPARED_METRICS: readonly ComparedMetric[] = [
  latency('response p99', ({ response }) => response.p99, 'response_p99'),
  latency('response p95', ({ response }) => response.p95, 'response_p95'),
  latency('response p50', ({ response }) => response.p50, 'response_p50'),
  latency('response mean', ({ response }) => response.mean, 'response_mean'),
  latency('service p99', ({ service }) => service.p99, 'service_p99'),
  latency('service p50', ({ service }) => service.p50, 'service_p50'),
  latency('setup mean', ({ setup }) => setup.mean, 'setupMean'),
  latency('waiting mean', ({ waiting }) => waiting.mean, 'waitingMean'),
  latency('receiving mean', ({ receiving }) => receiving.mean, 'receivingMean'),
  {
    metric: 'requests',
    unit: '/s',
    isMoreBetter: true,
    leastDifference: LEAST_RATE,
    ofRun: ({ requestsPerSecond }) => requestsPerSecond,
    ofSecond: (read) => read('ok') + read('httpErrors')
  }
]

/** A share of things that went wrong, tested by its counts. */
export interface ComparedShare {
  readonly hits: number
  readonly all: number
}
