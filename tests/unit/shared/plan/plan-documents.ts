/** Plan documents to start from in tests. */
export type PlanDocumentValue = Record<string, unknown>

export const REQUEST = { request: { name: 'home', url: '/' } }

export function documentOf(scenario: PlanDocumentValue, rest: PlanDocumentValue = {}): PlanDocumentValue {
  return {
    version: 1,
    target: 'http://127.0.0.1:8080',
    scenarios: { a: { flow: [REQUEST], ...scenario } },
    ...rest
  }
}

export function closed(rest: PlanDocumentValue = {}, flow: unknown[] = [REQUEST]): PlanDocumentValue {
  return documentOf({ executor: 'constant-vus', duration: '10s', flow }, rest)
}

export function open(options: PlanDocumentValue): PlanDocumentValue {
  return documentOf({
    executor: 'constant-arrival-rate',
    rate: 5,
    duration: '10s',
    preAllocatedVUs: 5,
    ...options
  })
}
