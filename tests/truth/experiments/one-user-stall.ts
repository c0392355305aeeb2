import { atLeast, atMost, exactly, figure } from '../../bench/bench-row.ts'
import { measureRun } from '../measured-run.ts'
import { offPercent } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const RATE = 100
const STALL_FROM_MS = 3_000
const STALL_TO_MS = 6_000
const INTERVAL_MS = 1000 / RATE

/**
 * The stall with one virtual user: it waits for the one answer that is held, and all arrivals behind that are dropped.
 * They are in no latency, so they have to be counted; and the one that started has waited from its intended start.
 */
export async function oneUserStall(): Promise<Evidence> {
  const timing = { kind: 'stall', delayMs: 1, stallFromMs: STALL_FROM_MS, stallToMs: STALL_TO_MS } as const
  const { summary, stamps, histogram } = await measureRun({
    answers: { answer: { timing } },
    scenarios: {
      stall: {
        executor: 'constant-arrival-rate',
        rate: RATE,
        duration: `${STALL_TO_MS}ms`,
        preAllocatedVUs: 1
      }
    }
  })
  const { planned, completed, dropped } = summary.iterations
  const held = stamps.departureMs.findIndex((departureMs) => departureMs >= STALL_TO_MS)
  const heldMs = (stamps.departureMs[held] ?? Number.NaN) - (stamps.arrivalMs[held] ?? Number.NaN)
  // It arrives right behind its intended start, unless the machine has held it up for longer than an interval.
  const intendedMs = Math.floor((stamps.arrivalMs[held] ?? Number.NaN) / INTERVAL_MS) * INTERVAL_MS
  const truthMs = (stamps.departureMs[held] ?? Number.NaN) - intendedMs
  const longestMs = histogram('response').max / 1000
  const response = summary.latency.response
  return {
    always: [
      exactly('planned, by the schedule', planned, '', (RATE * STALL_TO_MS) / 1000),
      exactly('completed and dropped, beyond those planned', completed + dropped - planned, '', 0),
      exactly(
        'requests that the server counted, beyond those completed',
        stamps.arrivalMs.length - completed,
        '',
        0
      ),
      atLeast('dropped: all that were due in the stall but the one that waited', dropped, '', 299),
      atLeast('longest response, beyond its time in the server', longestMs - heldMs, 'ms', 0)
    ],
    undisturbed: [
      atMost('longest response, off the server', offPercent(longestMs, truthMs), '%', 1),
      figure('response p99 of what did start: why drops are counted', response.p99 ?? Number.NaN, 'ms')
    ],
    doubted: summary.generator.suspectSeconds > 0
  }
}
