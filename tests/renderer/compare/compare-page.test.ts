import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import type { AppContext } from '../../../src/renderer/src/app-state/app-context.ts'
import type { MetricDifference, RunComparison } from '../../../src/shared/compare.ts'
import type { RunDetail } from '../../../src/shared/history.ts'
import type { GeneratorSecond } from '../../../src/shared/metrics/series.ts'
import { appContext } from '../support/app-fixture.ts'
import { FakeApi } from '../support/fake-api.ts'
import { listItem } from '../support/fake-history.ts'
import { rows, runDetail, runSecond, runSummary } from '../support/run-fixtures.ts'
import { stubWindow } from '../support/window-stubs.ts'
import { comparison, difference } from './comparison-fixtures.ts'
import CompareHost from './CompareHost.svelte'

// jsdom cannot draw.
vi.mock('../../../src/renderer/src/charts/time-canvas.ts', () => ({
  TimeCanvas: class {
    draw(): void {}
    destroy(): void {}
  }
}))

beforeEach(stubWindow)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const BASE = listItem(5, { name: 'Before' })
const OTHER = listItem(2, { name: 'After' })
const LATEST = listItem(1, { name: 'Latest' })

/** A main process with three runs. */
class Desk {
  differences: readonly MetricDifference[] = [difference('worse')]
  more: Partial<RunComparison> = {}
  failures: Readonly<Record<string, ApiError>> = {}
  details: Readonly<Record<string, Partial<RunDetail>>> = {}
  readonly api = new FakeApi({
    'history.list': () => ({ items: [LATEST, OTHER, BASE], nextCursor: null, total: 3 }),
    'history.detail': ({ runId }) => this.#detail(runId),
    'history.series': ({ slot }) => ({
      slot,
      seconds: [0, 1],
      values: rows({ ok: 10, response_p99: 40 }, { ok: 12, response_p99: 44 }),
      statuses: [],
      errors: []
    }),
    'compare.runs': ({ baseId, otherId }) =>
      comparison(this.differences, { base: this.#item(baseId), other: this.#item(otherId), ...this.more }),
    'compare.shift': () => ({
      points: [
        [50, 4, 4],
        [90, 10, 12],
        [99, 90, 118]
      ]
    })
  })
  readonly context: AppContext = appContext(this.api.client)

  open(baseId: string | null, otherId: string | null): void {
    this.context.router.go({ view: 'compare', baseId, otherId })
    render(CompareHost, { props: { context: this.context } })
  }

  requests(channel: string): unknown[] {
    return this.api.calls.filter((call) => call.channel === channel).map(({ request }) => request)
  }

  #item(runId: string) {
    return [BASE, OTHER, LATEST].find(({ id }) => id === runId) ?? BASE
  }

  #detail(runId: string): RunDetail {
    const failure = this.failures[runId]
    if (failure !== undefined) throw failure
    return runDetail(2, { item: this.#item(runId), ...this.details[runId] })
  }
}

let desk: Desk

beforeEach(() => {
  desk = new Desk()
})

function differencesTable(): HTMLElement {
  return screen.getByRole('table', { name: 'Differences' })
}

describe('the Compare view', () => {
  it('says first what got worse, by how much and how sure that is', async () => {
    desk.differences = [
      difference('worse'),
      difference('better', { metric: 'setup mean' }),
      difference('same', { metric: 'service p50', basis: 'differs by less than 5 %' })
    ]
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText('MIXED')).toBeTruthy()
    const table = differencesTable()
    expect(within(table).getAllByText('rank test over 58 and 58 seconds, p < 0.001')).toHaveLength(2)
    expect(within(table).queryByText('service p50')).toBeNull()
    await fireEvent.click(within(table).getByRole('button', { name: 'No change 1' }))
    expect(within(table).getByText('service p50')).toBeTruthy()
  })

  it('shows the most important of many, all of them on demand', async () => {
    desk.differences = Array.from({ length: 40 }, (_, index) => difference('worse', { metric: `m${index}` }))
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText('m11')).toBeTruthy()
    expect(screen.queryByText('m12')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: 'Show 28 more' }))
    expect(screen.getByText('m39')).toBeTruthy()
  })

  it('says of each run on its own in how many seconds its generator was suspect or saturated', async () => {
    const summary = runSummary({ run: { ...runSummary().run, durationMs: 9000 } })
    const suspect = { suspect: true, reason: 'steal' }
    const seconds = (marks: readonly Partial<GeneratorSecond>[]): Partial<RunDetail> => ({
      summary,
      runSeconds: marks.map((mark, second) => runSecond(second, mark))
    })
    desk.details = {
      [BASE.id]: seconds([suspect, suspect, suspect, {}, suspect]),
      [OTHER.id]: seconds([{}, { ...suspect, saturated: true }, suspect])
    }
    desk.open(BASE.id, OTHER.id)
    const chart = await screen.findByRole('figure', { name: 'Response p99, ms' })
    const keys = within(chart).getAllByRole('listitem')
    expect(keys.slice(2).map((key) => key.textContent.trim())).toEqual([
      'base suspect 3 s',
      'other suspect 1 s',
      'other saturated 1 s'
    ])
  })

  it('says which conditions differ, field by field, all of them on demand', async () => {
    const conditions = Array.from({ length: 7 }, (_, index) => ({
      field: `field ${index}`,
      base: 'one',
      other: 'two'
    }))
    desk.more = { conditions }
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText('7 conditions differ')).toBeTruthy()
    expect(screen.queryByText('field 6')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: 'Show all 7' }))
    expect(screen.getByText('field 6')).toBeTruthy()
  })

  it('warns of a side whose generator was suspect', async () => {
    const { generator } = runSummary()
    desk.more = { otherSummary: runSummary({ generator: { ...generator, suspectSeconds: 2 } }) }
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText(/suspect in 2 of 3 seconds of the other run/)).toBeTruthy()
  })

  it('shows a request name in the charts and the percentiles', async () => {
    desk.open(BASE.id, OTHER.id)
    const table = await screen.findByRole('table', { name: 'Figures by request name' })
    await fireEvent.click(within(table).getByRole('button', { name: 'list' }))
    await waitFor(() =>
      expect(desk.requests('compare.shift')).toEqual([
        { baseId: BASE.id, otherId: OTHER.id, requestName: null },
        { baseId: BASE.id, otherId: OTHER.id, requestName: 'list' }
      ])
    )
    await waitFor(() => expect(desk.requests('history.series')).toContainEqual({ runId: BASE.id, slot: 1 }))
    expect(desk.requests('history.series')).toContainEqual({ runId: OTHER.id, slot: 1 })
  })

  it('reads the shift at a percentile from the keyboard', async () => {
    desk.open(BASE.id, OTHER.id)
    const shift = await screen.findByRole('slider', { name: /every percentile/ })
    await fireEvent.keyDown(shift, { key: 'End' })
    expect(shift.getAttribute('aria-valuetext')).toBe(
      'percentile 99: base 90.0 ms, other 118 ms, +28.0\u202fms, +31\u202f%'
    )
  })

  it('swaps the sides', async () => {
    desk.open(BASE.id, OTHER.id)
    await screen.findByText('WORSE')
    await fireEvent.click(screen.getByRole('button', { name: 'Swap base and other' }))
    expect(desk.context.router.route).toEqual({ view: 'compare', baseId: OTHER.id, otherId: BASE.id })
    await waitFor(() =>
      expect(desk.requests('compare.runs')).toContainEqual({ baseId: OTHER.id, otherId: BASE.id })
    )
  })

  it('chooses another run with the keyboard', async () => {
    desk.open(BASE.id, OTHER.id)
    await fireEvent.click(await screen.findByRole('button', { name: /^Other run: After/ }))
    // Without a layout the popover counts as out of sight.
    const search = await screen.findByRole('combobox', { name: 'Search runs', hidden: true })
    const options = within(screen.getByRole('listbox', { hidden: true }))
    await options.findByText('Latest')
    expect(options.queryByText('Before')).toBeNull()
    await fireEvent.keyDown(search, { key: 'ArrowUp' })
    await fireEvent.keyDown(search, { key: 'Enter' })
    expect(desk.context.router.route).toEqual({ view: 'compare', baseId: BASE.id, otherId: LATEST.id })
  })

  it('says when both sides are the same run', async () => {
    desk.open(BASE.id, BASE.id)
    expect(await screen.findByText('Both sides are the same run')).toBeTruthy()
    expect(desk.requests('compare.runs')).toEqual([])
  })

  it('says which run is missing', async () => {
    desk.failures = { gone: new ApiError('RUN_NOT_FOUND', 'there is no run gone') }
    desk.open('gone', OTHER.id)
    expect(await screen.findByText('The base run is not in the history')).toBeTruthy()
  })

  it('waits for a running test and compares it when it has ended', async () => {
    desk.failures = { [OTHER.id]: new ApiError('RUN_STILL_RUNNING', 'no result yet') }
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText('The other run is still running')).toBeTruthy()
    desk.failures = {}
    desk.api.emit('history.changed', { runIds: [OTHER.id] })
    expect(await screen.findByText('WORSE')).toBeTruthy()
  })

  it('asks for the side that is not chosen', async () => {
    desk.open(BASE.id, null)
    expect(await screen.findByText('Choose the other run')).toBeTruthy()
  })

  it('shows an error and tries again', async () => {
    desk.failures = { [BASE.id]: new ApiError('RUN_DATA_BROKEN', 'its plan cannot be read') }
    desk.open(BASE.id, OTHER.id)
    expect(await screen.findByText(/its plan cannot be read/)).toBeTruthy()
    desk.failures = {}
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('WORSE')).toBeTruthy()
  })
})
