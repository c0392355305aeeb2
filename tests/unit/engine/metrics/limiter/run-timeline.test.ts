import { expect, it } from 'vitest'
import { ALL_SLOTS } from '../../../../../src/shared/metrics/series.ts'
import { Outcome } from '../../../../../src/shared/metrics/outcome.ts'
import { Bench, fieldOf, planWith, runRequest } from '../metrics-fixture.ts'

it('keeps each second as sums over its requests, and puts a corrected one in its place', () => {
  const bench = new Bench(planWith())
  runRequest(bench.lane, { waitingMs: 10 })
  runRequest(bench.lane, { waitingMs: 30, outcome: Outcome.httpError })
  runRequest(bench.lane, { outcome: Outcome.transportError })
  bench.tickAll(2000)
  bench.close()
  const { seconds } = bench.accumulator.timeline
  expect(seconds).toMatchObject([
    { second: 0, ended: 3, timed: 2, failed: 2, phaseMs: { waiting: 40 } },
    { second: 1, ended: 0, timed: 0, failed: 0, phaseMs: { waiting: 0 } }
  ])
  runRequest(bench.lane, { intendedMs: 500, waitingMs: 20 })
  bench.tickAll(3000)
  bench.close()
  expect(bench.corrected).toEqual([0])
  expect(seconds.map(({ second, timed }) => [second, timed])).toEqual([
    [0, 3],
    [1, 0],
    [2, 0]
  ])
  expect(seconds[0]?.phaseMs.waiting).toBe(60)
  expect(fieldOf(bench.rows.get(0), ALL_SLOTS, 'waitingMean')).toBe(20)
})
