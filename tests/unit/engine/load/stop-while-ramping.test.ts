import { expect, it } from 'vitest'
import { runOnFakeLanes } from '../../../support/fake-lanes.ts'

it.each([1, 2])('a graceful stop on %d lanes does not wait for the next stage of a ramp', (lanes) => {
  const stages = [
    { durationMs: 1000, target: 4 },
    { durationMs: 0, target: 0 },
    { durationMs: 20_000, target: 0 },
    { durationMs: 1000, target: 4 }
  ]
  const tally = runOnFakeLanes(
    { kind: 'ramping-vus', startVUs: 4, stages, gracefulRampDownMs: 30_000 },
    { lanes, iterationMs: () => 700, at: [{ ms: 800, act: ({ stop }) => stop('graceful') }] }
  )
  expect(tally.started).toBe(tally.completed)
  // The second iteration of each virtual user began at 700 ms and may end.
  expect(tally.endMs).toBeGreaterThanOrEqual(1400)
  expect(tally.endMs).toBeLessThan(2000)
})
