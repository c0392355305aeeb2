import type { CapacityResult } from '../../../src/shared/capacity/capacity.ts'
import { capacityStep, latency } from './step-samples.ts'

/** A search that found 150/s between a met and a missed rate. */
export function capacityResult(changes: Partial<CapacityResult> = {}): CapacityResult {
  return {
    schema: 'loadgale.capacity/1',
    search: {
      ...{ id: '0abc', name: 'Shop', startedAt: '2026-11-23T10:00:00.000Z', durationMs: 65_000 },
      ...{ status: 'finished', target: 'http://127.0.0.1:8080', tags: { release: '7' }, lanes: 1, notes: [] },
      environment: {
        ...{ loadgale: '0.1.0', runtime: 'Node 24', os: 'Linux', host: 'here', cpu: 'fast', cores: 2 },
        ...{ gitCommit: null, targetAddresses: ['127.0.0.1'] }
      }
    },
    settings: {
      ...{ startRate: 100, minRate: 1, maxRate: 1000, growth: 2, precision: 0.5 },
      ...{ stepSeconds: 10, maxStepSeconds: 60, warmUpSeconds: 2 }
    },
    objectives: [{ metric: 'http_req_response', expression: 'p(99)<200' }],
    conclusion: {
      ...{ kind: 'found', limit: 'objective', rate: 150, achievedRate: 150, requestsPerSecond: 300 },
      ...{ nextRate: 200, metConfidence: 0.98, missedConfidence: 0.999, words: 'The objectives are met.' }
    },
    steps: [
      capacityStep(),
      capacityStep({
        ...{
          position: 2,
          rate: 200,
          achievedRate: 180,
          verdict: 'overloaded',
          reason: '180/s done of 200/s'
        },
        response: latency({ p50: 200, p99: 412 })
      }),
      capacityStep({
        ...{ position: 3, rate: 200, attempt: 2, achievedRate: 199, verdict: 'missed', reason: 'p99 300 ms' },
        response: latency({ p50: 100, p99: 300 })
      }),
      capacityStep({ position: 4, rate: 150, achievedRate: 150, response: latency({ p50: 20, p99: 150 }) })
    ],
    ...changes
  }
}
