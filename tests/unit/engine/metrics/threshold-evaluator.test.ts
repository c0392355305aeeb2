import { describe, expect, it } from 'vitest'
import { ThresholdEvaluator } from '../../../../src/main/engine/metrics/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import type { ThresholdPlan } from '../../../../src/shared/plan/plan.ts'
import { parseThreshold } from '../../../../src/shared/plan/threshold-expression.ts'
import { Bench, CLOSED_LIST, ITEM, LIST, planWith, runRequest } from './metrics-fixture.ts'

function threshold(metric: string, expression: string, abort: Partial<ThresholdPlan> = {}): ThresholdPlan {
  const parsed = parseThreshold(metric, expression)
  if (!parsed.ok) throw new Error(parsed.problem)
  return { ...parsed.threshold, abortOnFail: false, delayAbortEvalMs: 0, ...abort }
}

/** A second of known requests: each slot has its own latencies and outcomes. */
function benchWith(thresholds: readonly ThresholdPlan[], warmUpMs = 0): Bench {
  const bench = new Bench(planWith({ thresholds, warmUpMs }))
  const { lane } = bench
  for (const waitingMs of [10, 20, 30, 40]) {
    runRequest(lane, { slot: LIST, lagMs: 5, setupMs: 2, sendingMs: 1, waitingMs, receivingMs: 3 })
  }
  runRequest(lane, { slot: ITEM, waitingMs: 100 })
  runRequest(lane, { slot: ITEM, waitingMs: 1, outcome: Outcome.httpError })
  runRequest(lane, { slot: CLOSED_LIST, waitingMs: 400, outcome: Outcome.timeout })
  runRequest(lane, { slot: CLOSED_LIST, outcome: Outcome.transportError })
  lane.planned(0, 0)
  lane.dropped(0, 0)
  for (const scenario of [0, 0, 1]) {
    lane.started(scenario, 0)
    lane.completed(scenario, 500)
  }
  for (const passed of [true, true, true, false]) lane.checkEnded(0, passed, 0)
  lane.checkEnded(1, false, 0)
  bench.tickAll(1000)
  bench.close()
  return bench
}

function judge(metric: string, expression: string): readonly [string, number | null] {
  const bench = benchWith([threshold(metric, expression)])
  const [result] = new ThresholdEvaluator(bench.accumulator).evaluate(2000).results
  return [result!.result, result!.actual]
}

function evidenceOf(metric: string, expression: string): unknown {
  const bench = benchWith([threshold(metric, expression)])
  return new ThresholdEvaluator(bench.accumulator).evaluate(2000).results[0]?.evidence
}

describe('the evidence of a threshold', () => {
  it.each([
    // Response: 21, 31, 41, 51, 100, 1, 400.
    ['http_req_response', 'p(95)<100', { samples: 7, misses: 2, allowedShare: 0.05 }],
    // By the upper end of its bucket, as percentiles are.
    ['http_req_response', 'p(95)<=100', { samples: 7, misses: 2, allowedShare: 0.05 }],
    ['http_req_response', 'p(95)<=101', { samples: 7, misses: 1, allowedShare: 0.05 }],
    ['http_req_response', 'med<500', { samples: 7, misses: 0, allowedShare: 0.5 }],
    ['http_req_duration{name:item}', 'p(99)<50', { samples: 2, misses: 1, allowedShare: 0.01 }],
    ['http_req_failed', 'rate<0.1', { samples: 8, misses: 3, allowedShare: 0.1 }],
    ['checks', 'rate>0.9', { samples: 5, misses: 2, allowedShare: 0.1 }]
  ])('of %s %s counts what misses the limit', (metric, expression, evidence) => {
    expect(evidenceOf(metric, expression)).toEqual(evidence)
  })

  it.each([
    ['http_req_response', 'avg<100'],
    ['http_req_response', 'max<100'],
    ['http_req_response', 'p(95)!=100'],
    ['http_req_response', 'p(5)>1'],
    ['http_reqs', 'count>1']
  ])('of %s %s is none', (metric, expression) => {
    expect(evidenceOf(metric, expression)).toBeUndefined()
  })
})

describe('ThresholdEvaluator', () => {
  it.each([
    // Response holds ok, HTTP errors and timeouts: 21, 31, 41, 51, 100, 1, 400.
    ['http_req_response', 'max<=400', 'passed', 400],
    ['http_req_response', 'min<1', 'failed', 1],
    // The upper end of the bucket that holds 41.
    ['http_req_response', 'med<50', 'passed', 41.023],
    ['http_req_response{expected_response:true}', 'max<200', 'passed', 100],
    ['http_req_response{expected_response:false}', 'max<200', 'failed', 400],
    ['http_req_duration{name:item}', 'avg==50.5', 'passed', 50.5],
    ['http_req_duration{name:item,expected_response:true}', 'min>=100', 'passed', 100],
    ['http_req_duration{name:list,scenario:browse}', 'p(100)<44.1', 'passed', 44],
    ['http_req_duration{name:list}', 'max<44', 'failed', 400],
    ['http_req_start_lag{name:list,scenario:browse}', 'p(50)!=5', 'failed', 5],
    ['http_req_setup{scenario:browse}', 'max==2', 'passed', 2],
    ['http_req_waiting', 'max<401', 'passed', 400],
    ['http_req_receiving', 'max<3', 'failed', 3],
    // Of 8 that ended: an HTTP error, a timeout and a transport error.
    ['http_req_failed', 'rate<0.4', 'passed', 0.375],
    ['http_req_failed{name:item}', 'rate<0.5', 'failed', 0.5],
    ['http_req_failed{scenario:search}', 'rate<=1', 'passed', 1],
    ['http_reqs', 'count>=8', 'passed', 8],
    ['http_reqs', 'rate>4', 'failed', 4],
    ['http_reqs{scenario:search}', 'count==2', 'passed', 2],
    ['data_received', 'count==8000', 'passed', 8000],
    ['data_sent{name:item}', 'rate==100', 'passed', 100],
    ['iterations', 'count==3', 'passed', 3],
    ['iterations{scenario:search}', 'rate==0.5', 'passed', 0.5],
    ['dropped_iterations', 'count<1', 'failed', 1],
    ['dropped_iterations{scenario:search}', 'count<1', 'passed', 0],
    ['checks', 'rate>0.5', 'passed', 0.6],
    ['checks{scenario:search}', 'rate>0', 'failed', 0],
    ['checks{name:status is 200}', 'rate>=0.75', 'passed', 0.75]
  ])('judges %s %s as %s', (metric, expression, result, actual) => {
    expect(judge(metric, expression)).toEqual([result, actual])
  })

  it.each([
    ['http_req_duration{name:nothing}', 'p(95)<100'],
    ['http_req_failed{name:nothing}', 'rate<1'],
    ['checks{name:nothing}', 'rate>0']
  ])('judges %s without samples as no data', (metric, expression) => {
    expect(judge(metric, expression)).toEqual(['no-data', null])
  })

  it('takes everything since the warm-up, not the last second alone', () => {
    const bench = new Bench(
      planWith({ warmUpMs: 1500, thresholds: [threshold('http_req_response', 'avg<10')] })
    )
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    const results = [1000, 1, 5, 9].map((waitingMs, second) => {
      runRequest(bench.lane, { intendedMs: second * 1000, waitingMs: waitingMs - 1 })
      bench.tickAll((second + 1) * 1000)
      bench.close()
      return evaluator.evaluate((second + 1) * 1000).results[0]
    })
    // The warm-up of 1.5 s takes the whole second that it ends in.
    expect(results.map((result) => result?.actual)).toEqual([null, null, 4, 6])
  })

  it('divides rates of counters by the time after the warm-up', () => {
    const bench = benchWith([threshold('http_reqs', 'rate>0')], 1000)
    runRequest(bench.lane, { intendedMs: 1000 })
    bench.tickAll(3000)
    bench.close()
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    expect(evaluator.evaluate(1000).results[0]).toMatchObject({ result: 'no-data', actual: null })
    expect(evaluator.evaluate(3000).results[0]?.actual).toBe(0.5)
  })

  it('divides by the length of the run at its end, not by whole seconds', () => {
    const bench = benchWith([threshold('http_reqs', 'rate>=3')])
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    evaluator.evaluate(3000)
    expect(evaluator.evaluate(2500).results[0]).toMatchObject({ result: 'passed', actual: 3.2 })
  })

  it('does not judge what is counted in the warm-up, and aborts nothing for it', () => {
    const bench = benchWith([threshold('http_reqs', 'count<1', { abortOnFail: true })], 1000)
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    expect(evaluator.evaluate(1000)).toMatchObject({ abort: false, results: [{ result: 'no-data' }] })
  })

  it('remembers the second in which it was first seen failing', () => {
    const bench = new Bench(planWith({ thresholds: [threshold('http_req_failed', 'rate<0.5')] }))
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    const outcomes = [Outcome.ok, Outcome.timeout, Outcome.ok, Outcome.ok]
    const seen = outcomes.map((outcome, second) => {
      runRequest(bench.lane, { intendedMs: second * 1000, outcome })
      bench.tickAll((second + 1) * 1000)
      bench.close()
      const [result] = evaluator.evaluate((second + 1) * 1000).results
      return [result?.result, result?.failingSinceSecond]
    })
    expect(seen).toEqual([
      ['passed', null],
      ['failed', 1],
      ['passed', 1],
      ['passed', 1]
    ])
  })

  it('asks to abort when the delay is over, and names the threshold that did it', () => {
    const aborting = { abortOnFail: true, delayAbortEvalMs: 3000 }
    const bench = benchWith([
      threshold('http_req_response', 'max<10', aborting),
      threshold('http_req_failed', 'rate<0.1'),
      threshold('http_reqs', 'count<1', { ...aborting, delayAbortEvalMs: 4000 })
    ])
    const evaluator = new ThresholdEvaluator(bench.accumulator)
    expect(evaluator.evaluate(2000)).toMatchObject({ abort: false })
    expect(evaluator.evaluate(3000).abort).toBe(true)
    // The last one fails as well, but the run was being ended already.
    const { abort, results } = evaluator.evaluate(4000)
    expect(abort).toBe(true)
    expect(results.map(({ abortedRun }) => abortedRun)).toEqual([true, false, false])
    expect(results.map(({ failingSinceSecond }) => failingSinceSecond)).toEqual([1, 1, 1])
  })

  it('does not abort for want of data', () => {
    const empty = threshold('http_req_response{name:nothing}', 'max<10', { abortOnFail: true })
    const bench = benchWith([empty])
    expect(new ThresholdEvaluator(bench.accumulator).evaluate(2000)).toMatchObject({
      abort: false,
      results: [{ result: 'no-data', failingSinceSecond: null }]
    })
  })

  it('gives the threshold back as it was written', () => {
    const bench = benchWith([threshold('http_req_duration{name:item}', 'p(95) < 200')])
    expect(new ThresholdEvaluator(bench.accumulator).evaluate(1000).results[0]).toMatchObject({
      metric: 'http_req_duration{name:item}',
      expression: 'p(95) < 200',
      limit: 200
    })
  })
})
