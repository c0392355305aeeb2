import { describe, expect, it } from 'vitest'
import { prepareSearch } from '../../../src/main/capacity/prepare-search.ts'
import { stepDocument } from '../../../src/main/capacity/step-document.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

const flow = [{ request: { name: 'list', url: '/items' } }, { think: '500ms' }, { request: { url: '/item' } }]

function plan(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ version: 1, name: 'Shop', target: 'http://127.0.0.1:1', tags: { team: 'web' }, warmUp: '15s' },
    scenarios: {
      browse: { executor: 'constant-arrival-rate', rate: 300, duration: '1m', preAllocatedVUs: 5, flow },
      buy: {
        ...{ executor: 'ramping-arrival-rate', startRate: 0, timeUnit: '1m', preAllocatedVUs: 1 },
        ...{ stages: [{ duration: '1m', target: 6000 }], gracefulStop: '3s', flow }
      }
    },
    ...changes
  }
}

const slo = ['http_req_response: p(99)<200']

function prepared(document: unknown, texts: readonly string[] = slo, options = {}) {
  const preparation = prepareSearch(document, texts, options)
  if (!preparation.ok) throw new Error(preparation.problems.map(({ message }) => message).join('\n'))
  return preparation.search
}

function problems(document: unknown, texts: readonly string[] = slo, options = {}): string[] {
  const preparation = prepareSearch(document, texts, options)
  return preparation.ok ? [] : preparation.problems.map(({ message }) => message)
}

/** The plan of a step, which has to be a right one. */
function stepPlan(document: unknown, rate: number): Plan {
  const search = prepared(document)
  const step = stepDocument({
    ...search,
    ...{ shares: search.shares.shares, rate, warmUpSeconds: 3, measuredSeconds: 60, tags: { step: '1' } }
  })
  const parsed = validatePlanDocument(step)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

/** Iterations for each second of each scenario. */
function ratesOf({ scenarios }: Plan): number[] {
  return scenarios.map(({ executor }) =>
    executor.kind === 'constant-arrival-rate' ? (executor.rate * 1000) / executor.timeUnitMs : NaN
  )
}

describe('prepareSearch', () => {
  it("starts at the plan's own rate and fills what was left out", () => {
    expect(prepared(plan()).settings).toEqual({
      ...{ startRate: 400, minRate: 1, maxRate: 1_000_000, growth: 2, precision: 0.05 },
      ...{ stepSeconds: 10, maxStepSeconds: 60, warmUpSeconds: 3 }
    })
  })

  it("takes the plan's thresholds for objectives where none is given, but not those on counts", () => {
    const thresholds = {
      http_req_response: ['p(99)<200', { threshold: 'p(50)<20', abortOnFail: true }],
      'http_req_duration{name:list}': 'p(95)<100',
      http_reqs: ['count>100'],
      dropped_iterations: ['count<1']
    }
    expect(prepared(plan({ thresholds }), []).objectives).toEqual([
      { metric: 'http_req_response', expression: 'p(99)<200' },
      { metric: 'http_req_response', expression: 'p(50)<20' },
      { metric: 'http_req_duration{name:list}', expression: 'p(95)<100' }
    ])
    expect(prepared(plan({ thresholds }), ['http_req_failed: rate<0.01']).objectives).toEqual([
      { metric: 'http_req_failed', expression: 'rate<0.01' }
    ])
  })

  it.each([
    ['p(99)<200', 'expected a metric, a colon and an expression'],
    ['http_req_duration{name:list}', 'expected a metric, a colon and an expression'],
    ['http_req_responce: p(99)<200', 'unknown metric "http_req_responce"'],
    ['http_req_response: p(99)<200ms', 'limits of latencies are in ms'],
    ['http_req_failed: rate<1%', 'rates are shares from 0 to 1'],
    ['http_reqs: rate>100', 'follows the rate itself'],
    ['http_req_duration{name:lits}: p(95)<100', 'did you mean "list"?'],
    ['checks: rate>0.9', 'the plan has no checks']
  ])('refuses the objective %s', (text, message) => {
    expect(problems(plan(), [text])).toEqual([expect.stringContaining(message)])
  })

  it('refuses a warm-up in which no iteration can end, and takes one that is just long enough', () => {
    const thinking = Array.from({ length: 6 }, () => [
      { request: { name: 'list', url: '/items' } },
      { think: '2s' }
    ])
    const slow = plan({
      scenarios: {
        a: {
          executor: 'constant-arrival-rate',
          rate: 10,
          duration: '1m',
          preAllocatedVUs: 5,
          flow: thinking.flat()
        }
      }
    })
    expect(problems(slow, slo, { warmUpMs: 2000 })).toEqual([
      'Found a warm-up of 2 s, in which no iteration ends, expected at least the 12 s that one thinks.'
    ])
    expect(prepared(slow, slo, { warmUpMs: 11_500 }).settings.warmUpSeconds).toBe(12)
    expect(prepared(slow).settings.warmUpSeconds).toBe(14)
  })

  it('says every mistake at once', () => {
    expect(problems(plan({ scenarios: {} }), ['nonsense', 'more'])).toHaveLength(3)
    expect(problems(plan(), [])).toEqual([expect.stringContaining('There is no objective')])
    expect(problems(plan(), slo, { startRate: 10, minRate: 20, maxRate: 5, maxStepMs: 1000 })).toHaveLength(3)
  })
})

describe('a step of a search', () => {
  it("keeps the plan's proportions, flows and everything but its load", () => {
    const step = stepPlan(plan(), 1000)
    expect(ratesOf(step)).toEqual([750, 250])
    expect(step.scenarios.map(({ gracefulStopMs }) => gracefulStopMs)).toEqual([10_000, 3000])
    expect(step.tags).toEqual({ team: 'web', step: '1' })
    expect(step.warmUpMs).toBe(3000)
    expect(step.thresholds.map(({ expression }) => expression)).toEqual(['p(99)<200'])
    expect(step.scenarios[0]?.flow).toEqual(prepared(plan()).plan.scenarios[0]?.flow)
    expect(step.scenarios[0]?.executor).toMatchObject({ durationMs: 63_000 })
  })

  it.each([0.5, 12.5, 33.33, 707.1, 1234])('comes to the rate of %d to four digits', (rate) => {
    const total = ratesOf(stepPlan(plan(), rate)).reduce((sum, part) => sum + part, 0)
    expect(total).toBeCloseTo(rate, 2)
  })

  it('has the VUs that iterations at twice the limit need, by the law of Little', () => {
    const [browse] = stepPlan(plan(), 1000).scenarios
    // 750/s times 500 ms of think time and two requests of 400 ms, and ten to spare.
    expect(browse?.executor).toMatchObject({ maxVUs: 985, preAllocatedVUs: 385 })
  })

  it('drives a closed plan by an arrival rate and says so', () => {
    const closed = plan({
      scenarios: {
        users: { executor: 'constant-vus', vus: 20, duration: '1m', flow },
        slow: {
          executor: 'ramping-vus',
          stages: [{ duration: '1m', target: 40 }],
          flow: [...flow, { think: '4s' }]
        }
      }
    })
    const { shares } = prepared(closed)
    expect(shares.notes).toEqual([
      'users, slow: driven by an arrival rate in place of constant-vus, ramping-vus, which has none.',
      "The rate is shared out in the plan's proportions: users 69 %, slow 31 %."
    ])
    expect(shares.planRate).toBeCloseTo(20 + 40 / 4.5, 10)
    const [first = 0, second = 0] = ratesOf(stepPlan(closed, 100))
    expect(first / second).toBeCloseTo(20 / (40 / 4.5), 2)
  })
})
