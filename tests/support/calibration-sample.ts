import type { CalibrationResult } from '../../src/shared/calibration.ts'
import { capacityResult } from '../unit/capacity/capacity-result.ts'

/** A machine of which one lane can do 10,000 requests a second and two 18,000. */
export function calibration(changes: Partial<CalibrationResult> = {}): CalibrationResult {
  return {
    schema: 'loadgale.calibration/1',
    measuredAt: '2026-11-23T10:00:00.000Z',
    durationMs: 15_000,
    environment: capacityResult().search.environment,
    throughput: [
      {
        ...{ lanes: 1, requestsPerSecond: 8000, laneBusyPercent: 80 },
        ...{ cpuMicrosecondsPerRequest: 90, ceilingPerSecond: 10_000 }
      },
      {
        ...{ lanes: 2, requestsPerSecond: 18_000, laneBusyPercent: 95 },
        ...{ cpuMicrosecondsPerRequest: 100, ceilingPerSecond: 18_000 }
      }
    ],
    jitter: {
      ...{ ratePerSecond: 1000, startLagP50Ms: 0.1, startLagP99Ms: 0.3, maxLoopDelayMs: 2 },
      ...{ timerP50Ms: 0.5, timerP99Ms: 1.1, stealPercent: 0 }
    },
    ...changes
  }
}
