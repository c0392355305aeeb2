import type { ThresholdResult } from '../../../shared/metrics/summary.ts'
import type { ThresholdPlan } from '../../../shared/plan/plan.ts'
import { LatencyMerger } from './merged-latency.ts'
import type { RunAccumulator } from './run-accumulator.ts'
import { thresholdEvidence } from './threshold-evidence.ts'
import { thresholdValue } from './threshold-value.ts'

export interface ThresholdEvaluation {
  /** In the order of the plan. */
  readonly results: readonly ThresholdResult[]
  /** A threshold with `abortOnFail` fails and its delay is over: end the run. */
  readonly abort: boolean
}

/**
 * Judges the plan's thresholds on everything since the warm-up, once a second while the run goes on and once at its
 * end. A metric without samples is `no-data`, which fails at the end but neither aborts nor counts as failing before.
 *
 * Always holds: `#failingSince` and `#aborted` only ever go from nothing to a value.
 */
export class ThresholdEvaluator {
  readonly #accumulator: RunAccumulator
  readonly #merger = new LatencyMerger()
  readonly #failingSince = new Map<ThresholdPlan, number>()
  readonly #aborted = new Set<ThresholdPlan>()

  constructor(accumulator: RunAccumulator) {
    this.#accumulator = accumulator
  }

  /** @param elapsedMs how much of the run is closed, and the run's duration at its end */
  evaluate(elapsedMs: number): ThresholdEvaluation {
    const { thresholds } = this.#accumulator.plan
    const wasAborted = this.#aborted.size > 0
    const results = thresholds.map((threshold) => this.#evaluateOne(threshold, elapsedMs, wasAborted))
    return { results, abort: this.#aborted.size > 0 }
  }

  #evaluateOne(threshold: ThresholdPlan, elapsedMs: number, wasAborted: boolean): ThresholdResult {
    const accumulator = this.#accumulator
    const measuredMs = accumulator.measuredMs(elapsedMs)
    this.#merger.release()
    const judged = { accumulator, merger: this.#merger, measuredMs }
    const actual = thresholdValue(threshold, judged)
    const evidence = actual === null ? null : thresholdEvidence(threshold, judged)
    const failed = actual !== null && !holds(actual, threshold.operator, threshold.limit)
    if (failed && !this.#failingSince.has(threshold)) {
      this.#failingSince.set(threshold, Math.max(0, Math.ceil(elapsedMs / 1000) - 1))
    }
    // What begins to fail while the run is being ended did not end it.
    if (failed && threshold.abortOnFail && !wasAborted && elapsedMs >= threshold.delayAbortEvalMs) {
      this.#aborted.add(threshold)
    }
    return {
      metric: threshold.metricText,
      expression: threshold.expression,
      result: actual === null ? 'no-data' : failed ? 'failed' : 'passed',
      actual,
      limit: threshold.limit,
      failingSinceSecond: this.#failingSince.get(threshold) ?? null,
      abortedRun: this.#aborted.has(threshold),
      ...(evidence !== null && { evidence })
    }
  }
}

function holds(actual: number, operator: ThresholdPlan['operator'], limit: number): boolean {
  switch (operator) {
    case '<':
      return actual < limit
    case '<=':
      return actual <= limit
    case '>':
      return actual > limit
    case '>=':
      return actual >= limit
    case '==':
      return actual === limit
    case '!=':
      return actual !== limit
  }
}
