import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import { appContext } from '../support/app-fixture.ts'
import { FakeApi } from '../support/fake-api.ts'
import { runDetail } from '../support/run-fixtures.ts'
import { stubWindow } from '../support/window-stubs.ts'
import RunHost from './RunHost.svelte'

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

describe('the Run page', () => {
  it('starts one run however often Run again is clicked', async () => {
    const api = new FakeApi({ 'run.start': () => ({ runId: 'run-2' }), 'run.current': () => null })
    const context = appContext(api.client)
    render(RunHost, { props: { context, model: RunModel.saved(runDetail(3), 10_000) } })
    const button = screen.getByRole('button', { name: 'Run again' })
    void fireEvent.click(button)
    void fireEvent.click(button)
    context.commands.items.find(({ id }) => id === 'run.start')?.run()
    await waitFor(() => expect(window.location.hash).toBe('#/run/run-2'))
    expect(api.calls.filter(({ channel }) => channel === 'run.start')).toHaveLength(1)
    expect(context.toasts.items).toEqual([])
  })
})
