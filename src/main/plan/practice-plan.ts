/**
 * A ready plan against the practice target: half a minute in which every figure of the page has something to show. The
 * slow requests put a second hump into the latencies, the flaky ones fail now and then.
 */
export function practicePlan(targetUrl: string): Record<string, unknown> {
  return {
    version: 1,
    name: 'Practice',
    target: targetUrl,
    tags: { target: 'practice' },
    defaults: { headers: { accept: 'application/json' }, timeout: '5s' },
    variables: { user: 'ada', password: 'correct horse' },
    scenarios: { browse: browseScenario(), signIn: signInScenario() },
    thresholds: {
      http_req_response: ['p(95)<500'],
      http_req_duration: ['p(95)<400'],
      'http_req_duration{name:item}': ['p(99)<100'],
      http_req_failed: ['rate<0.05'],
      checks: ['rate>0.99']
    }
  }
}

function browseScenario(): Record<string, unknown> {
  return {
    executor: 'constant-arrival-rate',
    rate: 50,
    duration: '30s',
    preAllocatedVUs: 20,
    maxVUs: 100,
    flow: [
      {
        request: { name: 'list', url: '/items?limit=20' },
        extract: { item: { jsonpath: '$.items[7].id' } },
        checks: [{ status: 200 }, { jsonpath: '$.items', exists: true }]
      },
      { think: '100ms' },
      { request: { name: 'item', url: '/items/${item}' }, checks: [{ status: 200 }] },
      { request: { name: 'slow', url: '/slow' } },
      { request: { name: 'flaky', url: '/flaky' } }
    ]
  }
}

function signInScenario(): Record<string, unknown> {
  return {
    executor: 'ramping-vus',
    startVUs: 1,
    stages: [
      { duration: '10s', target: 5 },
      { duration: '15s', target: 5 },
      { duration: '5s', target: 0 }
    ],
    gracefulStop: '5s',
    flow: [
      {
        request: {
          name: 'login',
          method: 'POST',
          url: '/login',
          json: { user: '${user}', password: '${password}' }
        },
        checks: [{ status: 200 }, { jsonpath: '$.token', exists: true }]
      },
      { think: '500ms' }
    ]
  }
}
