import { atLeast, exactly, figure } from '../../bench/bench-row.ts'
import { bodyThatTakes, COSTLY_PATTERN } from '../costly-pattern.ts'
import { measureRun, type MeasuredRun, type RunToMeasure } from '../measured-run.ts'
import { SortedTimes } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const SECONDS = 3
/** The first second of a run, in which connections are made, is not judged. */
const JUDGED_SECONDS = SECONDS - 1
const WORK_MS = 0.05
/** A user, work and a delay that leave the lane idle for most of the time, so that its lateness alone is suspect. */
const LATE = { vus: 1, workMs: 4, delayMs: 30 } as const

/**
 * A closed model whose generator cannot follow: 50 us of work with each response, on a server that answers at once. The
 * queue is then in the generator, and its latency is its own; nothing but the watch can tell.
 */
export async function costlyResponses(): Promise<Evidence> {
  const { summary, stamps } = await closedRun({ vus: 50, workMs: WORK_MS, timing: { kind: 'at-once' } })
  const { generator, latency } = summary
  const inServer = new SortedTimes(stamps.departureMs.map((atMs, index) => atMs - stamps.arrivalMs[index]!))
  return {
    always: [],
    undisturbed: [
      atLeast('saturated seconds of 3', generator.saturatedSeconds, '', JUDGED_SECONDS),
      exactly('the run is called saturated', Number(generator.state === 'saturated'), '', 1),
      exactly('the limiter is the generator', Number(generator.limiter?.limiter === 'generator'), '', 1),
      atLeast('the figure that decided: lane busy', decidedBy(generator, 'laneBusy'), '%', 90),
      figure('lane busy, mean', generator.laneBusyPercent, '%'),
      figure('service p50, of a generator that cannot follow', latency.service.p50 ?? Number.NaN, 'ms'),
      figure('time in the server, p50', inServer.percentile(50), 'ms')
    ],
    doubted: false
  }
}

/**
 * A closed model has no schedule, yet each user's next request is intended for the end of its last one. What the lane
 * works in between is start lag, and over its limit the second is suspect.
 */
export async function costlyPauses(): Promise<Evidence> {
  const { summary, seconds } = await closedRun({
    ...{ vus: LATE.vus, workMs: LATE.workMs },
    timing: { kind: 'fixed', delayMs: LATE.delayMs }
  })
  const judged = seconds.filter(({ second }) => second > 0 && second < SECONDS)
  const lateOnes = judged.filter(({ generator }) => generator.reason.includes('start lag'))
  return {
    always: [
      // Every request but each user's first comes behind the work; half of it, since the work was measured elsewhere.
      atLeast('start lag p50', summary.latency.startLag.p50 ?? Number.NaN, 'ms', LATE.workMs / 2),
      exactly('seconds that are suspect for their start lag', lateOnes.length, '', JUDGED_SECONDS),
      exactly('the run is not called clean', Number(summary.generator.state !== 'clean'), '', 1)
    ],
    undisturbed: [
      exactly('saturated seconds', summary.generator.saturatedSeconds, '', 0),
      figure('lane busy, mean', summary.generator.laneBusyPercent, '%')
    ],
    doubted: false
  }
}

function closedRun(options: {
  readonly vus: number
  readonly workMs: number
  readonly timing: RunToMeasure['answers'][string]['timing']
}): Promise<MeasuredRun> {
  return measureRun({
    answers: { answer: { timing: options.timing, body: bodyThatTakes(options.workMs) } },
    scenarios: {
      closed: {
        executor: 'constant-vus',
        vus: options.vus,
        duration: `${SECONDS}s`,
        flow: [
          {
            request: { name: 'answer', url: '/answer' },
            extract: { found: { regex: COSTLY_PATTERN } }
          }
        ]
      }
    }
  })
}

function decidedBy({ limiter }: MeasuredRun['summary']['generator'], figureName: string): number {
  return limiter?.figure === figureName ? limiter.value : Number.NaN
}
