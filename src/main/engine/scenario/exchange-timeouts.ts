import type { RequestStep } from '../../../shared/plan/plan.ts'
import type { ExchangeSettings } from '../http/index.ts'

type ExchangeTimeouts = Pick<ExchangeSettings, 'totalTimeoutMs' | 'connectTimeoutMs' | 'firstByteTimeoutMs'>

/** The timeouts of a step as its exchanges have them: a plan says 0 for none. */
export function exchangeTimeouts({ timeouts }: RequestStep): ExchangeTimeouts {
  return {
    totalTimeoutMs: timeouts.totalMs,
    connectTimeoutMs: timeouts.connectMs,
    firstByteTimeoutMs: timeouts.firstByteMs === 0 ? Infinity : timeouts.firstByteMs
  }
}
