import { describe, expect, it } from 'vitest'
import {
  failureSentence,
  formatThresholdValue,
  latencyObjectives,
  thresholdSubject
} from '../../../src/renderer/src/features/run/threshold-words.ts'
import { thresholdPlan, thresholdResult } from '../support/run-fixtures.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('a threshold in words', () => {
  it.each([
    ['http_req_response', 'p(99)<250', 'response p99'],
    ['http_req_duration{name:item}', 'p(95)<100', 'item service p95'],
    ['http_req_duration{expected_response:true}', 'avg<100', 'ok service avg'],
    ['http_req_failed', 'rate<0.01', 'errors'],
    ['http_reqs', 'rate>100', 'requests per second'],
    ['dropped_iterations', 'count<1', 'dropped iterations']
  ])('%s: %s is about %s', (metric, expression, subject) => {
    expect(thresholdSubject(thresholdResult({ metric, expression }))).toBe(subject)
  })

  it('fails above an upper and below a lower limit', () => {
    const failed = { result: 'failed', failingSinceSecond: 31 } as const
    const upper = thresholdResult({
      ...failed,
      metric: 'http_req_failed',
      expression: 'rate<0.01',
      actual: 0.021,
      limit: 0.01
    })
    const lower = thresholdResult({
      ...failed,
      metric: 'checks',
      expression: 'rate>0.99',
      actual: 0.9,
      limit: 0.99
    })
    expect(plain(failureSentence(upper))).toBe('errors 2.1 %, over 1.0 % since 0:31')
    expect(plain(failureSentence(lower))).toBe('checks passed 90 %, under 99 % since 0:31')
  })

  it('shows values in the unit of the metric', () => {
    expect(plain(formatThresholdValue(thresholdResult({ metric: 'data_received' }), 1500))).toBe('1.50 kB')
    expect(formatThresholdValue(thresholdResult({ metric: 'iterations' }), 1200)).toBe('1,200')
    expect(formatThresholdValue(thresholdResult(), null)).toBe('–')
  })
})

describe('objectives on a chart of latencies', () => {
  const item = thresholdPlan({ filter: { name: 'item' }, metric: 'http_req_duration', limit: 100 })
  const lower = thresholdPlan({ operator: '>' })
  const share = thresholdPlan({ metric: 'http_req_failed' })

  it('are the upper limits on the response or service of all requests', () => {
    expect(latencyObjectives([thresholdPlan(), item, lower, share], null)).toEqual([
      { label: 'p99 limit', limitMs: 200 }
    ])
  })

  it('are those of one request name when it is chosen', () => {
    expect(latencyObjectives([thresholdPlan(), item], 'item')).toEqual([
      { label: 'service p99 limit', limitMs: 100 }
    ])
  })
})
