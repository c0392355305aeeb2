import { atLeast, atMost, exactly, figure } from '../../bench/bench-row.ts'
import { unlessDisturbed } from '../control-group.ts'
import { measureRun } from '../measured-run.ts'
import { storedPercentile } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const RATE = 100
const STALL_FROM_MS = 1_500
const STALL_TO_MS = 4_500
const TIMEOUT_MS = 500
const INTERVAL_MS = 1000 / RATE
/** Of 450 in all the 250 that are due in the first 2.5 s of the stall. */
const TIMED_OUT = 250

/**
 * A stall that is longer than the client waits. Those who gave up are no missing values: they have waited as long as the
 * timeout, at least, and stand with that in the headline.
 */
export async function timedOutStall(): Promise<Evidence> {
  const timing = { kind: 'stall', delayMs: 1, stallFromMs: STALL_FROM_MS, stallToMs: STALL_TO_MS } as const
  const { summary, histogram, stamps, control } = await measureRun({
    answers: { answer: { timing } },
    control: { script: { timing: { kind: 'fixed', delayMs: 5 } }, seconds: STALL_TO_MS / 1000 },
    scenarios: {
      stall: {
        executor: 'constant-arrival-rate',
        rate: RATE,
        duration: `${STALL_TO_MS}ms`,
        preAllocatedVUs: 350,
        flow: [{ request: { name: 'answer', url: '/answer', timeout: `${TIMEOUT_MS}ms` } }]
      }
    }
  })
  const { totals, latency, errors } = summary
  // An answer that was due about when its time was over may have been on either side of it.
  const disturbedMs = unlessDisturbed(0, control.max)
  const response = histogram('response')
  // Half of all timed out; what was answered at once and the end of the stall are the other half.
  const p75Ms = storedPercentile(response, 75)
  const overdue = stamps.departureMs.filter((atMs, index) => atMs - stamps.arrivalMs[index]! > TIMEOUT_MS)
  return {
    always: [
      exactly(
        'completed and timed out, beyond those started',
        totals.completed + totals.timedOut - totals.started,
        '',
        0
      ),
      exactly(
        'named as first_byte_timeout, beyond those timed out',
        (errors['first_byte_timeout'] ?? 0) - totals.timedOut,
        '',
        0
      ),
      exactly(
        'responses in the headline, beyond those started',
        latency.response.count - totals.started,
        '',
        0
      ),
      exactly(
        'responses in the headline of ok, beyond those completed',
        latency.responseOk.count - totals.completed,
        '',
        0
      ),
      atLeast('longest response', response.max / 1000, 'ms', TIMEOUT_MS)
    ],
    undisturbed: [
      atMost(
        'timed out, off the schedule',
        Math.abs(totals.timedOut - TIMED_OUT),
        '',
        2 + Math.ceil(disturbedMs / INTERVAL_MS)
      ),
      atMost(
        'timed out, off what the server held for longer',
        Math.abs(totals.timedOut - overdue.length),
        '',
        2 + Math.ceil(disturbedMs / INTERVAL_MS)
      ),
      atMost(
        'response p75, off the timeout',
        Math.abs(p75Ms - TIMEOUT_MS),
        'ms',
        unlessDisturbed(5, control.percentile(75))
      ),
      figure('response p99 of ok alone, which hides it', latency.responseOk.p99 ?? Number.NaN, 'ms')
    ],
    doubted: summary.generator.suspectSeconds > 0
  }
}
