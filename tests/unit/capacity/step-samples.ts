import type { CapacityStep, JudgedObjective } from '../../../src/shared/capacity/capacity.ts'
import type { StepSecond } from '../../../src/main/capacity/step-second.ts'
import type { LatencySummary, ThresholdResult } from '../../../src/shared/metrics/summary.ts'

/** A second in which a service kept up with 100 iterations. */
export function stepSecond(second: number, changes: Partial<StepSecond> = {}): StepSecond {
  return {
    ...{ second, planned: 100, completed: 100, dropped: 0, activeVus: 1, requests: 100 },
    ...{ responseMeanMs: 10, responseP50Ms: 10, responseP99Ms: 20 },
    ...{ suspect: false, saturated: false, laneBusy: 0.1 },
    ...changes
  }
}

export function latency(changes: Partial<LatencySummary> = {}): LatencySummary {
  return {
    ...{ count: 1000, min: 1, mean: 10, max: 100, p50: 10, p75: 12, p90: 15, p95: 18, p99: 20, p999: 50 },
    ...changes
  }
}

export function judged(changes: Partial<JudgedObjective> = {}): JudgedObjective {
  return {
    ...{ metric: 'http_req_response', expression: 'p(99)<200', result: 'passed', actual: 143, limit: 200 },
    evidence: { samples: 1000, misses: 2, allowedShare: 0.01, designEffect: 1 },
    ...changes
  }
}

/** A threshold's evidence so far. */
export function threshold(samples: number, misses: number): ThresholdResult {
  return {
    ...{ metric: 'http_req_response', expression: 'p(99)<200', result: 'passed', actual: 143, limit: 200 },
    ...{ failingSinceSecond: null, abortedRun: false },
    evidence: { samples, misses, allowedShare: 0.01 }
  }
}

export function capacityStep(changes: Partial<CapacityStep> = {}): CapacityStep {
  return {
    ...{ position: 1, rate: 100, attempt: 1, startedAt: '2026-11-23T10:00:00.000Z', measuredSeconds: 10 },
    ...{ planned: 1000, completed: 1000, dropped: 0, achievedRate: 100, requestsPerSecond: 200 },
    ...{ failedShare: 0, response: latency(), service: latency(), objectives: [judged()] },
    ...{ verdict: 'met', reason: 'http_req_response p(99)<200: 143 ms', runId: null },
    generator: { suspectSeconds: 0, saturatedSeconds: 0, startLagP99Ms: 0.2, laneBusyPercent: 12 },
    ...changes
  }
}
