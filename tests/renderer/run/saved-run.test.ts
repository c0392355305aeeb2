import { describe, expect, it } from 'vitest'
import { openSavedRun, SlotLoader } from '../../../src/renderer/src/features/run/saved-run.ts'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import { FakeApi } from '../support/fake-api.ts'
import { rows, runDetail } from '../support/run-fixtures.ts'

function history(): FakeApi {
  return new FakeApi({
    'history.detail': () => runDetail(2),
    'history.series': ({ slot }) => ({
      slot,
      seconds: [0, 1],
      values: rows({ ok: 3, httpErrors: 1, response_p99: 12 }, { ok: 4, response_p99: 14 }),
      statuses: [
        [0, 200, 3],
        [0, 503, 1],
        [1, 200, 4]
      ],
      errors: []
    })
  })
}

function seriesCalls(api: FakeApi): unknown[] {
  return api.calls.filter(({ channel }) => channel === 'history.series').map(({ request }) => request)
}

describe('a run from the history', () => {
  it('opens with the series of the whole run alone', async () => {
    const api = history()
    const model = await openSavedRun(api.client, 'run-1')
    expect(model.phase).toBe('finished')
    expect(model.series(ALL_SLOTS)?.at(1, 'response_p99')).toBe(14)
    expect(model.series(ALL_SLOTS)?.errors.get('http_503')).toEqual([1])
    expect(seriesCalls(api)).toEqual([{ runId: 'run-1', slot: ALL_SLOTS }])
  })

  it('asks for each slot once, however often it is needed', async () => {
    const api = history()
    const model = await openSavedRun(api.client, 'run-1')
    const loader = new SlotLoader(api.client, model)
    await Promise.all([loader.load([0, 1]), loader.load([0, 1]), loader.load([ALL_SLOTS])])
    expect(seriesCalls(api).slice(1)).toEqual([
      { runId: 'run-1', slot: 0 },
      { runId: 'run-1', slot: 1 }
    ])
    expect(model.series(1)?.at(0, 'ok')).toBe(3)
  })

  it('asks again for what could not be read', async () => {
    const model = await openSavedRun(history().client, 'run-1')
    const failing = new FakeApi({})
    const loader = new SlotLoader(failing.client, model)
    await expect(loader.load([0])).rejects.toThrow('no answer')
    await expect(loader.load([0])).rejects.toThrow('no answer')
    expect(seriesCalls(failing)).toHaveLength(2)
  })
})
