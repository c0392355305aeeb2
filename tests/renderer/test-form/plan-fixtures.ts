import type { PlanForm, RequestStepForm } from '../../../src/renderer/src/features/test-form/plan-form.ts'

/** A valid plan that fills every field of the form. */
export const catalogue = {
  version: 1,
  name: 'Catalogue',
  target: 'http://127.0.0.1:8080',
  tags: { release: '1.4.2' },
  defaults: { headers: { accept: 'application/json' }, timeout: '30s', redirects: 10 },
  variables: { user: 'ada' },
  warmUp: '5s',
  scenarios: {
    browse: {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      timeUnit: '1s',
      preAllocatedVUs: 5,
      maxVUs: 50,
      arrival: 'poisson',
      seed: 7,
      startTime: '2s',
      gracefulStop: '5s',
      stages: [
        { duration: '30s', target: 100 },
        { duration: '1m', target: 100 }
      ],
      flow: [
        {
          request: {
            name: 'list',
            method: 'GET',
            url: '/items',
            headers: { 'x-user': '${user}' },
            expectStatus: [200, '3xx'],
            timeout: '3s',
            connectTimeout: '1s',
            firstByteTimeout: '2s'
          },
          extract: {
            first: { jsonpath: '$.items[0].id' },
            place: { header: 'location' },
            token: { regex: 'token=(\\w+)', group: 1 }
          },
          checks: [
            { status: 200 },
            { name: 'has items', jsonpath: '$.items', exists: true },
            { jsonpath: '$.gone', exists: false },
            { jsonpath: '$.count', equals: 5 },
            { bodyContains: 'items' },
            { header: 'content-type', contains: 'json' },
            { durationBelow: '500ms' }
          ]
        },
        { think: '100ms' },
        { request: { method: 'POST', url: '/cart', json: { item: '${first}', count: 1 } } }
      ]
    },
    admin: {
      executor: 'constant-vus',
      vus: 2,
      duration: '1m',
      flow: [{ request: { method: 'PUT', url: '/health', body: 'on' } }]
    }
  },
  thresholds: {
    http_req_response: ['p(99)<250'],
    'http_req_duration{name:list}': [
      { threshold: 'p(95)<100', abortOnFail: true, delayAbortEval: '10s' },
      'avg<50'
    ]
  }
}

/** The first step of the first scenario, which is a request in every form that the tests make. */
export function firstRequest(form: PlanForm): RequestStepForm {
  const step = form.scenarios[0]?.flow[0]
  if (step?.kind !== 'request') throw new Error('the first step is no request')
  return step
}
