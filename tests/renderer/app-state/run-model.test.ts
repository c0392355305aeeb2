import { describe, expect, it } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import { plannedRate } from '../../../src/renderer/src/charts/load-shape.ts'
import type { DialEvent } from '../../../src/shared/plan/dial.ts'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import {
  liveRun,
  progress,
  rows,
  runDetail,
  runStart,
  runSummary,
  secondUpdate
} from '../support/run-fixtures.ts'

describe('a live run', () => {
  it('starts without seconds', () => {
    const model = RunModel.starting(runStart())
    expect(model.phase).toBe('starting')
    expect(model.secondCount).toBe(0)
    expect(model.isLive).toBe(true)
  })

  it('keeps each second at its place for each slot', () => {
    const model = RunModel.starting(runStart())
    model.progress(progress({ second: secondUpdate(0) }))
    model.progress(
      progress({
        second: secondUpdate(1, {
          slots: [-1],
          values: rows({ ok: 7, response_p99: 55 }),
          statuses: [],
          errors: []
        })
      })
    )
    expect(model.secondCount).toBe(2)
    expect(model.series(ALL_SLOTS)?.at(1, 'response_p99')).toBe(55)
    expect(model.series(0)?.at(0, 'response_p99')).toBe(40)
  })

  it('has zero counts and no latency for a slot in a second without traffic', () => {
    const model = RunModel.starting(runStart())
    model.progress(progress({ second: secondUpdate(0) }))
    model.progress(progress({ second: secondUpdate(1, { slots: [-1], values: rows({ ok: 7 }) }) }))
    expect(model.series(0)?.at(1, 'ok')).toBe(0)
    expect(model.series(0)?.at(1, 'response_p99')).toBeNaN()
    expect(model.series(0)?.length).toBe(2)
  })

  it('adds the counts of the slots up to those of the whole run', () => {
    const model = RunModel.starting(runStart())
    model.progress(
      progress({
        second: secondUpdate(0, {
          errors: [
            [0, 'connect_refused', 2],
            [1, 'connect_refused', 3]
          ]
        })
      })
    )
    expect(model.series(ALL_SLOTS)?.errors.get('connect_refused')).toEqual([5])
    expect(model.series(1)?.errors.get('connect_refused')).toEqual([3])
  })

  it('counts a second once that comes again because a lane was late', () => {
    const model = RunModel.starting(runStart())
    const statuses = [
      [0, 200, 5],
      [0, 503, 2]
    ] as const
    model.progress(progress({ second: secondUpdate(0, { statuses, errors: [[0, 'connect_refused', 3]] }) }))
    model.progress(progress({ second: secondUpdate(1, { statuses: [], errors: [] }) }))
    const late = secondUpdate(0, {
      statuses: [
        [0, 200, 6],
        [0, 503, 4],
        [1, 200, 1]
      ],
      errors: [[0, 'connect_refused', 4]]
    })
    model.progress(progress({ second: late }))
    for (const slot of [0, ALL_SLOTS]) {
      expect(model.series(slot)?.errors.get('http_503')).toEqual([4])
      expect(model.series(slot)?.errors.get('connect_refused')).toEqual([4])
    }
    expect(model.series(ALL_SLOTS)?.statuses.get('200')).toEqual([7])
  })

  it('counts an unexpected status as an error of its own code', () => {
    const model = RunModel.starting(runStart())
    model.progress(progress({ second: secondUpdate(0) }))
    expect(model.series(0)?.errors.get('http_503')).toEqual([1])
    expect(model.series(ALL_SLOTS)?.errors.get('http_503')).toEqual([1])
    expect(model.series(0)?.errors.has('http_200')).toBe(false)
  })

  it('moves its version with a second and not with counters alone', () => {
    const model = RunModel.starting(runStart())
    const before = model.version
    model.progress(progress({ elapsedMs: 1100 }))
    expect(model.version).toBe(before)
    expect(model.elapsedMs).toBe(1100)
    model.progress(progress({ second: secondUpdate(0) }))
    expect(model.version).toBeGreaterThan(before)
  })

  it('comes back with all its seconds after a reload', () => {
    const model = RunModel.live(liveRun(300))
    expect(model.secondCount).toBe(300)
    expect(model.series(0)?.at(299, 'ok')).toBe(9)
    expect(model.phase).toBe('running')
    expect(model.elapsedMs).toBe(300_000)
  })

  it('ends with the status, figures and thresholds of its summary', () => {
    const model = RunModel.live(liveRun(2))
    model.finish('stopped', runSummary(), null)
    expect(model.isLive).toBe(false)
    expect(model.phase).toBe('stopped')
    expect(model.elapsedMs).toBe(2100)
    expect(model.counters.requestsStarted).toBe(200)
  })

  it('keeps what it had when it ends without a summary', () => {
    const model = RunModel.live(liveRun(2))
    model.finish('crashed', null, 'a lane ended')
    expect(model.secondCount).toBe(2)
    expect(model.message).toBe('a lane ended')
  })
})

describe('a run that ends in a pause', () => {
  const dial: readonly DialEvent[] = [{ action: 'pause', atMs: 3000 }]
  const summary = runSummary({ run: { ...runSummary().run, durationMs: 8100, status: 'stopped' } })

  /** Of what is drawn: spans of the pause, and the planned rate at half past each of the seconds given. */
  function shown({ pauses, asked }: RunModel) {
    const points = plannedRate(asked) ?? []
    return { pauses, planned: [1.5, 5.5, 7.5].map((x) => points.findLast((point) => point.x <= x)?.y) }
  }
  /** Past the last second. */
  const ended = { pauses: [{ fromMs: 3000, toMs: 10_000 }], planned: [100, 0, 0] }

  it('keeps the pause while it stops and when it has stopped', () => {
    const model = RunModel.live(liveRun(8, { dial }))
    model.progress(progress({ phase: 'stopping', elapsedMs: 8050 }))
    expect(shown(model)).toEqual({ ...ended, pauses: [{ fromMs: 3000, toMs: 9000 }] })
    expect(model.isPaused).toBe(false)
    model.finish('stopped', summary, null)
    expect(shown(model)).toEqual(ended)
  })

  it('has it from the history too', () => {
    expect(shown(RunModel.saved(runDetail(9, { dial, summary }), 10_000))).toEqual(ended)
  })
})

describe('a saved run', () => {
  it('has its run seconds at once and its series when they are added', () => {
    const model = RunModel.saved(runDetail(3), 10_000)
    expect(model.secondCount).toBe(3)
    expect(model.runSecond(2)?.iterationsStarted).toBe(98)
    expect(model.series(0)).toBeUndefined()
    model.addSeries({
      slot: 0,
      seconds: [0, 2],
      values: rows({ ok: 5, response_p99: 10 }, { ok: 6, response_p99: 30 }),
      statuses: [[2, 200, 6]],
      errors: []
    })
    expect(model.series(0)?.at(2, 'response_p99')).toBe(30)
    expect(model.series(0)?.at(1, 'ok')).toBe(0)
    expect(model.series(0)?.statuses.get('200')).toEqual([0, 0, 6])
  })

  it('takes no second that the end of the run cut for a whole one', () => {
    const model = RunModel.saved(runDetail(3), 10_000)
    model.elapsedMs = 2400
    expect([0, 1, 2].map((second) => model.isWholeSecond(second))).toEqual([true, true, false])
    model.elapsedMs = 3000
    expect(model.isWholeSecond(2)).toBe(true)
  })
})
