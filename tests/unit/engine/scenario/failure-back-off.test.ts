import { describe, expect, it } from 'vitest'
import { RequestRecord } from '../../../../src/main/engine/metrics/index.ts'
import { backOffMs, failedAtOnce } from '../../../../src/main/engine/scenario/failure-back-off.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'

function ended(
  times: { readyMs: number; endMs: number },
  outcome: Outcome = Outcome.transportError
): RequestRecord {
  return Object.assign(new RequestRecord(), { dispatchMs: 0, ...times, outcome })
}

function pauses(record: RequestRecord, times: number): number[] {
  return Array.from({ length: times }, (_, index) => backOffMs(failedAtOnce(record) ? index + 1 : 0))
}

describe('the back-off of a virtual user', () => {
  it('pauses after refused connections, also when many virtual users make each take milliseconds', () => {
    expect(pauses(ended({ readyMs: 8, endMs: 8 }), 6)).toEqual([0, 0, 0, 1, 2, 4])
  })

  it('does not pause when failing takes longer than a pause would', () => {
    expect(pauses(ended({ readyMs: 100, endMs: 100 }), 6)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('does not pause for a service that was reached and failed the request after a while', () => {
    expect(pauses(ended({ readyMs: 0.1, endMs: 2 }), 6)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('pauses for a service that resets every connection at once', () => {
    expect(pauses(ended({ readyMs: 0.1, endMs: 0.5 }), 5)).toEqual([0, 0, 0, 1, 2])
  })

  it.each([Outcome.ok, Outcome.httpError, Outcome.timeout])('never pauses after outcome %i', (outcome) => {
    expect(pauses(ended({ readyMs: 0, endMs: 0 }, outcome), 6)).toEqual([0, 0, 0, 0, 0, 0])
  })
})
