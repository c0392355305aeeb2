import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { peakRequestRate } from '../../../../src/shared/plan/peak-load.ts'

const flow = [{ request: { url: '/a' } }, { think: '1s' }, { request: { url: '/b' } }]

function peakOf(scenarios: Record<string, unknown>): number | null {
  const parsed = parsePlan({ version: 1, target: 'http://127.0.0.1', scenarios })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return peakRequestRate(parsed.plan)
}

const constant = (rate: number, changes: Record<string, unknown> = {}) => ({
  ...{ executor: 'constant-arrival-rate', rate, duration: '10s', preAllocatedVUs: 1, flow },
  ...changes
})

const ramp = (changes: Record<string, unknown> = {}) => ({
  ...{ executor: 'ramping-arrival-rate', startRate: 0, preAllocatedVUs: 1, flow },
  stages: [
    { duration: '10s', target: 100 },
    { duration: '10s', target: 0 }
  ],
  ...changes
})

describe('peakRequestRate', () => {
  it('is the rate times the requests of an iteration', () => {
    expect(peakOf({ a: constant(300) })).toBe(600)
    expect(peakOf({ a: constant(300, { timeUnit: '1m' }) })).toBe(10)
  })

  it('is the highest sum of scenarios at one moment, not the sum of their peaks', () => {
    // The ramp is at 50 when the constant one ends, and at 100 alone.
    expect(peakOf({ a: constant(30, { duration: '5s' }), b: ramp() })).toBe(200)
    expect(peakOf({ a: constant(80, { duration: '5s' }), b: ramp() })).toBe(260)
    expect(peakOf({ a: constant(30, { startTime: '15s' }), b: ramp() })).toBe(200)
    expect(peakOf({ a: constant(70, { startTime: '15s' }), b: ramp() })).toBe(240)
  })

  it('sees a jump', () => {
    const stages = [
      { duration: '0s', target: 400 },
      { duration: '1s', target: 10 }
    ]
    expect(peakOf({ a: ramp({ stages }) })).toBe(800)
  })

  it('is unknown without an arrival rate, and leaves closed scenarios out', () => {
    const closed = { executor: 'constant-vus', vus: 1000, duration: '1s', flow }
    expect(peakOf({ a: closed })).toBeNull()
    expect(peakOf({ a: closed, b: constant(5) })).toBe(10)
  })
})
