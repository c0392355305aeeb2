import { describe, expect, it } from 'vitest'
import {
  loadShape,
  plannedDurationMs,
  plannedIterations,
  plannedRate
} from '../../../src/renderer/src/charts/load-shape.ts'
import type { ExecutorPlan, ScenarioPlan } from '../../../src/shared/plan/plan.ts'
import { CONSTANT_RATE, plan } from '../support/run-fixtures.ts'

const RAMP: ExecutorPlan = {
  kind: 'ramping-arrival-rate',
  startRate: 60,
  timeUnitMs: 60_000,
  stages: [
    { durationMs: 10_000, target: 600 },
    { durationMs: 20_000, target: 600 }
  ],
  preAllocatedVUs: 1,
  maxVUs: 10
}

function scenario(executor: ExecutorPlan, startTimeMs = 0): ScenarioPlan {
  return { name: 'one', executor, startTimeMs, gracefulStopMs: 0, flow: [] }
}

describe('the shape of a load', () => {
  it('counts rates for each second, whatever the time unit', () => {
    const { unit, segments } = loadShape(RAMP)
    expect(unit).toBe('iterations/s')
    expect(segments.map(({ from, to }) => [from, to])).toEqual([
      [1, 10],
      [10, 10]
    ])
  })

  it('names the iterations that end a closed scenario', () => {
    const shape = loadShape({ kind: 'per-vu-iterations', vus: 5, iterations: 20, maxDurationMs: 60_000 })
    expect(shape).toMatchObject({ unit: 'VUs', iterations: 100 })
    expect(shape.segments[0]?.label).toBe('100 iterations, 5 VUs')
    const single = loadShape({ kind: 'shared-iterations', vus: 1, iterations: 1, maxDurationMs: 60_000 })
    expect(single.segments[0]?.label).toBe('1 iteration, 1 VU')
  })
})

describe('the planned rate of a plan', () => {
  it('is the sum of its scenarios, with a jump where one starts', () => {
    const points = plannedRate(plan({ scenarios: [scenario(CONSTANT_RATE), scenario(CONSTANT_RATE, 4000)] }))
    expect(points).toEqual([
      { x: 0, y: 100 },
      { x: 4, y: 100 },
      { x: 4, y: 200 },
      { x: 10, y: 200 },
      { x: 10, y: 100 },
      { x: 14, y: 100 }
    ])
  })

  it('is unknown with virtual users in a closed loop', () => {
    const closed = scenario({ kind: 'constant-vus', vus: 5, durationMs: 1000 })
    expect(plannedRate(plan({ scenarios: [scenario(CONSTANT_RATE), closed] }))).toBeNull()
  })
})

describe('the length of a plan', () => {
  it('is the end of its last scenario', () => {
    expect(plannedDurationMs(plan({ scenarios: [scenario(CONSTANT_RATE), scenario(RAMP, 5000)] }))).toBe(
      35_000
    )
  })

  it('is unknown when iterations end it, whose number is known then', () => {
    const shared = scenario({ kind: 'shared-iterations', vus: 5, iterations: 100, maxDurationMs: 60_000 })
    expect(plannedDurationMs(plan({ scenarios: [shared] }))).toBeNull()
    expect(plannedIterations(plan({ scenarios: [shared, shared] }))).toBe(200)
    expect(plannedIterations(plan())).toBeNull()
  })
})
