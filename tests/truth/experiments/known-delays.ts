import { atLeast, atMost, exactly, figure, type BenchRow } from '../../bench/bench-row.ts'
import { unlessDisturbed } from '../control-group.ts'
import { measureRun, type MeasuredRun } from '../measured-run.ts'
import { SortedTimes, storedPercentile } from '../sorted-times.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import type { TappedRequest } from '../../support/tapped-requests.ts'
import type { AnswerScript } from '../../support/truth-server-protocol.ts'
import type { Evidence } from './experiment.ts'

const RATE = 500
const SECONDS = 3
/** The records are rounded to microseconds; the two processes read one clock. */
const CLOCK_MS = 0.002

const ANSWERS: Readonly<Record<string, AnswerScript>> = {
  fixed: { timing: { kind: 'fixed', delayMs: 5 } },
  bimodal: { timing: { kind: 'bimodal', commonMs: 5, rareMs: 500, rareShare: 0.01, seed: 11 } },
  lognormal: { timing: { kind: 'log-normal', medianMs: 5, sigma: 0.6, seed: 7 } }
}
const NAMES = Object.keys(ANSWERS)

/** One request as both sides saw it. */
interface Pair {
  readonly client: TappedRequest
  readonly arrivalMs: number
  readonly departureMs: number
}

/**
 * A service whose delays are known, one distribution after the other, at half of the rate that its virtual users could
 * carry. Each request is held against the server's stamps of that same request, and what was stored against the sum of
 * these requests.
 */
export async function knownDelays(): Promise<Evidence> {
  const run = await measureRun({
    answers: ANSWERS,
    control: { script: { timing: { kind: 'fixed', delayMs: 5 } }, seconds: NAMES.length * (SECONDS + 1) },
    tapped: true,
    scenarios: Object.fromEntries(
      NAMES.map((name, index) => [
        name,
        {
          executor: 'constant-arrival-rate',
          rate: RATE,
          duration: `${SECONDS}s`,
          startTime: `${index * (SECONDS + 1)}s`,
          preAllocatedVUs: 200,
          flow: [{ request: { name, url: `/${name}/\${vu}/\${iteration}` } }]
        }
      ])
    )
  })
  const each = NAMES.map((name, kind) => ({ name, pairs: pairsOf(run, kind) }))
  return {
    always: each.flatMap(({ name, pairs }) => sameOrder(name, pairs, run)),
    undisturbed: [
      ...each.flatMap(({ name, pairs }) => closeness(name, pairs, run)),
      figure('bare client: |service - server|, p50', run.control.percentile(50), 'ms'),
      figure('bare client: |service - server|, p99', run.control.percentile(99), 'ms')
    ],
    doubted: run.summary.generator.suspectSeconds > 0
  }
}

function pairsOf({ stamps, tapped }: MeasuredRun, kind: number): Pair[] {
  const key = (vu: number, iteration: number): number => vu * 1e6 + iteration
  const byKey = new Map(tapped.map((request) => [key(request.vu, request.iteration), request]))
  const pairs: Pair[] = []
  stamps.answer.forEach((answer, index) => {
    const client = byKey.get(key(stamps.vu[index]!, stamps.iteration[index]!))
    if (answer !== kind || client === undefined) return
    pairs.push({ client, arrivalMs: stamps.arrivalMs[index]!, departureMs: stamps.departureMs[index]! })
  })
  return pairs
}

/** Cause before effect, on one clock: this no noise can break. */
function sameOrder(name: string, pairs: readonly Pair[], run: MeasuredRun): BenchRow[] {
  const stored = run.histogram('service', name)
  const completed = run.summary.requests[name]?.totals.completed ?? Number.NaN
  const expected = new HdrHistogram()
  for (const { client } of pairs) expected.record((client.endMs - client.readyMs) * 1000 + 0.5)
  const least = (of: (pair: Pair) => number): number => Math.min(...pairs.map(of))
  return [
    exactly(`${name}: requests found on both sides, beyond those completed`, pairs.length - completed, '', 0),
    exactly(
      `${name}: stored histogram is that of these requests`,
      Number(sameCounts(stored, expected)),
      '',
      1
    ),
    atLeast(
      `${name}: arrival behind sent, least`,
      least(({ client, arrivalMs }) => arrivalMs - client.sentMs),
      'ms',
      -CLOCK_MS
    ),
    atLeast(
      `${name}: first byte behind departure, least`,
      least(({ client, departureMs }) => client.firstByteMs - departureMs),
      'ms',
      -CLOCK_MS
    )
  ]
}

/** Bucket for bucket; the exact minimum and sum are not stored. */
function sameCounts(a: HdrHistogram, b: HdrHistogram): boolean {
  let same = a.count === b.count
  a.forEachUsed((index, count) => (same &&= b.countAtIndex(index) === count))
  return same
}

function closeness(name: string, pairs: readonly Pair[], run: MeasuredRun): BenchRow[] {
  const off = new SortedTimes(
    pairs.map(({ client, arrivalMs, departureMs }) =>
      Math.abs(client.endMs - client.readyMs - (departureMs - arrivalMs))
    )
  )
  const inServer = new SortedTimes(pairs.map(({ departureMs, arrivalMs }) => departureMs - arrivalMs))
  return [
    atMost(
      `${name}: |service - server|, p50`,
      off.percentile(50),
      'ms',
      unlessDisturbed(0.3, run.control.percentile(50))
    ),
    atMost(
      `${name}: |service - server|, p99`,
      off.percentile(99),
      'ms',
      unlessDisturbed(1, run.control.percentile(99))
    ),
    figure(`${name}: service p99`, storedPercentile(run.histogram('service', name), 99), 'ms'),
    figure(`${name}: time in the server, p99`, inServer.percentile(99), 'ms')
  ]
}
