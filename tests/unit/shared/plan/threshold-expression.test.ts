import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseThreshold } from '../../../../src/shared/plan/threshold-expression.ts'

function parsed(metric: string, expression: string) {
  const result = parseThreshold(metric, expression)
  if (!result.ok) throw new Error(result.problem)
  return result.threshold
}

function problemOf(metric: string, expression: string): string {
  const result = parseThreshold(metric, expression)
  if (result.ok) throw new Error(`${metric} ${expression} is accepted`)
  return result.problem
}

describe('parseThreshold', () => {
  it('gives every part', () => {
    expect(parseThreshold('http_req_duration{name:item}', 'p(95)<200')).toEqual({
      ok: true,
      threshold: {
        metric: 'http_req_duration',
        metricText: 'http_req_duration{name:item}',
        filter: { name: 'item' },
        expression: 'p(95)<200',
        aggregate: { kind: 'percentile', percentile: 95 },
        operator: '<',
        limit: 200
      }
    })
  })

  it.each([
    ['http_req_response', 'avg<1', { kind: 'avg' }],
    ['http_req_duration', 'min>=1', { kind: 'min' }],
    ['http_req_start_lag', 'med!=1', { kind: 'med' }],
    ['http_req_setup', 'max<=1', { kind: 'max' }],
    ['http_req_waiting', 'p(99.9)<1', { kind: 'percentile', percentile: 99.9 }],
    ['http_req_receiving', 'p( 0 )<1', { kind: 'percentile', percentile: 0 }],
    ['http_req_failed', 'rate<0.01', { kind: 'rate' }],
    ['checks', 'rate>0.99', { kind: 'rate' }],
    ['http_reqs', 'rate>100', { kind: 'rate' }],
    ['iterations', 'count>100', { kind: 'count' }],
    ['dropped_iterations', 'count==0', { kind: 'count' }],
    ['data_received', 'rate>1e6', { kind: 'rate' }],
    ['data_sent', 'count>0', { kind: 'count' }]
  ])('knows %s %s', (metric, expression, aggregate) => {
    expect(parsed(metric, expression).aggregate).toEqual(aggregate)
  })

  it.each([
    ['<', '<'],
    ['<=', '<='],
    ['>', '>'],
    ['>=', '>='],
    ['==', '=='],
    ['===', '=='],
    ['!=', '!=']
  ])('knows the operator %s', (text, operator) => {
    expect(parsed('http_req_duration', `avg ${text} 1`).operator).toBe(operator)
  })

  it.each([
    ['  avg  <  200  ', 200],
    ['avg<.5', 0.5],
    ['avg<-1', -1],
    ['avg<1.5e3', 1500],
    ['avg<+7', 7]
  ])('reads the limit of "%s"', (expression, limit) => {
    expect(parsed('http_req_duration', expression).limit).toBe(limit)
  })

  it.each([
    ['{name:list}', { name: 'list' }],
    [' { name : list , scenario:browse } ', { name: 'list', scenario: 'browse' }],
    ['{expected_response:true}', { expectedResponse: true }],
    ['{expected_response:false}', { expectedResponse: false }],
    ['{name:http://host:80/a}', { name: 'http://host:80/a' }],
    ['{name:"a, b"}', { name: 'a, b' }],
    ["{name:'it: {id}'}", { name: 'it: {id}' }]
  ])('reads the filter %s', (text, filter) => {
    expect(parsed(`http_req_duration${text}`, 'avg<1').filter).toEqual(filter)
  })

  it.each([
    ['', 'avg<1', '"" is no metric'],
    ['http_req_duration{name:a', 'avg<1', 'is no metric; expected a name, with filters in braces'],
    ['http_req_latency', 'avg<1', 'unknown metric "http_req_latency"; expected one of http_req_response,'],
    ['constructor', 'avg<1', 'unknown metric "constructor"'],
    ['http_req_duration', 'fast', '"fast" is no threshold; expected an aggregate (avg, min, med, max, p(N))'],
    ['checks', 'rate', 'as in rate<0.01'],
    ['http_req_duration', 'avg<', '"" is no limit; expected a plain number of ms'],
    ['http_req_duration', 'avg<fast', '"fast" is no limit; expected a plain number of ms'],
    ['http_reqs', 'count>many', '"many" is no limit; expected a plain number'],
    ['http_req_duration', 'p(95)<200ms', 'the limit "200ms" has a unit; limits of latencies are in ms'],
    ['http_req_duration', 'p(95)<0.2 s', 'the limit "0.2 s" has a unit; limits of latencies are in ms'],
    ['http_req_duration', 'avg<1e999', 'the limit "1e999" is too large'],
    ['http_req_failed', 'rate<1%', 'the limit "1%" is in per cent; rates are shares from 0 to 1'],
    ['http_req_failed', 'rate<5', 'the limit 5 of rate cannot be reached; a rate is a share from 0 to 1'],
    ['http_req_duration', 'p(101)<1', '"p(101)" is no percentile; expected a number from 0 to 100'],
    ['http_req_duration', 'p()<1', '"p()" is no percentile'],
    ['http_req_duration', 'p<1', '"p()" is no percentile'],
    ['http_req_duration', 'avg(5)<1', 'the aggregate avg takes no argument; only p does'],
    [
      'http_req_duration',
      'rate<1',
      'http_req_duration has no aggregate "rate"; expected avg, min, med, max, p(N)'
    ],
    ['http_req_failed', 'count<1', 'http_req_failed has no aggregate "count"; expected rate'],
    ['http_req_failed', 'p(95)<1', 'the metric http_req_failed has no aggregate "p"; expected rate'],
    ['iterations', 'avg<1', 'iterations has no aggregate "avg"; expected count, rate'],
    ['http_req_duration{}', 'avg<1', 'the filter "" of http_req_duration has no value; expected key:value'],
    ['http_req_duration{name}', 'avg<1', 'the filter "name" of http_req_duration has no value'],
    ['http_req_duration{name:}', 'avg<1', 'the filter "name" of http_req_duration has an empty value'],
    ['http_req_duration{name:a,name:b}', 'avg<1', 'the filter "name" of http_req_duration is given twice'],
    ['http_req_duration{name:"a}', 'avg<1', 'a " in the filter "name:"a" is never closed'],
    ["checks{name:it's}", 'rate>0', 'a value that holds one stands in ", as in {name:"a\'b"}'],
    ['checks{name:a,b}', 'rate>0', 'a value with a comma or brace stands in quotes, as in {name:"a, b"}'],
    [
      'checks{name:a, b: c}',
      'rate>0',
      'no filter "b"; expected name, scenario; a value with a comma or brace'
    ],
    [
      'http_req_duration{method:GET}',
      'avg<1',
      'no filter "method"; expected name, scenario, expected_response'
    ],
    ['http_req_duration{expected_response:yes}', 'avg<1', 'has the value "yes"; expected true or false'],
    [
      'http_req_start_lag{expected_response:true}',
      'avg<1',
      'no filter "expected_response"; expected name, scenario'
    ],
    ['iterations{name:a}', 'count>1', 'the metric iterations has no filter "name"; expected scenario']
  ])('refuses %s %s and says why', (metric, expression, message) => {
    expect(problemOf(metric, expression)).toContain(message)
  })

  it('gives a threshold or a problem for any texts', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('http_req_duration', 'p(95)<1', 'checks{name:a}'))
    fc.assert(
      fc.property(text, text, (metric, expression) => {
        const result = parseThreshold(metric, expression)
        expect(result.ok ? Number.isFinite(result.threshold.limit) : result.problem.length > 0).toBe(true)
      })
    )
  })
})
