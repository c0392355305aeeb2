import { describe, expect, it } from 'vitest'
import { UnexpectedStatuses } from '../../../src/renderer/src/app-state/unexpected-statuses.ts'
import type { RequestStep } from '../../../src/shared/plan/plan.ts'
import { plan, requestStep } from '../support/run-fixtures.ts'

/** Slot 0 expects 200 to 399, slot 1 a 404 alone. */
function statuses(): UnexpectedStatuses {
  const missing: RequestStep = { ...requestStep(1, 'missing'), expectStatus: [{ from: 404, to: 404 }] }
  const scenario = { ...plan().scenarios[0]!, flow: [requestStep(0, 'item'), missing] }
  return new UnexpectedStatuses(plan({ scenarios: [scenario] }))
}

describe('unexpected statuses', () => {
  it('are those outside of the ranges of the step', () => {
    expect([200, 399, 400, 404].map((status) => statuses().has(0, status))).toEqual([
      false,
      false,
      true,
      true
    ])
    expect([200, 404].map((status) => statuses().has(1, status))).toEqual([true, false])
  })

  it('of all slots together are told apart by the number of HTTP errors', () => {
    const second = [
      [200, 80],
      [404, 30],
      [503, 4]
    ] as const
    expect(statuses().amongAll(second, 4)).toEqual([[503, 4]])
    expect(statuses().amongAll([...second], 9)).toEqual([
      [503, 4],
      [404, 5]
    ])
  })
})
