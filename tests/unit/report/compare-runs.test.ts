import { describe, expect, it } from 'vitest'
import { compareRuns, comparisonJson } from '../../../src/main/report/index.ts'
import type { MetricDifference, RunComparison } from '../../../src/shared/compare.ts'
import type { RunDetail, RunSeries } from '../../../src/shared/history.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import {
  comparedRuns,
  detail,
  latencies,
  latency,
  listDocument,
  listItem,
  noLatency,
  requestSummary,
  runSecond,
  series,
  summary,
  totals
} from './sample-run.ts'

/** Seconds whose latencies jump around a middle, as a service's do. */
function secondsAround(p50: number, ok = 50): (slot: number) => RunSeries {
  return (slot) =>
    series(slot, 20, (second) => {
      const value = p50 * (1 + ((second * 7) % 5) / 50)
      return {
        ok,
        httpErrors: 0,
        response_p50: value,
        response_p95: value * 2,
        response_p99: value * 4,
        response_mean: value * 1.1
      }
    })
}

function runAt(p50: number, changes: Partial<RunDetail> = {}): RunDetail {
  const of = summary({
    latency: latencies(latency(p50)),
    requests: { list: requestSummary({ latency: latencies(latency(p50)) }) }
  })
  return detail({ summary: of, ...changes })
}

function compareAt(baseMs: number, otherMs: number): RunComparison {
  return comparedRuns(runAt(baseMs), runAt(otherMs), secondsAround(baseMs), secondsAround(otherMs))
}

function find(
  { differences }: RunComparison,
  metric: string,
  requestName: string | null = null
): MetricDifference {
  const found = differences.find(
    (difference) => difference.metric === metric && difference.requestName === requestName
  )
  if (found === undefined) throw new Error(`no difference for ${metric}`)
  return found
}

describe('compareRuns: differences', () => {
  it('calls a run that is slower in all of its seconds worse, in total and by request', () => {
    const comparison = compareAt(10, 14)
    const p99 = find(comparison, 'response p99')
    expect(p99).toMatchObject({ direction: 'worse', base: 40, other: 56, unit: 'ms' })
    expect(p99.relative).toBeCloseTo(0.4)
    expect(p99.basis).toBe('paired test over 19 seconds, p < 0.001')
    expect(find(comparison, 'response p99', 'list').direction).toBe('worse')
    expect(comparison.differences[0]).toMatchObject({ direction: 'worse', requestName: null })
  })

  it('calls a faster run better', () => {
    expect(find(compareAt(14, 10), 'response p50').direction).toBe('better')
  })

  it('calls what differs by less than 5 % the same', () => {
    expect(find(compareAt(10, 10.4), 'response p50')).toMatchObject({
      direction: 'same',
      basis: 'differs by less than 5 %'
    })
  })

  it('calls a tiny absolute difference the same however large it is relatively', () => {
    expect(find(compareAt(0.02, 0.04), 'response p50')).toMatchObject({
      direction: 'same',
      basis: 'differs by less than 0.05 ms'
    })
  })

  it('does not believe a difference of the whole run that its seconds do not show', () => {
    const difference = find(
      comparedRuns(runAt(10), runAt(14), secondsAround(10), secondsAround(10)),
      'response p50'
    )
    expect(difference.direction).toBe('same')
    expect(difference.basis).toMatch(/^within the spread of the seconds: paired test over 19 seconds, p = /)
  })

  it('withholds the verdict where run and seconds differ in opposite directions', () => {
    const difference = find(
      comparedRuns(runAt(10), runAt(14), secondsAround(14), secondsAround(10)),
      'response p50'
    )
    expect(difference.direction).toBe('neutral')
    expect(difference.basis).toMatch(/opposite directions/)
  })

  it('says that it has too few seconds instead of guessing', () => {
    const short = (slot: number): RunSeries => series(slot, 5, () => ({ response_p50: 10 }))
    const difference = find(comparedRuns(runAt(10), runAt(14), short, secondsAround(14)), 'response p50')
    expect(difference).toMatchObject({
      direction: 'neutral',
      basis: 'too few whole seconds of both runs to judge: 4, 8 are needed'
    })
  })

  it('gives no verdict at all where more than a few seconds of a side are suspect', () => {
    const suspect = runAt(14, {
      runSeconds: Array.from({ length: 20 }, (_, second) => runSecond(second, { suspect: second > 10 }))
    })
    const { differences } = comparedRuns(runAt(10), suspect, secondsAround(10), secondsAround(14))
    expect(new Set(differences.map(({ direction }) => direction))).toEqual(new Set(['neutral']))
    expect(differences[0]?.basis).toBe(
      'no verdict: the generator was suspect in 9 of 19 seconds of the other run'
    )
  })

  it('leaves a single suspect second, the first, the warm-up and a cut-off last one out of the test', () => {
    const document = { ...listDocument, warmUp: '3s' }
    const warmedUp = runAt(14, {
      ...detail({ document }),
      summary: summary({ latency: latencies(latency(14)) }),
      item: listItem(summary(), { durationMs: 19_500 }),
      runSeconds: Array.from({ length: 20 }, (_, second) => runSecond(second))
    })
    const difference = find(
      comparedRuns(runAt(10), warmedUp, secondsAround(10), secondsAround(14)),
      'response p50'
    )
    expect(difference.basis).toMatch(/^paired test over 16 seconds/)
  })

  it('judges throughput only where both plans ask for the same load', () => {
    const slower = summary({ rates: { ...summary().rates, requestsPerSecond: 30 } })
    const sameLoad = comparedRuns(
      runAt(10),
      detail({ summary: slower }),
      secondsAround(10, 50),
      secondsAround(10, 30)
    )
    expect(find(sameLoad, 'requests')).toMatchObject({ direction: 'worse', unit: '/s', base: 50, other: 30 })
    const browse = { ...listDocument.scenarios.browse, vus: 3 }
    const otherLoad = detail({ summary: slower, document: { ...listDocument, scenarios: { browse } } })
    const differing = comparedRuns(runAt(10), otherLoad, secondsAround(10, 50), secondsAround(10, 30))
    expect(find(differing, 'requests')).toMatchObject({
      direction: 'neutral',
      basis: 'no verdict: the plans ask for different loads'
    })
  })

  /** A run of 20 seconds with 50 requests each, of which so many fail. */
  function failingRun(failed: (second: number) => number, changes: Partial<RunDetail> = {}): Side {
    const seconds = (slot: number): RunSeries =>
      series(slot, 20, (second) => ({
        ...{ ok: 50 - failed(second), httpErrors: failed(second), timeouts: 0, transportErrors: 0 },
        response_p50: 10
      }))
    const httpFailed = Array.from({ length: 20 }, (_, second) => failed(second)).reduce((a, b) => a + b)
    const of = summary({
      totals: totals({ httpFailed }),
      requests: { list: requestSummary({ totals: totals({ httpFailed }) }) }
    })
    return { run: detail({ summary: of, ...changes }), seconds }
  }

  interface Side {
    readonly run: RunDetail
    readonly seconds: (slot: number) => RunSeries
  }

  const compareSides = (base: Side, other: Side): RunComparison =>
    comparedRuns(base.run, other.run, base.seconds, other.seconds)

  const neverFailing = failingRun(() => 0)

  it('judges failures and dropped iterations by their counts', () => {
    const runSeconds = Array.from({ length: 20 }, (_, second) => ({
      ...runSecond(second),
      iterationsDropped: 5
    }))
    const failing = failingRun((second) => (second % 2) * 3, { runSeconds })
    const comparison = compareSides(neverFailing, failing)
    for (const name of [null, 'list']) {
      expect(find(comparison, 'failed requests', name)).toMatchObject({
        ...{ direction: 'worse', base: 0, other: 0.03, relative: null, unit: 'share' },
        basis: '0 of 1000 and 30 of 1000, p < 0.001'
      })
    }
    expect(find(comparison, 'dropped iterations')).toMatchObject({ direction: 'worse', other: 0.2 })
  })

  it('takes two failures among a thousand for chance', () => {
    const failing = failingRun((second) => (second === 7 ? 2 : 0))
    expect(find(compareSides(neverFailing, failing), 'failed requests').direction).toBe('same')
  })

  it('counts failures and dropped iterations after the warm-up alone', () => {
    const base = {
      plan: detail({ document: { ...listDocument, warmUp: '3s' } }).plan,
      runSeconds: Array.from({ length: 20 }, (_, second) => ({
        ...runSecond(second),
        iterationsDropped: second < 3 ? 20 : 0
      }))
    }
    const inWarmUp = failingRun((second) => (second < 3 ? 50 : 0), base)
    const metrics = compareSides(
      failingRun(() => 0, base),
      inWarmUp
    ).differences.map(({ metric }) => metric)
    expect(metrics).not.toContain('failed requests')
    expect(metrics).not.toContain('dropped iterations')
    const after = compareSides(
      failingRun(() => 0, base),
      failingRun((second) => (second < 4 ? 50 : 0), base)
    )
    expect(find(after, 'failed requests').basis).toBe('0 of 850 and 50 of 850, p < 0.001')
  })

  it('finds a latency that doubled on a ramp, where every second differs from the one before', () => {
    const ramp =
      (start: number) =>
      (slot: number): RunSeries =>
        series(slot, 31, (second) => ({
          response_p50: start * (1 + second / 10) * (1 + ((second * start) % 7) / 30)
        }))
    const runSeconds = Array.from({ length: 31 }, (_, second) => runSecond(second))
    const side = (ms: number): RunDetail =>
      runAt(ms, { runSeconds, item: listItem(summary(), { durationMs: 31_000 }) })
    expect(find(comparedRuns(side(10), side(20), ramp(10), ramp(20)), 'response p50')).toMatchObject({
      direction: 'worse',
      basis: 'paired test over 30 seconds, p < 0.001'
    })
  })

  it('says that it cannot tell where the seconds depend on each other, not that nothing changed', () => {
    const drifting =
      (start: number, perSecond: number) =>
      (slot: number): RunSeries =>
        series(slot, 20, (second) => ({ response_p50: start + second * perSecond }))
    const difference = find(
      comparedRuns(runAt(11), runAt(12), drifting(10, 0.1), drifting(13, -0.1)),
      'response p50'
    )
    expect(difference.direction).toBe('neutral')
    expect(difference.basis).toMatch(
      /^cannot tell: the seconds may depend too much on each other \(19 of them may say no more than \d\)$/
    )
  })

  it('compares runs of different loads in the order of their seconds', () => {
    const document = { ...listDocument, warmUp: '10s' }
    const late = runAt(14, { ...detail({ document }), summary: runAt(14).summary })
    const browse = { ...listDocument.scenarios.browse, duration: '12s' }
    const short = runAt(10, {
      ...detail({ document: { ...listDocument, scenarios: { browse } } }),
      summary: runAt(10).summary,
      item: listItem(summary(), { durationMs: 10_000 })
    })
    const difference = find(comparedRuns(short, late, secondsAround(10), secondsAround(14)), 'response p50')
    expect(difference).toMatchObject({
      direction: 'worse',
      basis: 'paired test over 9 seconds, p < 0.001; the plans ask for different loads'
    })
  })

  it('judges a name that two scenarios use by all of its requests', () => {
    const { browse } = listDocument.scenarios
    const document = { ...listDocument, scenarios: { browse, again: browse } }
    const side = (ms: number): RunDetail => runAt(ms, { ...detail({ document }), summary: runAt(ms).summary })
    // The slots differ by a factor of ten and the requests of the second are nine times as many.
    const seconds = (ms: number) => ({
      seriesOf: (slot: number): RunSeries =>
        series(slot, 20, (second) => ({
          ...{ ok: slot === 1 ? 90 : 10, httpErrors: 0, timeouts: 0, transportErrors: 0 },
          waitingMean: (slot === 1 ? ms : ms * 10) * (1 + (second % 5) / 50)
        })),
      latencyOf: (slots: readonly number[], second: number): HdrHistogram => {
        const histogram = new HdrHistogram()
        for (const slot of slots) {
          histogram.recordWithCount(
            Math.round((slot === 1 ? ms : ms * 10) * (1000 + second * 3)),
            slot === 1 ? 90 : 10
          )
        }
        return histogram
      }
    })
    const comparison = compareRuns(side(10), side(14), seconds(10), seconds(14))
    for (const metric of ['response p99', 'response p50', 'service p50', 'waiting mean']) {
      expect(find(comparison, metric, 'list')).toMatchObject({
        direction: 'worse',
        basis: 'paired test over 19 seconds, p < 0.001'
      })
    }
  })

  it.each(['item', 'constructor'])('names a request %s that only one run has, and its figures', (name) => {
    const other = detail({
      summary: summary({ latency: latencies(noLatency), requests: { [name]: requestSummary() } })
    })
    const comparison = comparedRuns(runAt(10), other, secondsAround(10), secondsAround(10))
    expect(find(comparison, 'requests', 'list').basis).toBe('only the base run has this request')
    expect(find(comparison, 'requests', name)).toMatchObject({ base: null, other: 50, relative: null })
    expect(find(comparison, 'response p99')).toMatchObject({
      ...{ other: null, relative: null, direction: 'neutral', basis: 'no samples in the other run' }
    })
  })

  it('compares two empty runs without a figure', () => {
    const empty = summary({
      ...{ latency: latencies(noLatency), requests: {}, statusCodes: {} },
      totals: totals({ started: 0, completed: 0, bytesReceived: 0 }),
      rates: { ...summary().rates, requestsPerSecond: 0 }
    })
    const none = (slot: number): RunSeries => series(slot, 0, () => ({}))
    const { differences, conditions } = comparedRuns(
      detail({ summary: empty, runSeconds: [] }),
      detail({ summary: empty, runSeconds: [] }),
      none,
      none
    )
    expect(differences.map(({ metric, direction }) => [metric, direction])).toEqual([['requests', 'same']])
    expect(conditions).toEqual([])
  })

  it('is plain JSON under a versioned schema', () => {
    const comparison = compareAt(10, 14)
    expect(JSON.parse(JSON.stringify(comparisonJson(comparison)))).toEqual({
      schema: 'loadgale.compare/1',
      ...comparison
    })
  })
})

describe('compareRuns: conditions', () => {
  function conditions(other: RunDetail, base: RunDetail = runAt(10)): RunComparison['conditions'] {
    return comparedRuns(base, other, secondsAround(10), secondsAround(10)).conditions
  }

  it('finds none between runs of one plan in one place', () => {
    expect(conditions(runAt(12))).toEqual([])
  })

  it('names the fields of the plan that differ, in the words of the document', () => {
    const browse = { ...listDocument.scenarios.browse, vus: 9, gracefulStop: '5s' }
    expect(conditions(runAt(10, detail({ document: { ...listDocument, scenarios: { browse } } })))).toEqual([
      { field: 'plan: scenarios.browse.vus', base: '5', other: '9' },
      { field: 'plan: scenarios.browse.gracefulStop', base: '(absent)', other: '5s' }
    ])
  })

  it('says that the load of one was changed by hand, and judges no rate then', () => {
    const dial = [
      { action: 'set', atMs: 1000, scenario: 'browse', value: 9 },
      { action: 'set', atMs: 2000, scenario: 'browse', value: 3 },
      { action: 'pause', atMs: 3000 },
      { action: 'resume', atMs: 4000 }
    ] as const
    const dialled = detail({ dial })
    expect(conditions(dialled)).toEqual([
      { field: 'changed by hand', base: 'no', other: 'load set 2 times, paused once' }
    ])
    const compared = comparedRuns(runAt(10), dialled, secondsAround(10), secondsAround(10))
    expect(find(compared, 'requests').basis).toBe('no verdict: the plans ask for different loads')
  })

  it('takes two ways to write one plan, another name and other tags for the same', () => {
    const browse = { ...listDocument.scenarios.browse, duration: 20_000, gracefulStop: '30s' }
    const document = { ...listDocument, name: 'Other', tags: { release: '2' }, scenarios: { browse } }
    expect(conditions(detail({ document }))).toEqual([])
  })

  it('names target, environment, lanes and status of the run', () => {
    const base = summary()
    const environment = { ...base.run.environment, host: 'other-box', targetAddresses: ['10.0.0.2'] }
    const other = summary({
      run: { ...base.run, environment, status: 'stopped', target: 'http://10.0.0.2' },
      generator: { ...base.generator, lanes: 2, targetOnSameMachine: true }
    })
    expect(conditions(detail({ summary: other })).map(({ field }) => field)).toEqual([
      'target',
      'host',
      'target addresses',
      'lanes',
      'target runs on',
      'status of the run'
    ])
  })

  it('names a status mix and response sizes that differ, not what is nearly the same', () => {
    const other = summary({
      statusCodes: { 200: 900, 503: 100 },
      totals: totals({ bytesReceived: 100_000 }),
      requests: { list: requestSummary({ totals: totals({ bytesReceived: 205_000 }) }) }
    })
    expect(conditions(detail({ summary: other }))).toEqual([
      { field: 'share of status 200', base: '100 %', other: '90 %' },
      { field: 'share of status 503', base: '0 %', other: '10 %' },
      { field: 'mean response size', base: '200 B', other: '100 B' }
    ])
  })

  it('shortens long bodies but still tells them apart', () => {
    const withBody = (body: string): RunDetail => {
      const flow = [{ request: { name: 'list', url: '/items', method: 'POST', body } }]
      return detail({
        document: { ...listDocument, scenarios: { browse: { ...listDocument.scenarios.browse, flow } } }
      })
    }
    const [difference] = conditions(withBody(`${'x'.repeat(5000)}b`), withBody(`${'x'.repeat(5000)}a`))
    expect(difference?.field).toBe('plan: scenarios.browse.flow[0].request.body')
    expect(difference?.base.length).toBeLessThan(300)
    expect(difference?.base.endsWith('a')).toBe(true)
    expect(difference?.other.endsWith('b')).toBe(true)
  })
})
