import { describe, expect, it } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import { errorRows, statusRows } from '../../../src/renderer/src/features/run/count-rows.ts'
import { phasePartsOf } from '../../../src/renderer/src/features/run/phase-parts.ts'
import { requestRows } from '../../../src/renderer/src/features/run/request-rows.ts'
import { errorSeries, runDomain } from '../../../src/renderer/src/features/run/run-series.ts'
import { failedToStart } from '../../../src/renderer/src/features/run/verdict.ts'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import { liveRun, progress, runDetail, runStart, runSummary, secondUpdate } from '../support/run-fixtures.ts'

describe('errors by code', () => {
  function withErrors(
    ...errors: readonly (readonly [second: number, code: string, count: number])[]
  ): RunModel {
    const model = RunModel.starting(runStart())
    for (const [second, code, count] of errors) {
      model.progress(progress({ second: secondUpdate(second, { statuses: [], errors: [[0, code, count]] }) }))
    }
    return model
  }

  it('stand in the order in which they first came, with their first second', () => {
    const model = withErrors(
      [0, 'reset_in_response', 1],
      [1, 'connect_refused', 9],
      [2, 'reset_in_response', 1]
    )
    expect(errorRows(model.series(ALL_SLOTS), null)).toEqual([
      { key: 'reset_in_response', count: 2, firstSecond: 0, lastSecond: 2 },
      { key: 'connect_refused', count: 9, firstSecond: 1, lastSecond: 1 }
    ])
  })

  it('are counted for one second alone under the crosshair', () => {
    const model = withErrors([0, 'reset_in_response', 1], [1, 'connect_refused', 9])
    expect(errorRows(model.series(ALL_SLOTS), 1).map(({ count }) => count)).toEqual([0, 9])
  })

  it('beyond the fourth code share one layer of the chart', () => {
    const model = withErrors([0, 'a', 1], [1, 'b', 1], [2, 'c', 1], [3, 'd', 1], [4, 'e', 2], [5, 'f', 3])
    const series = errorSeries(model, ALL_SLOTS)
    expect(series.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd', '2 other'])
    const other = series.at(-1)
    expect(other?.kind === 'bar' && [other.valueAt(4), other.valueAt(5)]).toEqual([2, 3])
  })
})

describe('status codes', () => {
  it('are sorted', () => {
    const model = RunModel.live(liveRun(2))
    expect(statusRows(model.series(ALL_SLOTS), null).map(({ key, count }) => [key, count])).toEqual([
      ['200', 18],
      ['503', 2]
    ])
  })
})

describe('where the time goes', () => {
  it('is start lag, set-up and the parts of service, which add up to the response', () => {
    const parts = phasePartsOf(runSummary().latency)
    expect(parts.map(({ label, ms }) => [label, ms])).toEqual([
      ['start lag', 0.1],
      ['set-up', 0.4],
      ['sending', 0.5],
      ['waiting', 3],
      ['receiving', 1]
    ])
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(5)
  })
})

describe('the time axis', () => {
  it('is as long as the plan, and grows when the run outlives it', () => {
    expect(runDomain(RunModel.live(liveRun(4))).end).toBe(10)
    expect(runDomain(RunModel.live(liveRun(14))).end).toBe(20)
  })

  it('ends with the last second of a run that is over', () => {
    const model = RunModel.live(liveRun(4))
    model.finish('stopped', runSummary(), null)
    expect(runDomain(model).end).toBe(4)
  })
})

describe('a run that failed to start', () => {
  it('is one that ended with a message before its first second', () => {
    const model = RunModel.starting(runStart())
    expect(failedToStart(model)).toBe(false)
    model.finish('crashed', null, 'no lane came up')
    expect(failedToStart(model)).toBe(true)
  })
})

it('the share of errors of a finished run is that of the time after its warm-up', () => {
  const summary = runSummary()
  const { item } = summary.requests
  if (item === undefined) throw new Error('the fixture has a request of that name')
  const totals = { ...summary.totals, completed: 90, failed: 10, timedOut: 0, httpFailed: 10 }
  const model = RunModel.saved(
    runDetail(2, {
      summary: {
        ...summary,
        totals,
        rates: { ...summary.rates, failed: 0.02 },
        requests: { ...summary.requests, item: { ...item, totals, failed: 0.01 } }
      }
    }),
    10_000
  )
  const shares = new Map(requestRows(model, null).map(({ label, errorShare }) => [label, errorShare]))
  expect([shares.get('all requests'), shares.get('item')]).toEqual([0.02, 0.01])
})
