import { formatCount } from '../format/number.ts'
import { formatLatency } from '../format/time.ts'
import type { CalibrationResult } from '../../../shared/calibration.ts'

/** What one lane of this machine can do, in one line. */
export function calibrationWords({ throughput, jitter }: CalibrationResult): string {
  const [one] = throughput
  const ceiling = one === undefined ? '' : `up to ${formatCount(one.ceilingPerSecond)} requests/s, `
  return `This machine: ${ceiling}start lag p99 ${formatLatency(jitter.startLagP99Ms)}`
}
