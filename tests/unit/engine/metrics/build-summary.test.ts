import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunAccumulator } from '../../../../src/main/engine/metrics/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import type { RunStatus, ThresholdResult } from '../../../../src/shared/metrics/summary.ts'
import type { Plan } from '../../../../src/shared/plan/plan.ts'
import {
  Bench,
  CLOSED,
  CLOSED_LIST,
  laneEvent,
  LIST,
  OPEN,
  planWith,
  recordOf,
  runRequest
} from './metrics-fixture.ts'
import { ended, FACTS, runOf, summarize } from './summary-fixture.ts'

function thresholdResult(result: ThresholdResult['result']): ThresholdResult {
  const where = { failingSinceSecond: null, abortedRun: false }
  return { metric: 'http_reqs', expression: 'count>1', result, actual: null, limit: 1, ...where }
}

describe('the totals of a summary', () => {
  it('divides requests by how they ended', () => {
    const bench = new Bench(planWith())
    for (const outcome of Object.values(Outcome)) runRequest(bench.lane, { outcome, retries: 1 })
    runRequest(bench.lane, {})
    const { totals, rates, statusCodes, errors } = summarize(ended(bench))
    expect(totals).toEqual({
      started: 6,
      completed: 3,
      failed: 1,
      timedOut: 1,
      inFlight: 1,
      retried: 5,
      httpFailed: 3,
      bytesSent: 600,
      bytesReceived: 6000
    })
    expect(rates.failed).toBe(0.6)
    expect(statusCodes).toEqual({ 200: 2, 503: 1 })
    expect(errors).toEqual({ connect_refused: 1, response_timeout: 1 })
  })

  it('holds requests by name, slots of one name together and unused names with zeros', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { slot: LIST, waitingMs: 10 })
    runRequest(bench.lane, { slot: CLOSED_LIST, waitingMs: 30, outcome: Outcome.httpError })
    const { requests } = summarize(ended(bench))
    expect(Object.keys(requests)).toEqual(['list', 'item'])
    expect(requests['list']).toMatchObject({
      totals: { started: 2, completed: 2, httpFailed: 1 },
      requestsPerSecond: 0.2,
      latency: { response: { count: 2, mean: 20 }, responseOk: { count: 1, max: 10 } },
      statusCodes: { 200: 1, 503: 1 }
    })
    expect(requests['item']).toMatchObject({
      totals: { started: 0 },
      latency: { response: { count: 0, p99: null } }
    })
  })

  it('holds a name that several scenarios use for each of them as well, and no other name', () => {
    const plan = planWith()
    const bench = new Bench(plan)
    runRequest(bench.lane, { slot: LIST, waitingMs: 10 })
    runRequest(bench.lane, { slot: CLOSED_LIST, waitingMs: 30, outcome: Outcome.httpError })
    const { requests } = summarize(ended(bench))
    const [open, closed] = [LIST, CLOSED_LIST].map((slot) => {
      const { scenario } = plan.slots.requests[slot]!
      return requests['list']?.byScenario?.[plan.scenarios[scenario]!.name]
    })
    expect(Object.keys(requests['list']?.byScenario ?? {})).toHaveLength(2)
    expect(open).toMatchObject({
      totals: { started: 1, httpFailed: 0 },
      requestsPerSecond: 0.1,
      latency: { response: { count: 1, mean: 10 } },
      statusCodes: { 200: 1 }
    })
    expect(closed).toMatchObject({
      totals: { started: 1, httpFailed: 1 },
      latency: { response: { count: 1, mean: 30 } },
      statusCodes: { 503: 1 }
    })
    expect(requests['item']).not.toHaveProperty('byScenario')
  })

  it('keeps a request that is called like a property of every object', () => {
    const plan = planWith()
    const slots = { ...plan.slots, requests: [{ scenario: 0, name: '__proto__' }] }
    const { requests } = summarize(new RunAccumulator({ ...plan, slots }))
    expect(Object.keys(requests)).toEqual(['__proto__'])
  })

  it('counts the warm-up and leaves it out of rates and latency', () => {
    const bench = new Bench(planWith({ warmUpMs: 2000 }))
    runRequest(bench.lane, { intendedMs: 0, waitingMs: 900, outcome: Outcome.httpError })
    for (const intendedMs of [2000, 3000]) runRequest(bench.lane, { intendedMs, waitingMs: 10 })
    const summary = summarize(ended(bench, 4000), {}, 4000)
    expect(summary.totals).toMatchObject({ completed: 3, httpFailed: 1 })
    expect(summary.statusCodes).toEqual({ 200: 2, 503: 1 })
    expect(summary.rates.failed).toBe(0)
    expect(summary.latency.response).toMatchObject({ count: 2, max: 10 })
    expect(summary.rates.requestsPerSecond).toBe(1)
    expect(summary.rates.bytesReceivedPerSecond).toBe(1000)
    expect(summary.requests['list']).toMatchObject({
      totals: { completed: 3, httpFailed: 1 },
      requestsPerSecond: 1,
      failed: 0,
      latency: { service: { count: 2 } }
    })
  })

  it('gives no rate that is not a number to a run that ended within its warm-up', () => {
    const bench = new Bench(planWith({ warmUpMs: 60_000 }))
    runRequest(bench.lane, {})
    const { rates } = summarize(ended(bench, 1000), {}, 1000)
    expect(rates).toEqual({
      requestsPerSecond: 0,
      iterationsPerSecond: 0,
      plannedIterationsPerSecond: null,
      reachedOfPlanned: null,
      bytesReceivedPerSecond: 0,
      bytesSentPerSecond: 0,
      failed: 0
    })
  })

  it('gives the planned rate of open models and none where closed ones take part', () => {
    const bench = new Bench(planWith({ executors: [OPEN] }))
    for (let index = 0; index < 20; index++) bench.lane.planned(0, index * 100)
    const all = ended(bench)
    const planned = [2000, 20_000].map((ms) => summarize(all, {}, ms).rates.plannedIterationsPerSecond)
    // The schedule of ten seconds asks for nothing while the last response is awaited.
    expect(planned).toEqual([10, 2])
    expect(summarize(ended(new Bench(planWith()))).rates.plannedIterationsPerSecond).toBeNull()
  })

  it('gives the part of the schedule that was started, of the scenarios that have one', () => {
    const bench = new Bench(planWith({ executors: [OPEN, CLOSED] }))
    for (let index = 0; index < 20; index++) bench.lane.planned(0, index * 100)
    for (let index = 0; index < 15; index++) bench.lane.started(0, index * 100)
    for (let index = 0; index < 99; index++) bench.lane.started(1, index * 10)
    expect(summarize(ended(bench)).rates.reachedOfPlanned).toBe(0.75)
    expect(summarize(ended(new Bench(planWith()))).rates.reachedOfPlanned).toBeNull()
  })

  it('lists every check of the plan with its scenario', () => {
    const bench = new Bench(planWith())
    bench.lane.checkEnded(1, false, 0)
    expect(summarize(ended(bench)).checks).toEqual([
      { scenario: 'browse', name: 'status is 200', passed: 0, failed: 0 },
      { scenario: 'search', name: 'has items', passed: 0, failed: 1 }
    ])
  })

  it('sums up the generator', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, {})
    runRequest(bench.lane, { lagMs: 20 })
    const generator = { ...FACTS, lanes: 2, targetOnSameMachine: false, cpuMicroseconds: 50 }
    expect(summarize(ended(bench, 1000), { generator }).generator).toEqual({
      suspectSeconds: 1,
      saturatedSeconds: 0,
      state: null,
      limiter: {
        ...{ limiter: 'unclear', phase: null, figure: 'judgedSeconds', value: 0, unit: 's' },
        text: 'Unclear: 0 whole seconds are too few to tell.'
      },
      maxLoopDelayMs: 0,
      laneBusyPercent: 0,
      cpuPercent: 100,
      cpuMicrosecondsPerRequest: 25,
      machineCpuPercent: 50,
      stealPercent: 1,
      peakResidentBytes: 1000,
      peakDescriptors: 30,
      descriptorLimit: 1024,
      peakLocalPorts: 3,
      localPortLimit: 28_232,
      lanes: 2,
      targetOnSameMachine: false
    })
  })
})

describe('the verdict of a summary', () => {
  it.each([
    ['finished', [], 'none'],
    ['finished', ['passed', 'passed'], 'passed'],
    ['finished', ['passed', 'failed'], 'failed'],
    ['finished', ['passed', 'no-data'], 'failed'],
    ['running', ['passed', 'no-data'], 'passed'],
    ['running', ['no-data'], 'none']
  ] as const)('of a %s run with %j is %s', (status, results, verdict) => {
    const thresholds = results.map(thresholdResult)
    const run = runOf(status, 1000)
    expect(summarize(new RunAccumulator(planWith()), { run, thresholds }).verdict).toBe(verdict)
  })
})

describe('conservation', () => {
  it('holds for any sequence of events over any lanes and any warm-up', () => {
    const lanes = fc.array(fc.array(laneEvent, { maxLength: 25 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(lanes, fc.nat(8000), (eventsByLane, warmUpMs) => {
        const bench = new Bench(planWith({ warmUpMs }), eventsByLane.length)
        for (const [lane, events] of eventsByLane.entries()) {
          for (const event of events) event(bench.lanes[lane]!)
        }
        const { conservation, totals, iterations } = summarize(ended(bench))
        expect(conservation).toEqual({ balanced: true, problems: [] })
        expect(totals.completed + totals.failed + totals.timedOut + totals.inFlight).toBe(totals.started)
        expect(iterations.completed + iterations.interrupted + iterations.dropped).toBe(iterations.planned)
      }),
      { numRuns: 80 }
    )
  })

  it('names a request that never ended', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, {})
    bench.lane.requestDispatched(recordOf({}))
    expect(summarize(ended(bench)).conservation).toEqual({
      balanced: false,
      problems: ['requests: started 2 is not completed 1 + failed 0 + timed out 0 + in flight 0 = 1']
    })
  })

  it('names an arrival that was neither started nor dropped', () => {
    const bench = new Bench(planWith({ executors: [OPEN] }))
    bench.lane.planned(0, 0)
    const { conservation } = summarize(ended(bench), { plannedIterations: [1] })
    expect(conservation.problems).toEqual([
      'iterations: planned 1 is not completed 0 + interrupted 0 + dropped 0 + not started 0 = 0'
    ])
  })

  it('does not ask for what is under way while the run goes on', () => {
    const bench = new Bench(planWith())
    bench.lane.started(1, 0)
    bench.lane.requestDispatched(recordOf({}))
    const summary = summarize(ended(bench), { run: runOf('running', 1000), allLanesEnded: false })
    expect(summary.conservation.balanced).toBe(true)
    expect(summary.totals.inFlight).toBe(1)
  })

  it('names more ends than beginnings even then', () => {
    const bench = new Bench(planWith())
    bench.lane.completed(1, 0)
    expect(summarize(ended(bench), { allLanesEnded: false }).conservation.balanced).toBe(false)
  })
})

describe('planned iterations', () => {
  const iterationsOf = (
    plan: Plan,
    given: (number | null)[],
    status: RunStatus,
    act: (bench: Bench) => void
  ) => {
    const bench = new Bench(plan)
    act(bench)
    const summary = summarize(ended(bench), { plannedIterations: given, run: runOf(status, 10_000) })
    expect(summary.conservation.problems).toEqual([])
    return summary.iterations
  }

  it('of a closed model without a count are those started', () => {
    const iterations = iterationsOf(planWith({ executors: [CLOSED] }), [null], 'stopped', ({ lane }) => {
      lane.started(0, 0)
      lane.interrupted(0, 1)
    })
    expect(iterations).toMatchObject({ planned: 1, started: 1, interrupted: 1, notStarted: 0 })
  })

  it('of a closed model with a count are the count, and the rest was not started', () => {
    const iterations = iterationsOf(planWith({ executors: [CLOSED] }), [10], 'stopped', ({ lane }) => {
      lane.started(0, 0)
      lane.completed(0, 1)
    })
    expect(iterations).toMatchObject({ planned: 10, completed: 1, notStarted: 9 })
  })

  it('of an open model are those of the schedule, reached or not', () => {
    const iterations = iterationsOf(planWith({ executors: [OPEN] }), [100], 'finished', ({ lane }) => {
      for (const atMs of [0, 100]) lane.planned(0, atMs)
      lane.started(0, 0)
      lane.completed(0, 1)
      lane.dropped(0, 100)
    })
    expect(iterations).toMatchObject({ planned: 100, completed: 1, dropped: 1, notStarted: 98 })
  })

  it('of an open model that was stopped hold arrivals that were reached but not begun any more', () => {
    const iterations = iterationsOf(planWith({ executors: [OPEN] }), [100], 'stopped', ({ lane }) => {
      lane.planned(0, 0)
    })
    expect(iterations).toMatchObject({ planned: 100, started: 0, notStarted: 100 })
  })
})
