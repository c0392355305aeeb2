import { atLeast, atMost, exactly, figure } from '../../bench/bench-row.ts'
import { measureRun } from '../measured-run.ts'
import { offPercent } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const RATE = 80
const SECONDS = 3
const ACCEPT_MS = 20

/**
 * A service that accepts 50 connections a second, keeps two waiting, and is asked for 80. The kernel lets the others
 * knock again after a second, and after two more. All of that is the service's: set-up grows, start lag does not.
 */
export async function slowAccept(): Promise<Evidence> {
  const { summary, stamps } = await measureRun({
    server: {
      backlog: 1,
      acceptTakesMs: ACCEPT_MS
    },
    answers: { answer: { timing: { kind: 'at-once' }, closes: true } },
    scenarios: {
      open: {
        executor: 'constant-arrival-rate',
        rate: RATE,
        duration: `${SECONDS}s`,
        preAllocatedVUs: RATE * SECONDS
      }
    }
  })
  const { response, setup, startLag, service, waiting } = summary.latency
  const { limiter } = summary.generator
  const count = RATE * SECONDS
  // Those that knock again overtake each other, but a mean does not care who is who.
  const departures = stamps.departureMs.reduce((sum, atMs) => sum + atMs, 0) / count
  const truthMs = departures - ((count - 1) * 1000) / RATE / 2
  return {
    always: [
      exactly('completed', summary.iterations.completed, '', count),
      exactly('requests that the server counted', stamps.arrivalMs.length, '', count),
      atLeast('response mean, beyond the server', (response.mean ?? Number.NaN) - truthMs, 'ms', 0),
      atLeast('set-up, longest: a connection that had to knock again', setup.max ?? Number.NaN, 'ms', 900),
      exactly('the limiter is the service', Number(limiter?.limiter === 'service'), '', 1),
      exactly('the phase that decided is set-up', Number(limiter?.phase === 'setup'), '', 1)
    ],
    undisturbed: [
      atMost('response mean, off the server', offPercent(response.mean ?? Number.NaN, truthMs), '%', 1),
      atMost('start lag, share of the response', share(startLag.mean, response.mean), '%', 1),
      atLeast('set-up, share of the response', share(setup.mean, response.mean), '%', 50),
      figure('set-up, mean', setup.mean ?? Number.NaN, 'ms'),
      figure('waiting, mean', waiting.mean ?? Number.NaN, 'ms'),
      figure('service p50', service.p50 ?? Number.NaN, 'ms')
    ],
    doubted: summary.generator.suspectSeconds > 0
  }
}

function share(part: number | null, whole: number | null): number {
  return (100 * (part ?? Number.NaN)) / (whole ?? Number.NaN)
}
