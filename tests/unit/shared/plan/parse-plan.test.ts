import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import type { Plan } from '../../../../src/shared/plan/plan.ts'
import { closed, documentOf, open, REQUEST } from './plan-documents.ts'

function warningsOf(document: unknown): string[] {
  const parsed = parsePlan(document)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.warnings.map(({ path, message }) => `${path} | ${message}`)
}

function planOf(document: unknown): Plan {
  const parsed = parsePlan(document)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

describe('parsePlan fills in', () => {
  it("k6's defaults", () => {
    const [scenario] = planOf(documentOf({ executor: 'shared-iterations' })).scenarios
    expect(scenario).toMatchObject({
      executor: { kind: 'shared-iterations', vus: 1, iterations: 1, maxDurationMs: 600_000 },
      startTimeMs: 0,
      gracefulStopMs: 30_000,
      flow: [
        { method: 'GET', redirects: 10, timeouts: { totalMs: 60_000, connectMs: 30_000, firstByteMs: 0 } }
      ]
    })
    expect(planOf(open({})).scenarios[0]?.executor).toEqual({
      kind: 'constant-arrival-rate',
      rate: 5,
      timeUnitMs: 1000,
      durationMs: 10_000,
      preAllocatedVUs: 5,
      maxVUs: 5
    })
    const ramping = documentOf({ executor: 'ramping-vus', stages: [{ duration: 500, target: 2 }] })
    expect(planOf(ramping).scenarios[0]?.executor).toEqual({
      kind: 'ramping-vus',
      startVUs: 1,
      stages: [{ durationMs: 500, target: 2 }],
      gracefulRampDownMs: 30_000
    })
  })

  it('a seed for Poisson arrivals, the same for every plan that names none', () => {
    const executorOf = (options: Record<string, unknown>): unknown =>
      planOf(open(options)).scenarios[0]?.executor
    expect(executorOf({ arrival: 'even' })).not.toHaveProperty('poissonSeed')
    expect(executorOf({ arrival: 'poisson' })).toHaveProperty('poissonSeed', 1)
    expect(executorOf({ arrival: 'poisson', seed: 0 })).toHaveProperty('poissonSeed', 0)
  })

  it('default headers and timeouts, which a step may replace', () => {
    const plan = planOf(
      closed({ defaults: { headers: { Accept: 'a', 'X-One': 1 }, timeout: '5s' } }, [
        { request: { url: '/', headers: { accept: 'b' }, firstByteTimeout: '1s' } }
      ])
    )
    expect(plan.scenarios[0]?.flow[0]).toMatchObject({
      headers: [
        ['X-One', '1'],
        ['accept', 'b']
      ],
      timeouts: { totalMs: 5000, firstByteMs: 1000 }
    })
  })

  it('the text and type of a JSON body', () => {
    const plan = planOf(closed({}, [{ request: { url: '/', method: 'post', json: { a: [1, null] } } }]))
    expect(plan.scenarios[0]?.flow[0]).toMatchObject({
      method: 'POST',
      body: { kind: 'json', text: '{"a":[1,null]}' },
      headers: [['content-type', 'application/json']]
    })
  })

  it('names: the URL template for a request, what it tests for a check', () => {
    const step = {
      request: { url: '/items/${id}' },
      extract: { id: { regex: 'id=(\\d+)' } },
      checks: [
        { status: [200, '3xx'] },
        { jsonpath: '$.a', equals: 5 },
        { name: 'fast', durationBelow: '1s' }
      ]
    }
    const plan = planOf(closed({ variables: { id: 1 } }, [step, step]))
    expect(plan.slots).toEqual({
      requests: [{ scenario: 0, name: '/items/${id}' }],
      checks: [
        { scenario: 0, name: '/items/${id}: status is 200 or 300-399' },
        { scenario: 0, name: '/items/${id}: $.a is 5' },
        { scenario: 0, name: 'fast' }
      ]
    })
    expect(plan.scenarios[0]?.flow[0]).toMatchObject({
      extract: [{ variable: 'id', source: { kind: 'regex', group: 1 } }]
    })
  })

  it.each([
    [200, [{ from: 200, to: 200 }]],
    [
      [200, 404],
      [
        { from: 200, to: 200 },
        { from: 404, to: 404 }
      ]
    ],
    ['2xx', [{ from: 200, to: 299 }]],
    ['200-299', [{ from: 200, to: 299 }]]
  ])('the ranges of the expected status %j', (expectStatus, ranges) => {
    const plan = planOf(closed({}, [{ request: { url: '/', expectStatus } }]))
    expect(plan.scenarios[0]?.flow[0]).toMatchObject({ expectStatus: ranges })
  })

  it('one slot for each request name of each scenario', () => {
    const scenario = { executor: 'constant-vus', duration: '1s', flow: [REQUEST, { think: 5 }, REQUEST] }
    const plan = planOf({ version: 1, target: 'http://h', scenarios: { a: scenario, b: scenario } })
    expect(plan.slots.requests).toEqual([
      { scenario: 0, name: 'home' },
      { scenario: 1, name: 'home' }
    ])
    expect(plan.scenarios[1]?.flow.map((step) => (step.kind === 'request' ? step.slot : null))).toEqual([
      1,
      null,
      1
    ])
  })

  it('references to the environment and secrets as they are', () => {
    const plan = planOf(
      closed({ target: '${env.BASE}', variables: { key: '${secret.KEY}' } }, [
        { request: { url: '/?k=${key}' } }
      ])
    )
    expect(plan.target).toBe('${env.BASE}')
    expect(plan.variables).toEqual({ key: '${secret.KEY}' })
  })
})

describe('parsePlan warns', () => {
  it('when an arrival rate is bounded by http_req_duration alone', () => {
    const thresholds = { http_req_duration: ['p(95)<1'] }
    expect(warningsOf({ ...open({}), thresholds })).toEqual([
      'thresholds | The plan has an arrival rate and bounds only http_req_duration, which leaves lateness out; bound http_req_response as well.'
    ])
    expect(warningsOf(closed({ thresholds }))).toEqual([])
    expect(warningsOf({ ...open({}), thresholds: { ...thresholds, http_req_response: 'p(95)<2' } })).toEqual(
      []
    )
  })

  it('when a secret is typed in clear', () => {
    const headers = { Authorization: 'Bearer abc', 'x-api-key': '${secret.KEY}' }
    expect(warningsOf(closed({ defaults: { headers } }))).toEqual([
      'defaults.headers.Authorization | The header Authorization is typed in clear and saved with the plan; expected a reference such as ${env.TOKEN} or ${secret.TOKEN}.'
    ])
  })

  it('when a redirect is expected and would be followed', () => {
    const warned = (request: Record<string, unknown>): string[] =>
      warningsOf(closed({}, [{ request: { url: 'http://h/', ...request } }]))
    expect(warned({ expectStatus: 302 })[0]).toMatch(
      /^scenarios\.\w+\.flow\[0\]\.request\.expectStatus \| Only a redirect is expected/
    )
    expect(warned({ expectStatus: 302, redirects: 0 })).toEqual([])
    expect(warned({ expectStatus: [200, 302] })).toEqual([])
  })
})
