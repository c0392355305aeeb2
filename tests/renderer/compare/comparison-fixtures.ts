import type { MetricDifference, RunComparison } from '../../../src/shared/compare.ts'
import { runDetail, runSummary } from '../support/run-fixtures.ts'

export function difference(
  direction: MetricDifference['direction'],
  overrides: Partial<MetricDifference> = {}
): MetricDifference {
  return {
    requestName: null,
    metric: 'response p99',
    unit: 'ms',
    base: 100,
    other: 131,
    relative: 0.31,
    direction,
    basis: 'rank test over 58 and 58 seconds, p < 0.001',
    ...overrides
  }
}

export function comparison(
  differences: readonly MetricDifference[],
  overrides: Partial<RunComparison> = {}
): RunComparison {
  return {
    base: runDetail(0).item,
    other: runDetail(0).item,
    baseSummary: runSummary(),
    otherSummary: runSummary(),
    conditions: [],
    differences,
    ...overrides
  }
}
