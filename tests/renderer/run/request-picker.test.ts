import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import RequestPicker from '../../../src/renderer/src/features/run/RequestPicker.svelte'
import RequestsTable from '../../../src/renderer/src/features/run/RequestsTable.svelte'
import { ALL_SLOTS } from '../../../src/shared/metrics/series.ts'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { liveRun, plan, progress, requestSummary, runSummary } from '../support/run-fixtures.ts'

afterEach(cleanup)

function model(): RunModel {
  const run = RunModel.live(liveRun(3))
  run.progress(progress({ soFar: runSummary() }))
  return run
}

/** Two scenarios that both request `item`. */
function twoScenarios(requests?: RunSummary['requests']): RunModel {
  const twice = plan({
    scenarios: ['browse', 'buy'].map((name) => ({ ...plan().scenarios[0]!, name })),
    slots: { requests: [0, 1].map((scenario) => ({ scenario, name: 'item' })), checks: [] }
  })
  const run = RunModel.live(liveRun(1, { plan: twice }))
  if (requests !== undefined) run.progress(progress({ soFar: runSummary({ requests }) }))
  return run
}

function cells(name: string): string[] {
  const row = screen.getByRole('button', { name }).closest('tr')
  if (row === null) throw new Error(`no row ${name}`)
  return within(row)
    .getAllByRole('cell')
    .map((cell) => cell.textContent.trim().replaceAll('\u00a0', ' '))
}

describe('the table by request name', () => {
  it('shows the whole run while no second is chosen', () => {
    render(RequestPicker, { model: model(), second: null, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(cells('item')).toEqual(['item', '50.0', '90.0', '5.0 %'])
    expect(cells('all requests')).toEqual(['all requests', '95.0', '90.0', '2.5 %'])
  })

  it('shows one second under the crosshair, with a dash where nothing was', () => {
    render(RequestPicker, { model: model(), second: 1, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(cells('item')).toEqual(['item', '10.0', '40.0', '10 %'])
    expect(cells('list')).toEqual(['list', '0', '–', '–'])
  })

  it('filters by the row that is clicked', async () => {
    const onselect = vi.fn()
    render(RequestPicker, { model: model(), second: null, slot: ALL_SLOTS, onselect })
    await fireEvent.click(screen.getByRole('button', { name: 'list' }))
    expect(onselect).toHaveBeenCalledExactlyOnceWith(1)
  })

  it('brings all requests back by a second click', async () => {
    const onselect = vi.fn()
    render(RequestPicker, { model: model(), second: null, slot: 1, onselect })
    const button = screen.getByRole('button', { name: 'list' })
    expect(button.getAttribute('aria-pressed')).toBe('true')
    await fireEvent.click(button)
    expect(onselect).toHaveBeenCalledExactlyOnceWith(ALL_SLOTS)
  })

  it('keeps the order of the plan, all requests first', () => {
    render(RequestPicker, { model: model(), second: null, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(screen.getAllByRole('button').map((button) => button.textContent.trim())).toEqual([
      'all requests',
      'item',
      'list'
    ])
  })

  it('tells two scenarios with one request name apart', () => {
    render(RequestPicker, { model: twoScenarios(), second: 0, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(screen.getByRole('button', { name: 'buy · item' })).toBeTruthy()
  })

  it('gives each of them its own figures over the whole run', () => {
    const byScenario = { browse: requestSummary(20), buy: requestSummary(70, 10) }
    const run = twoScenarios({ item: { ...requestSummary(60, 10), byScenario } })
    render(RequestPicker, { model: run, second: null, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(cells('browse · item')).toEqual(['browse · item', '50.0', '20.0', '0'])
    expect(cells('buy · item')).toEqual(['buy · item', '50.0', '70.0', '10 %'])
  })

  it('shows no figures of both together as those of each', () => {
    const run = twoScenarios({ item: requestSummary(60, 10) })
    render(RequestPicker, { model: run, second: null, slot: ALL_SLOTS, onselect: vi.fn() })
    expect(cells('buy · item')).toEqual(['buy · item', '–', '–', '–'])
  })
})

describe('the table of every figure', () => {
  const names = (): string[] =>
    screen
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('cell')[0]!.textContent)

  it('has a row for each scenario that uses a name', () => {
    const byScenario = { browse: requestSummary(20), buy: requestSummary(70) }
    const item = { ...requestSummary(60), byScenario }
    render(RequestsTable, { requests: { item, list: requestSummary(30) } })
    expect(names()).toEqual(['browse · item', 'buy · item', 'list'])
  })

  it('has one row for a name whose scenarios are not known apart', () => {
    render(RequestsTable, { requests: { item: requestSummary(60), list: requestSummary(30) } })
    expect(names()).toEqual(['item', 'list'])
  })
})
