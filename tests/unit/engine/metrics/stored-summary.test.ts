import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunAccumulator, type StoredSecond } from '../../../../src/main/engine/metrics/index.ts'
import { HdrHistogram } from '../../../../src/shared/metrics/histogram/index.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { Bench, ITEM, laneEvent, OPEN, planWith, runRequest } from './metrics-fixture.ts'
import { runOf, summarize } from './summary-fixture.ts'

describe('a summary made from stored seconds', () => {
  /** Copies what is lent, as encoding and decoding would. */
  function storedOf(bench: Bench, endMs: number): StoredSecond[] {
    const stored = new Map<number, StoredSecond>()
    bench.tickAll(endMs, true)
    bench.close(({ update, histograms }) => {
      const copies = histograms.map(({ slot, kind, histogram }) => {
        const copy = new HdrHistogram()
        copy.add(histogram)
        return { slot, kind, histogram: copy }
      })
      stored.set(update.run.second, { update, histograms: copies })
    })
    return [...stored.values()]
  }

  it('is the same as the one of the run, but for what a crash makes unknowable', () => {
    fc.assert(
      fc.property(fc.array(laneEvent, { maxLength: 40 }), fc.nat(5000), (events, warmUpMs) => {
        const bench = new Bench(planWith({ warmUpMs }))
        for (const event of events) event(bench.lane)
        const rebuilt = new RunAccumulator(bench.accumulator.plan)
        for (const second of storedOf(bench, 10_000)) rebuilt.addStoredSecond(second)
        const more = { allLanesEnded: false, run: runOf('stopped', 10_000) }
        const original = summarize(bench.accumulator, more)
        const summary = summarize(rebuilt, more)
        const rates = { ...summary.rates, reachedOfPlanned: original.rates.reachedOfPlanned }
        const { checks, unexpectedData } = original
        expect(summary.unexpectedData).toBeNull()
        expect({ ...summary, rates, checks, unexpectedData }).toEqual(original)
      }),
      { numRuns: 40 }
    )
  })

  it('takes iterations under way at the crash as interrupted', () => {
    const bench = new Bench(planWith())
    bench.lane.started(1, 0)
    const rebuilt = new RunAccumulator(bench.accumulator.plan)
    for (const second of storedOf(bench, 1000)) rebuilt.addStoredSecond(second)
    const more = { allLanesEnded: false, run: runOf('crashed', 1000) }
    expect(summarize(rebuilt, more).iterations).toMatchObject({ planned: 1, started: 1, interrupted: 1 })
  })

  it('knows the phases of ok requests alone only as far as no second mixed outcomes', () => {
    const bench = new Bench(planWith())
    runRequest(bench.lane, { waitingMs: 5 })
    runRequest(bench.lane, { intendedMs: 1000, outcome: Outcome.timeout, waitingMs: 5 })
    runRequest(bench.lane, { intendedMs: 2000, slot: ITEM })
    const apart = new RunAccumulator(bench.accumulator.plan)
    const seconds = storedOf(bench, 3000)
    for (const second of seconds) apart.addStoredSecond(second)
    expect(apart.known.phasesByOutcome).toBe(true)
    const mixedBench = new Bench(planWith())
    runRequest(mixedBench.lane, {})
    runRequest(mixedBench.lane, { outcome: Outcome.timeout })
    for (const second of storedOf(mixedBench, 1000)) apart.addStoredSecond(second)
    expect(apart.known.phasesByOutcome).toBe(false)
  })

  it('lists no checks where it cannot tell which they were', () => {
    const bench = new Bench(planWith())
    bench.lane.checkEnded(0, true, 0)
    const rebuilt = new RunAccumulator(bench.accumulator.plan)
    for (const second of storedOf(bench, 1000)) rebuilt.addStoredSecond(second)
    expect(summarize(rebuilt).checks).toEqual([])
    expect(rebuilt.checks('whole', 'all')).toEqual({ passed: 1, failed: 0 })
  })

  it('keeps the name of the only scenario and the only check', () => {
    const plan = planWith({ executors: [OPEN] })
    const single = { ...plan, slots: { ...plan.slots, checks: plan.slots.checks.slice(0, 1) } }
    const bench = new Bench(single)
    bench.lane.planned(0, 0)
    bench.lane.dropped(0, 0)
    bench.lane.checkEnded(0, true, 0)
    const rebuilt = new RunAccumulator(single)
    for (const second of storedOf(bench, 1000)) rebuilt.addStoredSecond(second)
    expect(rebuilt.iterations('whole', 0)).toMatchObject({ planned: 1, dropped: 1 })
    expect(summarize(rebuilt).checks).toEqual([
      { scenario: 'browse', name: 'status is 200', passed: 1, failed: 0 }
    ])
  })
})
