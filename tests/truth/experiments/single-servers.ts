import { atLeast, atMost, exactly, figure, type BenchRow } from '../../bench/bench-row.ts'
import { unlessDisturbed } from '../control-group.ts'
import { measureRun, type MeasuredRun } from '../measured-run.ts'
import { SingleServerTheory, type Interval } from '../single-server-theory.ts'
import { SortedTimes, storedPercentile } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

export interface SingleServersSize {
  readonly servers: number
  readonly seconds: number
}

const LOAD = { meanServiceMs: 8, utilisation: 0.8 } as const
/** Of each server. */
const RATE = (1000 * LOAD.utilisation) / LOAD.meanServiceMs
const SEED = 1
/** Standard deviations on both sides that hold 99 % of a normal distribution. */
const DEVIATIONS = 2.5758
const WINDOW_MS = 50

/**
 * M/M/1 at 80 %: Poisson arrivals at servers with exponential service times, first come first served, of which theory
 * knows how long a request stays. Many of them side by side: one that is fast would be too fast for the timers of Node, and
 * one that is slow would take that many times as long for a mean as certain.
 */
export async function singleServers({ servers, seconds }: SingleServersSize): Promise<Evidence> {
  const run = await measureRun({
    answers: { answer: { timing: { kind: 'single-servers', servers, ...LOAD, seed: SEED } } },
    control: { script: { timing: { kind: 'fixed', delayMs: LOAD.meanServiceMs } }, seconds },
    scenarios: {
      visitors: {
        ...{ executor: 'constant-arrival-rate', rate: servers * RATE, arrival: 'poisson', seed: SEED },
        duration: `${seconds}s`,
        // Four in each server on average; the rest is for a machine that is held up.
        preAllocatedVUs: servers * 25
      }
    }
  })
  const { iterations, totals, generator } = run.summary
  return {
    always: [
      exactly(
        'completed and dropped, beyond those planned',
        iterations.completed + iterations.dropped - iterations.planned,
        '',
        0
      ),
      exactly(
        'requests that the server counted, beyond those completed',
        run.stamps.arrivalMs.length - totals.completed,
        '',
        0
      )
    ],
    undisturbed: [
      exactly('dropped', iterations.dropped, '', 0),
      ...likePoisson(run, seconds, servers * RATE * seconds),
      ...againstServer(run),
      ...againstTheory(run)
    ],
    doubted: generator.suspectSeconds > 0
  }
}

/**
 * Variance over mean of the arrivals in short windows, by the server's stamps: 1 for a Poisson process, with a standard
 * deviation of sqrt(2 / windows); 0 for even arrivals. Without the first second, in which connections are made.
 */
function likePoisson({ stamps, summary }: MeasuredRun, seconds: number, expected: number): BenchRow[] {
  const windows = ((seconds - 1) * 1000) / WINDOW_MS
  const counts = new Float64Array(windows)
  for (const atMs of stamps.arrivalMs) {
    const window = Math.floor((atMs - 1000) / WINDOW_MS)
    if (window >= 0 && window < windows) counts[window]!++
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / windows
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (windows - 1)
  return [
    atMost(
      'arrivals, off their expected number',
      Math.abs(summary.iterations.planned - expected),
      '',
      DEVIATIONS * Math.sqrt(expected)
    ),
    atMost(
      'variance over mean of the arrivals in 50 ms at the server, off 1',
      Math.abs(variance / mean - 1),
      '',
      DEVIATIONS * Math.sqrt(2 / windows)
    )
  ]
}

function againstServer({ summary, stamps, control }: MeasuredRun): BenchRow[] {
  const inServer = new SortedTimes(stamps.departureMs.map((atMs, index) => atMs - stamps.arrivalMs[index]!))
  const beyondMs = (summary.latency.response.mean ?? Number.NaN) - inServer.mean
  return [
    atLeast('response mean, beyond the server', beyondMs, 'ms', 0),
    atMost('response mean, beyond the server', beyondMs, 'ms', unlessDisturbed(1, control.mean))
  ]
}

function againstTheory({ summary, histogram, control }: MeasuredRun): BenchRow[] {
  const theory = new SingleServerTheory(LOAD)
  const count = summary.totals.completed
  const p99Ms = storedPercentile(histogram('response'), 99)
  return [
    figure('requests', count, ''),
    ...within(
      'response mean',
      summary.latency.response.mean ?? Number.NaN,
      theory.meanMs,
      theory.meanInterval(count, DEVIATIONS),
      control.mean
    ),
    ...within(
      'response p99',
      p99Ms,
      theory.percentileMs(99),
      theory.percentileInterval(99, count, DEVIATIONS),
      control.percentile(99)
    )
  ]
}

function within(
  name: string,
  foundMs: number,
  theoryMs: number,
  interval: Interval,
  addedMs: number
): BenchRow[] {
  const label = `${name} (theory ${theoryMs.toFixed(1)} ms, its 99 % interval)`
  return [
    atLeast(label, foundMs, 'ms', interval.low),
    atMost(label, foundMs, 'ms', theoryMs + unlessDisturbed(interval.high - theoryMs, addedMs))
  ]
}
