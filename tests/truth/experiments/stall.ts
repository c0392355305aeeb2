import { atLeast, atMost, exactly, figure, type BenchRow } from '../../bench/bench-row.ts'
import { unlessDisturbed } from '../control-group.ts'
import { measureRun, type MeasuredRun } from '../measured-run.ts'
import { offPercent, SortedTimes, storedPercentile } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

export interface StallSize {
  readonly ratePerSecond: number
  /** The service answers after 1 ms for so long, and holds every answer for as long again. */
  readonly halfSeconds: number
}

const GOOD_MS = 1

/**
 * Gil Tene's stall: a service that answers after 1 ms for half of the run and not at all in the other half, at whose
 * end it answers everything. Of those who came in the second half each waits for what is left of it, so response is
 * known: half of it 1 ms, the rest spread evenly from 0 to the length of the stall.
 */
export async function stall({ ratePerSecond, halfSeconds }: StallSize): Promise<Evidence> {
  const stallFromMs = halfSeconds * 1000
  const stallToMs = 2 * stallFromMs
  const script = { timing: { kind: 'stall', delayMs: GOOD_MS, stallFromMs, stallToMs } } as const
  const vus = Math.ceil(ratePerSecond * halfSeconds * 1.05) + 50
  const run = await measureRun({
    answers: { answer: script },
    control: { script, seconds: 2 * halfSeconds },
    scenarios: {
      stall: {
        executor: 'constant-arrival-rate',
        rate: ratePerSecond,
        duration: `${stallToMs}ms`,
        preAllocatedVUs: vus
      }
    }
  })
  const truth = truthOf(run, 1000 / ratePerSecond)
  const { response, service } = run.summary.latency
  return {
    always: [...accountedFor(run, 2 * ratePerSecond * halfSeconds), ...notShort(run, truth)],
    undisturbed: [
      ...againstTruth(run, truth),
      ...againstTheory(run, truth, stallFromMs),
      figure('service p99, which does not know when the request was due', service.p99 ?? Number.NaN, 'ms'),
      figure('response p50, on the cliff', response.p50 ?? Number.NaN, 'ms'),
      figure(
        'peak resident memory of the whole process',
        run.summary.generator.peakResidentBytes / 2 ** 20,
        'MiB'
      )
    ],
    doubted: run.summary.generator.suspectSeconds > 0
  }
}

/**
 * What each request waited by the server's departure stamps and the schedule alone: nothing of Loadgale's bookkeeping
 * is in it. Arrivals come in the order of the schedule, but for neighbours that a late wake sent together.
 */
function truthOf({ stamps }: MeasuredRun, intervalMs: number): SortedTimes {
  return new SortedTimes(stamps.departureMs.map((departureMs, index) => departureMs - index * intervalMs))
}

function accountedFor({ summary, stamps }: MeasuredRun, planned: number): BenchRow[] {
  const { iterations, totals } = summary
  return [
    exactly('planned, by the schedule', iterations.planned, '', planned),
    exactly('dropped', iterations.dropped, '', 0),
    exactly('completed', iterations.completed, '', planned),
    exactly(
      'requests that the server counted, beyond those completed',
      stamps.arrivalMs.length - totals.completed,
      '',
      0
    )
  ]
}

/** Noise adds to what a client has waited; only an untruth takes away from it. */
function notShort(run: MeasuredRun, truth: SortedTimes): BenchRow[] {
  const response = run.histogram('response')
  return [75, 90, 99].map((percent) => {
    const shareOfTruth = (100 * storedPercentile(response, percent)) / truth.percentile(percent)
    return atLeast(`response p${percent}, share of what the server says`, shareOfTruth, '%', 99)
  })
}

function againstTruth(run: MeasuredRun, truth: SortedTimes): BenchRow[] {
  const response = run.histogram('response')
  const meanMs = run.summary.latency.response.mean ?? Number.NaN
  const limit = (addedMs: number, truthMs: number): number => unlessDisturbed(1, (100 * addedMs) / truthMs)
  return [
    atMost(
      'response p45, off the server',
      Math.abs(storedPercentile(response, 45) - truth.percentile(45)),
      'ms',
      unlessDisturbed(2, run.control.percentile(45))
    ),
    ...[75, 90, 99].map((percent) => {
      const truthMs = truth.percentile(percent)
      const off = offPercent(storedPercentile(response, percent), truthMs)
      return atMost(
        `response p${percent}, off the server`,
        off,
        '%',
        limit(run.control.percentile(percent), truthMs)
      )
    }),
    atMost(
      'response mean, off the server',
      offPercent(meanMs, truth.mean),
      '%',
      limit(run.control.mean, truth.mean)
    )
  ]
}

/**
 * With half of all at 1 ms, percentile p beyond 50 is the share (p - 50) / 50 of the stall, and the mean a quarter. The
 * server takes its time to send what it has held, and a disturbed one more: its lateness is that of its stamps.
 */
function againstTheory(run: MeasuredRun, truth: SortedTimes, stallMs: number): BenchRow[] {
  const response = run.histogram('response')
  const rows = [75, 90, 99].flatMap((percent) => {
    const theoryMs = (stallMs * (percent - 50)) / 50
    const limit = unlessDisturbed(
      3,
      offPercent(truth.percentile(percent) + run.control.percentile(percent), theoryMs)
    )
    const foundMs = storedPercentile(response, percent)
    return [
      figure(`response p${percent} (theory ${theoryMs / 1000} s)`, foundMs / 1000, 's'),
      atMost(`response p${percent}, off the theory`, offPercent(foundMs, theoryMs), '%', limit)
    ]
  })
  const theoryMs = stallMs / 4 + GOOD_MS / 2
  const meanMs = run.summary.latency.response.mean ?? Number.NaN
  const limit = unlessDisturbed(3, offPercent(truth.mean + run.control.mean, theoryMs))
  return [
    ...rows,
    figure(`response mean (theory ${theoryMs / 1000} s)`, meanMs / 1000, 's'),
    atMost('response mean, off the theory', offPercent(meanMs, theoryMs), '%', limit)
  ]
}
