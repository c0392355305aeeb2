import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { closed, documentOf, open, REQUEST } from './plan-documents.ts'

function problemsOf(document: unknown): string[] {
  const parsed = parsePlan(document, (query) => (query.startsWith('$') ? null : 'expected a query'))
  if (parsed.valid) return []
  return parsed.problems.map(({ path, message }) => `${path} | ${message}`)
}

function pathsOf(document: unknown): string[] {
  const parsed = parsePlan(document)
  return parsed.valid ? [] : parsed.problems.map(({ path }) => path).sort()
}

const EXECUTORS =
  'constant-vus, shared-iterations, per-vu-iterations, ramping-vus, constant-arrival-rate, ramping-arrival-rate'
const CLOSED_KEYS = 'executor, vus, duration, startTime, gracefulStop, flow'
const STEP = 'scenarios.a.flow[0]'

const BAD_PLANS: [name: string, document: unknown, problem: string][] = [
  [
    'no document',
    null,
    ' | Found an empty value, expected a mapping with version, target, scenarios and thresholds.'
  ],
  [
    'a list',
    [],
    ' | Found an empty list, expected a mapping with version, target, scenarios and thresholds.'
  ],
  ['another version', { ...closed(), version: 2 }, 'version | Found the number 2, expected 1.'],
  ['no scenario', { version: 1, scenarios: {} }, 'scenarios | Found no scenario, expected at least one.'],
  ['an unknown key', closed({ naem: 'x' }), 'naem | Unknown key "naem"; did you mean "name"?'],
  [
    'a key that nothing resembles',
    documentOf({ executor: 'constant-vus', duration: '1s', loops: 3 }),
    `scenarios.a.loops | Unknown key "loops"; expected one of ${CLOSED_KEYS}.`
  ],
  [
    'a misspelt key that is required',
    documentOf({ executor: 'constant-vus', durration: '1s' }),
    'scenarios.a.durration | Unknown key "durration"; did you mean "duration"?'
  ],
  [
    'an unknown executor',
    documentOf({ executor: 'externally-controlled' }),
    `scenarios.a.executor | Found the text "externally-controlled", expected one of ${EXECUTORS}.`
  ],
  [
    'a misspelt executor',
    documentOf({ executor: 'constant-vu', duration: '1s' }),
    `scenarios.a.executor | Found the text "constant-vu", expected one of ${EXECUTORS}; did you mean "constant-vus"?`
  ],
  [
    'a URL of white space',
    closed({}, [{ request: { url: ' \n' } }]),
    `${STEP}.request.url | Found the text " \\n", expected a text that is not empty.`
  ],
  [
    'no executor',
    documentOf({}),
    `scenarios.a.executor | "executor" is missing; expected one of ${EXECUTORS}.`
  ],
  [
    'no duration',
    documentOf({ executor: 'constant-vus' }),
    'scenarios.a.duration | "duration" is missing; expected a duration such as "30s", "1m30s" or "500ms".'
  ],
  [
    'a wrong unit',
    documentOf({ executor: 'constant-vus', duration: '30 sec' }),
    'scenarios.a.duration | Found the text "30 sec", expected a duration such as "30s", "1m30s" or "500ms".'
  ],
  [
    'a duration of zero',
    documentOf({ executor: 'constant-vus', duration: 0 }),
    'scenarios.a.duration | Found the number 0, expected a duration above zero such as "30s", "1m30s" or "500ms".'
  ],
  [
    'a number written as text',
    documentOf({ executor: 'constant-vus', duration: '1s', vus: '10' }),
    'scenarios.a.vus | Found the text "10", expected a whole number from 1 to 100,000.'
  ],
  [
    'half a virtual user',
    documentOf({ executor: 'constant-vus', duration: '1s', vus: 0.5 }),
    'scenarios.a.vus | Found the number 0.5, expected a whole number from 1 to 100,000.'
  ],
  [
    'more virtual users than any machine has ports for',
    documentOf({ executor: 'constant-vus', duration: '1s', vus: 1_000_000_000 }),
    'scenarios.a.vus | Found the number 1000000000, expected a whole number from 1 to 100,000.'
  ],
  [
    'a rate that is no load but a slip of the keyboard',
    documentOf({
      executor: 'constant-arrival-rate',
      duration: '1s',
      rate: 1_000_000_000,
      preAllocatedVUs: 1
    }),
    'scenarios.a.rate | Found the number 1000000000, expected a whole number from 1 to 10,000,000.'
  ],
  [
    'an empty flow',
    documentOf({ executor: 'constant-vus', duration: '1s', flow: [] }),
    'scenarios.a.flow | Found an empty list, expected at least one step.'
  ],
  [
    'fewer iterations than virtual users',
    documentOf({ executor: 'shared-iterations', vus: 5, iterations: 3 }),
    'scenarios.a.vus | Found 5 VUs for 3 shared iterations, expected at most one VU for each iteration.'
  ],
  [
    'a maximum below what is allocated',
    open({ maxVUs: 3 }),
    'scenarios.a.maxVUs | Found the number 3, expected at least preAllocatedVUs, which is 5.'
  ],
  [
    'no stages',
    documentOf({ executor: 'ramping-vus', stages: [] }),
    'scenarios.a.stages | Found an empty list, expected at least one stage.'
  ],
  [
    'stages that never run anything',
    documentOf({
      executor: 'ramping-arrival-rate',
      preAllocatedVUs: 1,
      stages: [{ duration: '1s', target: 0 }]
    }),
    'scenarios.a.stages | Every target and startRate are 0, so nothing would run; expected one above 0.'
  ],
  [
    'stages without time',
    documentOf({ executor: 'ramping-vus', stages: [{ duration: 0, target: 3 }] }),
    'scenarios.a.stages | Every stage has a duration of 0, expected one above 0.'
  ],
  [
    'an empty step',
    closed({}, [{}]),
    `${STEP} | A step has neither request nor think, expected one of them.`
  ],
  [
    'a step that is two',
    closed({}, [{ ...REQUEST, think: '1s' }]),
    `${STEP} | A step has both request and think, expected one; a pause is a step of its own.`
  ],
  [
    'checks beside a pause',
    closed({}, [{ think: '1s', checks: [{ status: 200 }] }]),
    `${STEP}.checks | "checks" stands beside think, expected it beside request.`
  ],
  [
    'two bodies',
    closed({}, [{ request: { url: '/', body: 'a', json: {} } }]),
    `${STEP}.request.json | Found both body and json, expected one.`
  ],
  ['no URL', closed({}, [{ request: {} }]), `${STEP}.request.url | "url" is missing; expected a text.`],
  [
    'a relative URL without a target',
    {
      version: 1,
      scenarios: { a: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: '/x' } }] } }
    },
    `${STEP}.request.url | The URL "/x" is relative; expected an absolute URL, or a target in the plan.`
  ],
  [
    'a broken URL',
    closed({}, [{ request: { url: 'http://:80:80/' } }]),
    `${STEP}.request.url | "http://:80:80/" is no valid http or https URL.`
  ],
  [
    'another scheme',
    closed({}, [{ request: { url: 'ftp://host/x' } }]),
    `${STEP}.request.url | "ftp://host/x" is no valid http or https URL.`
  ],
  [
    'a target without a scheme',
    closed({ target: 'localhost:8080' }),
    'target | Found the text "localhost:8080", expected an absolute http or https URL such as "http://127.0.0.1:8080".'
  ],
  [
    'a method that opens a tunnel',
    closed({}, [{ request: { url: '/', method: 'connect' } }]),
    `${STEP}.request.method | Found the text "connect", expected an HTTP method other than CONNECT, which opens a tunnel.`
  ],
  [
    'a header with a line break',
    closed({}, [{ request: { url: '/', headers: { a: 'b\r\nc: d' } } }]),
    `${STEP}.request.headers.a | Found the text "b\\r\\nc: d", expected a header value without line breaks or control characters.`
  ],
  [
    'an impossible status',
    closed({}, [{ request: { url: '/', expectStatus: '20x' } }]),
    `${STEP}.request.expectStatus | Found the text "20x", expected a status such as 200, [200, 404], "2xx" or "200-299".`
  ],
  [
    'a check of nothing',
    closed({}, [{ ...REQUEST, checks: [{ name: 'x' }] }]),
    `${STEP}.checks[0] | Found none of status, jsonpath, bodyContains, header, durationBelow, expected exactly one.`
  ],
  [
    'a header check without a text',
    closed({}, [{ ...REQUEST, checks: [{ header: 'etag' }] }]),
    `${STEP}.checks[0].contains | "contains" is missing; expected a text.`
  ],
  [
    'a broken JSONPath query',
    closed({}, [{ ...REQUEST, checks: [{ jsonpath: 'items' }] }]),
    `${STEP}.checks[0].jsonpath | Found the text "items", expected a query.`
  ],
  [
    'a broken regular expression',
    closed({}, [{ ...REQUEST, extract: { id: { regex: '(' } } }]),
    `${STEP}.extract.id.regex | Found the text "(", expected a regular expression that JavaScript reads.`
  ],
  [
    'a group that the expression does not have',
    closed({}, [{ ...REQUEST, extract: { id: { regex: 'a(b)', group: 2 } } }]),
    `${STEP}.extract.id.group | Found group 2, expected at most 1, the groups of the regular expression.`
  ],
  [
    'an unknown variable',
    closed({ variables: { user: 'ada' } }, [{ request: { url: '/${usr}' } }]),
    `${STEP}.request.url | Unknown variable "usr"; did you mean "user"?`
  ],
  [
    'a variable that nothing resembles',
    closed({}, [{ request: { url: '/', json: { a: ['${first}'] } } }]),
    `${STEP}.request.json.a[0] | Unknown variable "first"; expected one of vu, iteration, uuid, env.NAME or secret.NAME.`
  ],
  [
    'a variable before it is extracted',
    closed({}, [{ request: { url: '/${id}' }, extract: { id: { header: 'x' } } }]),
    `${STEP}.request.url | The variable "id" is used before a step extracts it; expected it in variables or an earlier step.`
  ],
  [
    'a variable inside a variable',
    closed({ variables: { a: '1', b: '${a}' } }),
    'variables.b | "${a}" cannot be used here; expected text, ${env.NAME} or ${secret.NAME}.'
  ],
  [
    'a variable with the name of a built-in',
    closed({ variables: { vu: '1' } }),
    'variables.vu | Found the name "vu", expected a variable name other than vu, iteration, uuid, which the engine makes.'
  ],
  [
    'one name for two requests',
    closed({}, [{ request: { url: '/items' } }, { request: { url: '/items', method: 'POST' } }]),
    'scenarios.a.flow[1].request.name | The name "/items" stands for GET /items and for POST /items; expected a name of its own for each.'
  ],
  [
    'a threshold on an unknown metric, said once',
    closed({ thresholds: { http_req_foo: ['p(95)<1', 'p(99)<2'] } }),
    'thresholds.http_req_foo[0] | Unknown metric "http_req_foo"; expected one of http_req_response, http_req_duration, http_req_start_lag, http_req_setup, http_req_waiting, http_req_receiving, http_req_failed, http_reqs, iterations, dropped_iterations, checks, data_received, data_sent.'
  ],
  [
    'a threshold on an unknown request',
    closed({ thresholds: { 'http_req_duration{name:hme}': 'p(95)<1' } }),
    'thresholds["http_req_duration{name:hme}"] | The filter names the request "hme", which the plan does not have; did you mean "home"?'
  ],
  [
    'a threshold on an unknown scenario',
    closed({ thresholds: { 'http_reqs{scenario:browse}': 'count>1' } }),
    'thresholds["http_reqs{scenario:browse}"] | The filter names the scenario "browse", which the plan does not have; expected one of a.'
  ],
  [
    'a threshold that is a number',
    closed({ thresholds: { checks: [5] } }),
    'thresholds.checks[0] | Found the number 5, expected an expression such as "p(99)<250", or a mapping with threshold, abortOnFail and delayAbortEval.'
  ],
  [
    'a misspelt key inside a threshold',
    closed({ thresholds: { http_req_failed: [{ threshold: 'rate<0.9', abortOnFial: true }] } }),
    'thresholds.http_req_failed[0].abortOnFial | Unknown key "abortOnFial"; did you mean "abortOnFail"?'
  ]
]

describe('parsePlan says what is wrong', () => {
  it.each(BAD_PLANS)('with %s', (_, document, problem) => {
    expect(problemsOf(document)).toEqual([problem])
  })

  it('with more than 500 request names', () => {
    const flow = Array.from({ length: 501 }, (_, index) => ({ request: { url: `/items/${index}` } }))
    expect(problemsOf(closed({}, flow))).toEqual([
      'scenarios | Found 501 request names, expected at most 500; put variables into URLs instead of values.'
    ])
  })

  it('gives five messages for five mistakes, all at once', () => {
    const document = {
      version: 1,
      nmae: 'Shop',
      target: 'http://127.0.0.1:8080',
      scenarios: {
        browse: {
          executor: 'constant-arrival-rate',
          rate: -5,
          duration: '30 seconds',
          preAllocatedVUs: 10,
          flow: [{ request: { url: '/items/${id}' } }]
        }
      },
      thresholds: { http_req_duration: ['p(95)'] }
    }
    expect(pathsOf(document)).toEqual([
      'nmae',
      'scenarios.browse.duration',
      'scenarios.browse.flow[0].request.url',
      'scenarios.browse.rate',
      'thresholds.http_req_duration[0]'
    ])
  })

  it('with the keys as they were written, whatever the check that found it', () => {
    const { scenarios, ...rest } = closed({ thresholds: { checks: 'p(95)<1' } }, [
      { requst: { url: '/${nope}' } },
      {}
    ])
    const thresholds = { threshold: rest['thresholds'] }
    const document = { version: 1, target: rest['target'], scenaros: scenarios, ...thresholds }
    expect(pathsOf(document)).toEqual([
      'scenaros',
      'scenaros.a.flow[0].requst',
      'scenaros.a.flow[0].requst.url',
      'scenaros.a.flow[1]',
      'threshold',
      'threshold.checks'
    ])
  })

  it('also about what stands under a misspelt key', () => {
    const document = closed({ varables: { user: 'ada' } }, [
      { request: { url: '/${user}', heders: { 'a b': 'c' } } }
    ])
    expect(pathsOf(document)).toEqual([`${STEP}.request.heders`, `${STEP}.request.heders["a b"]`, 'varables'])
  })

  it('also about the flow of a scenario whose executor is unknown', () => {
    const document = documentOf({ executor: 'swarm', flow: [{ request: { url: 5 } }] })
    expect(problemsOf(document)[1]).toBe(`${STEP}.request.url | Found the number 5, expected a text.`)
  })

  it('also about what stands in a scenario whose name is wrong', () => {
    const scenario = { executor: 'constant-vus', durration: '1s', vus: 0, flow: [] }
    expect(pathsOf({ version: 1, scenarios: { 'a b': scenario } })).toEqual([
      ...['scenarios["a b"]', 'scenarios["a b"].duration', 'scenarios["a b"].durration'],
      ...['scenarios["a b"].flow', 'scenarios["a b"].vus']
    ])
  })

  it('without changing the document', () => {
    const document = closed({ naem: 'x' })
    const before = structuredClone(document)
    parsePlan(document)
    expect(document).toEqual(before)
  })
})

describe('parsePlan never throws', () => {
  it('on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(parsePlan(document)).toHaveProperty('valid')
      })
    )
  })

  it('on a mapping that has no text of its own', () => {
    const silent: unknown = JSON.parse('{ "toString": 1, "valueOf": 2, "__proto__": 3 }')
    const checks = ['status', 'jsonpath', 'bodyContains', 'header', 'durationBelow'].flatMap((key) => [
      { [key]: silent },
      { [key]: [silent], equals: silent, contains: silent }
    ])
    const document = closed({ variables: silent, tags: silent, thresholds: { checks: silent } }, [
      { request: { name: silent, url: silent, headers: { a: silent } }, checks }
    ])
    expect(pathsOf(document)).toContain(`${STEP}.checks[0].status`)
  })

  it('on a plan with any value in any place', () => {
    const places = [
      (value: unknown) => closed({ target: value }),
      (value: unknown) => closed({ variables: value }),
      (value: unknown) => closed({ variables: { a: value } }),
      (value: unknown) => closed({ defaults: { headers: value } }),
      (value: unknown) => closed({ thresholds: value }),
      (value: unknown) => closed({ thresholds: { checks: value } }),
      (value: unknown) => documentOf({ executor: value }),
      (value: unknown) => documentOf({ executor: 'ramping-vus', stages: value }),
      (value: unknown) => documentOf({ executor: 'constant-vus', duration: '1s', flow: value }),
      (value: unknown) => closed({}, [value]),
      (value: unknown) => closed({}, [{ request: value }]),
      (value: unknown) => closed({}, [{ request: { url: value, headers: value, json: value } }]),
      (value: unknown) => closed({}, [{ ...REQUEST, extract: value, checks: value }]),
      (value: unknown) => closed({}, [{ ...REQUEST, extract: { a: value }, checks: [value] }])
    ]
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const parsed = parsePlan(place(value))
        expect(parsed.valid || parsed.problems.every(({ message }) => message.length > 0)).toBe(true)
      }),
      { numRuns: 500 }
    )
  })
})
