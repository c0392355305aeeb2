import { cleanup, fireEvent, render, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import RunHeader from '../../../src/renderer/src/features/run/RunHeader.svelte'
import { liveRun, plan, progress, runStart, runSummary } from '../support/run-fixtures.ts'
import { stubWindow } from '../support/window-stubs.ts'

beforeEach(stubWindow)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(model: RunModel) {
  const actions = {
    ...{ onstop: vi.fn(), onexport: vi.fn(), oncompare: vi.fn(), onedit: vi.fn(), onrunagain: vi.fn() },
    ondial: () => Promise.resolve(null),
    onpause: vi.fn()
  }
  render(RunHeader, { model, ...actions })
  return actions
}

describe('the header of a run', () => {
  it('shows how far a running test is', () => {
    show(RunModel.live(liveRun(4)))
    expect(screen.getByText('0:04 of 0:10')).toBeTruthy()
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
  })

  it('shows the iterations of a test that they end', () => {
    const shared = plan({
      scenarios: [
        {
          ...plan().scenarios[0]!,
          executor: { kind: 'shared-iterations', vus: 2, iterations: 18, maxDurationMs: 60_000 }
        }
      ]
    })
    show(RunModel.live(liveRun(4, { plan: shared, plannedDurationMs: null })))
    expect(screen.getByText('0:04 · 9 of 18')).toBeTruthy()
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50')
  })

  it('stops gracefully first, then offers to stop now', async () => {
    const model = RunModel.live(liveRun(1))
    const { onstop } = show(model)
    await fireEvent.click(screen.getByRole('button', { name: 'Stop' }))
    expect(onstop).toHaveBeenCalledOnce()
    model.progress(progress({ phase: 'stopping' }))
    expect(await screen.findByRole('button', { name: 'Stop now' })).toBeTruthy()
    expect(screen.getByText('Stopping')).toBeTruthy()
  })

  it('offers export, comparison and another run when it is over', async () => {
    const model = RunModel.live(liveRun(1))
    model.finish('finished', runSummary(), null)
    const { onrunagain, oncompare } = show(model)
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Export' })).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Compare' }))
    await fireEvent.click(screen.getByRole('button', { name: 'Run again' }))
    expect([oncompare.mock.calls.length, onrunagain.mock.calls.length]).toEqual([1, 1])
  })

  it('offers nothing of the kind for a run that did not start', () => {
    const model = RunModel.starting(runStart())
    model.finish('crashed', null, 'no lane came up')
    show(model)
    expect(screen.getByText('Not started')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })
})
