import { describe, expect, it } from 'vitest'
import {
  loadShape,
  parsePlan,
  plannedDurationMs,
  plannedIterations
} from '../../../../src/shared/plan/index.ts'
import type { ExecutorPlan, Plan, ScenarioPlan } from '../../../../src/shared/plan/plan.ts'

function planOf(scenarios: Record<string, unknown>): Plan {
  const flow = [{ request: { url: 'http://127.0.0.1/' } }]
  const entries = Object.entries(scenarios).map(([name, options]) => [name, { ...Object(options), flow }])
  const parsed = parsePlan({ version: 1, scenarios: Object.fromEntries(entries) })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

function scenarioOf(executor: ExecutorPlan): ScenarioPlan {
  return { name: 'a', executor, startTimeMs: 0, gracefulStopMs: 0, flow: [] }
}

describe('loadShape', () => {
  it('is flat for a constant number of virtual users', () => {
    expect(loadShape({ kind: 'constant-vus', vus: 5, durationMs: 1000 })).toEqual({
      unit: 'vus',
      points: [
        { timeMs: 0, value: 5 },
        { timeMs: 1000, value: 5 }
      ]
    })
  })

  it('goes in straight lines from stage to stage and jumps at a stage without a duration', () => {
    const stages = [
      { durationMs: 1000, target: 10 },
      { durationMs: 0, target: 20 },
      { durationMs: 500, target: 20 }
    ]
    expect(loadShape({ kind: 'ramping-vus', startVUs: 0, stages, gracefulRampDownMs: 0 }).points).toEqual([
      { timeMs: 0, value: 0 },
      { timeMs: 1000, value: 10 },
      { timeMs: 1000, value: 20 },
      { timeMs: 1500, value: 20 }
    ])
  })

  it('gives arrival rates for each second whatever the time unit', () => {
    const executor = {
      kind: 'constant-arrival-rate',
      rate: 30,
      timeUnitMs: 60_000,
      durationMs: 2000,
      preAllocatedVUs: 1,
      maxVUs: 1
    } as const
    expect(loadShape(executor)).toEqual({
      unit: 'iterationsPerSecond',
      points: [
        { timeMs: 0, value: 0.5 },
        { timeMs: 2000, value: 0.5 }
      ]
    })
  })
})

describe('plannedDurationMs', () => {
  it('ends with the scenario that ends last', () => {
    const plan = planOf({
      a: { executor: 'constant-vus', duration: '10s' },
      b: { executor: 'ramping-vus', startTime: '5s', stages: [{ duration: '7s', target: 1 }] }
    })
    expect(plannedDurationMs(plan)).toBe(12_000)
  })

  it('is unknown where iterations alone bound the run', () => {
    expect(plannedDurationMs(planOf({ a: { executor: 'shared-iterations', iterations: 9 } }))).toBeNull()
  })
})

describe('plannedIterations', () => {
  it('multiplies by virtual users where each has its own', () => {
    expect(
      plannedIterations(scenarioOf({ kind: 'per-vu-iterations', vus: 3, iterations: 4, maxDurationMs: 1 }))
    ).toBe(12)
    expect(
      plannedIterations(scenarioOf({ kind: 'shared-iterations', vus: 3, iterations: 4, maxDurationMs: 1 }))
    ).toBe(4)
    expect(plannedIterations(scenarioOf({ kind: 'constant-vus', vus: 3, durationMs: 1 }))).toBeNull()
  })
})
