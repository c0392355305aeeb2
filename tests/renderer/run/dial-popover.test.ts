import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import RunHeader from '../../../src/renderer/src/features/run/RunHeader.svelte'
import { dialLabel, dialRows } from '../../../src/renderer/src/features/run/dial-rows.ts'
import type { ScenarioPlan } from '../../../src/shared/plan/plan.ts'
import { liveRun, plan, runSummary } from '../support/run-fixtures.ts'
import { stubWindow } from '../support/window-stubs.ts'

beforeEach(stubWindow)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const open = {
  ...plan().scenarios[0]!,
  name: 'browse',
  startTimeMs: 0,
  executor: {
    kind: 'constant-arrival-rate' as const,
    ...{ rate: 100, timeUnitMs: 1000, durationMs: 60_000, preAllocatedVUs: 5, maxVUs: 50 }
  }
}
const users = {
  ...open,
  name: 'users',
  executor: { kind: 'constant-vus' as const, vus: 8, durationMs: 60_000 }
}
const counted = {
  ...open,
  name: 'counted',
  executor: { kind: 'shared-iterations' as const, vus: 2, iterations: 9, maxDurationMs: 60_000 }
}

function show(scenarios: readonly ScenarioPlan[] = [open]) {
  const model = RunModel.live(liveRun(4, { plan: plan({ scenarios }), plannedDurationMs: 60_000 }))
  const actions = {
    ...{ onstop: vi.fn(), onexport: vi.fn(), oncompare: vi.fn(), onedit: vi.fn(), onrunagain: vi.fn() },
    ondial: vi.fn((): Promise<string | null> => Promise.resolve('maxVUs of the plan stays.')),
    onpause: vi.fn()
  }
  render(RunHeader, { model, ...actions })
  return { model, ...actions }
}

function number(): HTMLInputElement {
  return screen.getByRole('textbox')
}

function type(text: string): Promise<boolean> {
  return fireEvent.input(number(), { target: { value: text } })
}

/** As a browser does it after something was typed. */
async function leaveFor(relatedTarget: Element | null): Promise<void> {
  await fireEvent.change(number())
  await fireEvent.blur(number(), { relatedTarget })
}

describe('the dial of a running test', () => {
  it('says how much of the plan is asked for, one figure where all scenarios have one', () => {
    const both = plan({ scenarios: [open, users, counted] })
    expect(dialLabel(dialRows(both, [], 1000))).toBe('Dial 100 %')
    const set = { action: 'set' as const, atMs: 500, scenario: 'users', value: 4 }
    expect(dialRows(both, [set], 1000)).toMatchObject([
      { scenario: 'browse', value: 100, unit: '/s', planned: 100, sliderMost: 200 },
      { scenario: 'users', value: 4, unit: 'VUs', planned: 8 }
    ])
    expect(dialLabel(dialRows(both, [set], 1000))).toBe('Dial')
    expect(dialLabel(dialRows(plan({ scenarios: [counted] }), [], 1000))).toBe('Dial')
  })

  it('sets the load by steps, number and slider, and shows what comes of it', async () => {
    const { ondial, model } = show()
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await fireEvent.click(await screen.findByRole('button', { name: 'browse: 10 % more' }))
    expect(ondial).toHaveBeenLastCalledWith('browse', 110)
    expect(await screen.findByText('maxVUs of the plan stays.')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'browse: 10 % less' }))
    expect(ondial).toHaveBeenLastCalledWith('browse', 90)
    await type('250.5')
    await fireEvent.keyDown(number(), { key: 'Enter' })
    expect(ondial).toHaveBeenLastCalledWith('browse', 250.5)
    await type('90')
    await leaveFor(screen.getByRole('slider'))
    expect(ondial).toHaveBeenLastCalledWith('browse', 90)
    await fireEvent.change(screen.getByRole('slider'), { target: { value: '40' } })
    expect(ondial).toHaveBeenLastCalledWith('browse', 40)
    model.dialled({ action: 'set', atMs: 3000, scenario: 'browse', value: 40 })
    expect(await screen.findByRole('button', { name: 'Dial 40 %', hidden: true })).toBeTruthy()
  })

  it('takes nothing that is given up by Escape, by closing it or by leaving the window', async () => {
    const { ondial } = show()
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await screen.findByRole('slider')
    await type('40')
    await leaveFor(document.body)
    await leaveFor(null)
    await fireEvent.keyDown(number(), { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('slider')).toBeNull())
    expect(ondial).not.toHaveBeenCalled()
  })

  it('says at the field what was found and what it takes', async () => {
    const { ondial } = show([users])
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await screen.findByRole('slider')
    for (const [typed, found] of [
      ['abc', '“abc”'],
      ['2.5', '“2.5”'],
      [' ', 'nothing']
    ] as const) {
      await type(typed)
      await fireEvent.keyDown(number(), { key: 'Enter' })
      await leaveFor(screen.getByRole('slider'))
      const [alert, ...others] = screen.getAllByRole('alert')
      expect(alert?.textContent).toBe(
        `Found ${found}, expected a whole number from 0 to 100,000 (virtual users).`
      )
      expect(others).toEqual([])
      expect(number().value).toBe(typed)
    }
    expect(ondial).not.toHaveBeenCalled()
  })

  it('asks before it sets more than ten times the plan', async () => {
    const { ondial, model } = show()
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await screen.findByRole('slider')
    await type('1000')
    await fireEvent.keyDown(number(), { key: 'Enter' })
    expect(ondial).toHaveBeenLastCalledWith('browse', 1000)
    await type('999999')
    await leaveFor(screen.getByRole('slider'))
    await leaveFor(screen.getByRole('slider'))
    expect(screen.getByRole('alert').textContent).toContain('999,999 /s is more than 10 times the plan')
    expect(number().value).toBe('999999')
    expect(ondial).toHaveBeenCalledTimes(1)
    await fireEvent.keyDown(number(), { key: 'Enter' })
    expect(ondial).toHaveBeenLastCalledWith('browse', 999_999)
    model.dialled({ action: 'set', atMs: 3000, scenario: 'browse', value: 999_999 })
    expect(await screen.findByText('10,000 times the plan')).toBeTruthy()
    expect(number().value).toBe('1000000')
    // Less than what the load stands at is no question any more.
    await type('500000')
    await fireEvent.keyDown(number(), { key: 'Enter' })
    expect(ondial).toHaveBeenLastCalledWith('browse', 500_000)
  })

  it('moves number, share and slider together', async () => {
    show()
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await fireEvent.input(await screen.findByRole('slider'), { target: { value: '150' } })
    expect(number().value).toBe('150')
    expect(screen.getByText('150 % of the plan')).toBeTruthy()
  })

  it('pauses and resumes, and says that the run is paused', async () => {
    const { onpause, model } = show([open, counted])
    await fireEvent.click(screen.getByRole('button', { name: 'Dial 100 %' }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Pause' }))
    expect(onpause).toHaveBeenLastCalledWith(true)
    model.dialled({ action: 'pause', atMs: 3500 })
    await fireEvent.click(await screen.findByRole('button', { name: 'Resume' }))
    expect(onpause).toHaveBeenLastCalledWith(false)
    expect(screen.getByText('Paused')).toBeTruthy()
    // Half a second of it so far.
    expect(model.plannedDurationMs).toBe(60_500)
  })

  it('draws the plan as the hand changed it, with the pause', () => {
    const { model } = show()
    expect(model.plannedDurationMs).toBe(60_000)
    model.dialled({ action: 'set', atMs: 1000, scenario: 'browse', value: 150 })
    model.dialled({ action: 'pause', atMs: 2000 })
    model.dialled({ action: 'resume', atMs: 3000 })
    expect(model.plannedDurationMs).toBe(61_000)
    expect(model.asked.scenarios[0]?.executor).toMatchObject({
      kind: 'ramping-arrival-rate',
      startRate: 100,
      stages: [
        { durationMs: 1000, target: 100 },
        { durationMs: 0, target: 150 },
        { durationMs: 1000, target: 150 },
        { durationMs: 0, target: 0 },
        { durationMs: 1000, target: 0 },
        { durationMs: 0, target: 150 },
        { durationMs: 58_000, target: 150 }
      ]
    })
  })

  it('offers to save a dialled run as a plan when it is over, and no other', async () => {
    const { model, onexport } = show()
    model.finish('finished', runSummary(), null)
    await screen.findByRole('button', { name: 'Export' })
    expect(screen.queryByRole('button', { name: 'Save as plan' })).toBeNull()
    model.dialled({ action: 'set', atMs: 1000, scenario: 'browse', value: 150 })
    await fireEvent.click(await screen.findByRole('button', { name: 'Save as plan' }))
    expect(onexport).toHaveBeenCalledWith('plan')
  })
})
