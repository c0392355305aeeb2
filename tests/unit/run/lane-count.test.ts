import { expect, it } from 'vitest'
import { laneCountFor } from '../../../src/main/run/lane-count.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

function planWithVus(...vus: number[]): Plan {
  const flow = [{ request: { url: '/' } }]
  const scenarios = vus.map((count, index) => [
    `s${index}`,
    { executor: 'constant-vus', vus: count, duration: '1s', flow }
  ])
  const parsed = parsePlan({
    version: 1,
    target: 'http://127.0.0.1',
    scenarios: Object.fromEntries(scenarios)
  })
  if (!parsed.valid) throw new Error('the plan of the test is wrong')
  return parsed.plan
}

it('a pool of connections has at least one for each lane', () => {
  const plan = planWithVus(10)
  const connections = { reuse: 'always', pool: 2 } as const
  expect(laneCountFor({ ...plan, network: { ...plan.network, connections } }, 4)).toBe(2)
})

it.each([
  [[10], 1, 1],
  [[10], 4, 4],
  [[3], 8, 3],
  [[1, 1], 8, 2],
  [[10], 0, 1],
  [[10], -3, 1],
  [[10], 2.9, 2]
])('virtual users %j and %d lanes asked for give %d', (vus, wanted, lanes) => {
  expect(laneCountFor(planWithVus(...vus), wanted)).toBe(lanes)
})
