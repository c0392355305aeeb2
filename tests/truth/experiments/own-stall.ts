import { atLeast, atMost, exactly } from '../../bench/bench-row.ts'
import { bodyThatTakes, COSTLY_PATTERN } from '../costly-pattern.ts'
import { unlessDisturbed } from '../control-group.ts'
import { measureRun } from '../measured-run.ts'
import { SortedTimes } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const BLOCKED_MS = 150
/** No request is under way when the lane stands still, and 5 % of it are above the usual lateness of a busy machine. */
const SERVICE_MS = 50
const SUSPECT_MS = 0.05 * SERVICE_MS
const INTERVAL_MS = 100
const COUNT = 40
/** Due at 1.5 s, so that the second of the stall is known. */
const COSTLY_ARRIVAL = 15

/**
 * The generator's own stall: one response of 40 keeps the lane for over 150 ms, because its extraction is a regular
 * expression that tries too much. What was due meanwhile starts late. That is no time of the service, and no user would
 * have been spared it: it belongs into response and start lag, and the second has to be called suspect.
 */
export async function ownStall(): Promise<Evidence> {
  const body = bodyThatTakes(BLOCKED_MS)
  const timing = { kind: 'fixed', delayMs: SERVICE_MS } as const
  const { summary, seconds, stamps, control } = await measureRun({
    answers: { answer: { timing, oddOne: { arrival: COSTLY_ARRIVAL, body } } },
    control: { script: { timing }, seconds: (COUNT * INTERVAL_MS) / 1000 },
    scenarios: {
      stall: {
        executor: 'constant-arrival-rate',
        rate: 1000 / INTERVAL_MS,
        duration: `${COUNT * INTERVAL_MS}ms`,
        preAllocatedVUs: COUNT,
        flow: [
          {
            request: { name: 'answer', url: '/answer' },
            extract: { found: { regex: COSTLY_PATTERN } }
          }
        ]
      }
    }
  })
  const { response, startLag, service } = summary.latency
  const lags = new SortedTimes(stamps.arrivalMs.map((atMs, index) => atMs - index * INTERVAL_MS))
  // By the server's stamps and the schedule alone.
  const waits = new SortedTimes(stamps.departureMs.map((atMs, index) => atMs - index * INTERVAL_MS))
  const inServer = new SortedTimes(stamps.departureMs.map((atMs, index) => atMs - stamps.arrivalMs[index]!))
  const serviceMs = service.max ?? Number.NaN
  const responseMs = response.max ?? Number.NaN
  const lagMs = startLag.max ?? Number.NaN
  const second = seconds.find((each) => each.second === Math.floor((COSTLY_ARRIVAL * INTERVAL_MS) / 1000))
  return {
    always: [
      exactly('completed', summary.iterations.completed, '', COUNT),
      atLeast(
        'longest delay of the loop, as the watch saw it',
        summary.generator.maxLoopDelayMs,
        'ms',
        BLOCKED_MS
      ),
      atLeast('start lag, longest', lagMs, 'ms', BLOCKED_MS - INTERVAL_MS),
      atLeast('response, longest', responseMs, 'ms', BLOCKED_MS - INTERVAL_MS + SERVICE_MS),
      atLeast('response, longest, beyond the server', responseMs - waits.max, 'ms', -5),
      exactly('the second is suspect', Number(second?.generator.suspect), '', 1),
      atMost('start lag, longest, beyond the server’s arrival stamp', lagMs - lags.max, 'ms', 5)
    ],
    undisturbed: [
      atMost('start lag, longest, off the server', lags.max - lagMs, 'ms', unlessDisturbed(5, control.max)),
      atMost(
        'service, longest, beyond the server',
        serviceMs - inServer.max,
        'ms',
        unlessDisturbed(5, control.max)
      ),
      // Where the machine holds up the control as well, a watch that calls every second suspect is right.
      atLeast(
        'seconds that are not suspect',
        seconds.length - summary.generator.suspectSeconds,
        '',
        control.max > SUSPECT_MS ? 0 : 2
      )
    ],
    doubted: seconds.some((each) => each !== second && each.generator.suspect)
  }
}
