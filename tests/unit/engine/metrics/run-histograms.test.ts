import { expect, it } from 'vitest'
import { runHistograms } from '../../../../src/main/engine/metrics/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { ALL_SLOTS } from '../../../../src/shared/metrics/series.ts'
import { Bench, ITEM, LIST, planWith, runRequest } from './metrics-fixture.ts'

it('the histograms of a run are those after its warm-up, of all slots together first', () => {
  const bench = new Bench(planWith({ warmUpMs: 1000 }))
  runRequest(bench.lane, { waitingMs: 500 })
  runRequest(bench.lane, { intendedMs: 1000, waitingMs: 10 })
  runRequest(bench.lane, { intendedMs: 1000, slot: ITEM, waitingMs: 20, outcome: Outcome.httpError })
  bench.tickAll(3000, true)
  bench.close()
  const found = runHistograms(bench.accumulator).map(({ slot, kind, histogram }) => [
    slot,
    kind,
    histogram.max
  ])
  expect(found).toContainEqual([ALL_SLOTS, 'responseOk', 10_000])
  expect(found).toContainEqual([ALL_SLOTS, 'service', 20_000])
  expect(found).toContainEqual([LIST, 'waiting', 10_000])
  expect(found).toContainEqual([ITEM, 'responseNotOk', 20_000])
  expect(found[0]?.[0]).toBe(ALL_SLOTS)
  expect(found).not.toContainEqual([ITEM, 'responseOk', 0])
})
