import { describe, expect, it } from 'vitest'
import {
  overridePlan,
  validatePlanDocument,
  withLines,
  type PlanOverrides
} from '../../../src/main/plan/index.ts'

const flow = [{ request: { name: 'home', url: '/' } }]
const DOCUMENT = {
  version: 1,
  name: 'Shop',
  target: 'http://127.0.0.1',
  tags: { team: 'a' },
  variables: { user: 'ada', token: '${env.token}' },
  scenarios: {
    browse: { executor: 'constant-vus', vus: 2, duration: '1m', gracefulStop: '5s', flow },
    buy: { executor: 'shared-iterations', flow: [{ request: { name: 'pay', url: '/pay' } }] }
  },
  thresholds: {
    http_req_failed: ['rate<0.1'],
    'http_reqs{name:pay}': ['count>1'],
    'http_reqs{scenario:buy}': 'count>1'
  }
}

function scenariosAfter(overrides: PlanOverrides): unknown {
  const { document } = overridePlan(DOCUMENT, overrides)
  return Object(document).scenarios
}

describe('overridePlan', () => {
  it('changes nothing without options', () => {
    expect(overridePlan(DOCUMENT, {})).toMatchObject({ document: DOCUMENT, notes: [], problems: [] })
  })

  it('replaces name and target and adds tags', () => {
    const { document } = overridePlan(DOCUMENT, { name: 'N', target: 'http://t', tags: { release: '2' } })
    expect(document).toMatchObject({ name: 'N', target: 'http://t', tags: { team: 'a', release: '2' } })
  })

  it('sets keys of tls and leaves the others as they are', () => {
    const { document } = overridePlan({ ...DOCUMENT, tls: { ca: 'ca.pem' } }, { tls: { insecure: true } })
    expect(document).toMatchObject({ tls: { ca: 'ca.pem', insecure: true } })
    expect(overridePlan(DOCUMENT, { tls: { insecure: true } }).document).toMatchObject({
      tls: { insecure: true }
    })
  })

  it('sends a plan through another proxy, without the credentials of its own and with its exempt hosts', () => {
    const proxyAfter = (proxy: unknown, overrides: PlanOverrides): unknown =>
      Object(overridePlan({ ...DOCUMENT, ...(proxy !== undefined && { proxy }) }, overrides).document).proxy
    const other = { url: 'http://other:3128' }
    const own = { url: 'http://own:3128', username: 'ada', password: '${env.P}', noProxy: ['a.test'] }
    expect(proxyAfter(undefined, { proxy: other })).toEqual(other)
    expect(proxyAfter('env', { proxy: other })).toEqual(other)
    expect(proxyAfter(own, { proxy: other })).toEqual({ ...other, noProxy: ['a.test'] })
    expect(proxyAfter(own, { proxy: other, noProxy: ['b.test'] })).toEqual({ ...other, noProxy: ['b.test'] })
    expect(proxyAfter(own, { noProxy: ['b.test'] })).toEqual({ ...own, noProxy: ['b.test'] })
    expect(proxyAfter('env', { noProxy: ['b.test'] })).toEqual({ url: 'env', noProxy: ['b.test'] })
    expect(proxyAfter(own, {})).toBe(own)
    expect(proxyAfter(undefined, { noProxy: ['b.test'] })).toBeUndefined()
  })

  it('replaces a variable by -e, but never one that is a reference: its value must not be saved', () => {
    const { document } = overridePlan(DOCUMENT, { env: { user: 'bob', token: 'geheim', other: 'x' } })
    expect(document).toMatchObject({ variables: { user: 'bob', token: '${env.token}' } })
    expect(JSON.stringify(document)).not.toContain('geheim')
  })

  it('leaves the document that it is given as it is', () => {
    const before = structuredClone(DOCUMENT)
    overridePlan(DOCUMENT, { vus: 5, durationMs: 1000, env: { user: 'x' }, tags: { a: 'b' } })
    expect(DOCUMENT).toEqual(before)
  })

  it.each<[PlanOverrides, Record<string, unknown>]>([
    [{ durationMs: 5000 }, { executor: 'constant-vus', vus: 1, duration: '5s' }],
    [
      { vus: 7, durationMs: 5000 },
      { executor: 'constant-vus', vus: 7, duration: '5s' }
    ],
    [{ iterations: 9 }, { executor: 'shared-iterations', vus: 1, iterations: 9 }],
    [
      { iterations: 9, vus: 3, durationMs: 60_000 },
      { executor: 'shared-iterations', vus: 3, iterations: 9, maxDuration: '1m' }
    ],
    [
      { stages: '10:5, 1m:20' },
      {
        executor: 'ramping-vus',
        startVUs: 1,
        stages: [
          { duration: '10s', target: 5 },
          { duration: '1m', target: 20 }
        ]
      }
    ],
    [
      { rate: 50, durationMs: 5000 },
      { executor: 'constant-arrival-rate', rate: 50, duration: '5s', preAllocatedVUs: 50, maxVUs: 50 }
    ],
    [
      { rate: 50, durationMs: 5000, vus: 8 },
      { executor: 'constant-arrival-rate', rate: 50, duration: '5s', preAllocatedVUs: 8, maxVUs: 8 }
    ]
  ])('replaces all scenarios by one for %j', (overrides, executor) => {
    expect(scenariosAfter(overrides)).toEqual({ browse: { ...executor, gracefulStop: '5s', flow } })
  })

  it('says what it replaced and leaves out, and what is left is valid', () => {
    const { document, notes } = overridePlan(DOCUMENT, { vus: 2, durationMs: 3000 })
    expect(notes).toEqual([
      'The load options replace the scenarios of the plan by one: browse, constant-vus with vus 2, duration 3s.',
      'Left out: buy.',
      'Left out with them: the thresholds on http_reqs{name:pay}, http_reqs{scenario:buy}.'
    ])
    expect(validatePlanDocument(document).valid).toBe(true)
  })

  it.each<[PlanOverrides, option: string, message: string]>([
    [
      { vus: 5 },
      '--vus',
      'Found it without how long to run, expected --duration, --iterations or --stages beside it.'
    ],
    [{ rate: 5 }, '--rate', 'Found it without how long to run, expected --duration beside it.'],
    [{ rate: 5, iterations: 5 }, '--iterations', 'Found it beside --rate, expected one of them.'],
    [{ stages: '1s:1', durationMs: 1000 }, '--stages', 'Found it beside --duration, expected one of them.'],
    [
      { stages: '10:x' },
      '--stages',
      'Found the text "10:x", expected durations and targets such as "10s:5,1m:20".'
    ]
  ])('refuses %j and names the option', (overrides, option, message) => {
    expect(overridePlan(DOCUMENT, overrides).problems).toEqual([{ path: '', message, line: null, option }])
  })

  it.each<[PlanOverrides, string, string]>([
    [{ iterations: 5, vus: 10 }, '--vus', 'Found 10 VUs for 5 shared iterations'],
    [{ stages: '1s:200000' }, '--stages', 'Found the number 200000'],
    [{ target: 'not a url' }, '--target', 'not a url'],
    [{ name: ' ' }, '--name', 'expected a text that is not empty']
  ])('says that an option is wrong where %j is, not the text of the plan', (overrides, option, message) => {
    const { document, optionOf } = overridePlan(DOCUMENT, overrides)
    const parsed = validatePlanDocument(document)
    const problems = parsed.valid ? [] : withLines(parsed.problems, () => 7, optionOf)
    expect(problems).toMatchObject([{ option, line: null, message: expect.stringContaining(message) }])
  })

  it('leaves what the plan says at its line, beside options that are right', () => {
    const wrong = { ...DOCUMENT, wramUp: '1s' }
    const { document, optionOf } = overridePlan(wrong, { target: 'http://t', vus: 1, durationMs: 1000 })
    const parsed = validatePlanDocument(document)
    const problems = parsed.valid ? [] : withLines(parsed.problems, () => 7, optionOf)
    expect(problems).toMatchObject([{ path: 'wramUp', line: 7 }])
    expect(problems[0]).not.toHaveProperty('option')
  })

  it('takes a rate that is no whole number', () => {
    expect(scenariosAfter({ rate: 2.5, durationMs: 5000 })).toMatchObject({
      browse: { rate: 25, timeUnit: '10s', preAllocatedVUs: 3, maxVUs: 3 }
    })
    const { document } = overridePlan(DOCUMENT, { rate: 1 / 3, durationMs: 5000 })
    expect(validatePlanDocument(document).valid).toBe(true)
    expect(Object(document).scenarios.browse).toMatchObject({ rate: 1, timeUnit: '3s' })
  })

  it('passes on a document that is none', () => {
    expect(overridePlan(null, { vus: 1 })).toMatchObject({ document: null, notes: [], problems: [] })
  })
})
