import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stubWindow } from '../support/window-stubs.ts'
import { catalogue } from './plan-fixtures.ts'
import { TestDesk } from './test-desk.ts'

let desk: TestDesk

beforeEach(() => {
  stubWindow()
  desk = new TestDesk()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** The plan is looked at a moment after the last key, and the first page of a file takes a while to make. */
const PATIENCE = { timeout: 10_000 }
const LONG_MS = 30_000

describe('what the machine says of a plan', () => {
  test(
    'stands beside the warnings of the plan, and does not keep it from starting',
    async () => {
      desk.settings = { ...desk.settings, draftDocument: catalogue }
      desk.machineWarnings = [{ path: '', message: 'Too few descriptors: `ulimit -n 20000`.', line: null }]
      await desk.open()
      await waitFor(
        () => expect(screen.getByText(/This machine: Too few descriptors/)).toBeTruthy(),
        PATIENCE
      )
      expect(screen.getByRole<HTMLButtonElement>('button', { name: /^Start$/ }).disabled).toBe(false)
      desk.machineWarnings = []
      await fireEvent.input(screen.getByLabelText('Plan'), { target: { value: 'Another' } })
      await waitFor(() => expect(screen.queryByText(/This machine: Too few/)).toBeNull(), PATIENCE)
    },
    LONG_MS
  )
})

describe('finding the capacity', () => {
  test('asks for the objectives, hands over the document and goes to the search', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Find capacity' }))
    const objectives = await screen.findByLabelText('Objectives, one on each line')
    await fireEvent.input(objectives, { target: { value: 'http_req_failed: rate<0.01' } })
    await fireEvent.click(screen.getByRole('button', { name: 'Start the search' }))
    await waitFor(() => expect(window.location.hash).toBe('#/capacity/0abc123'))
    expect(desk.requests('capacity.start')).toEqual([
      { document: catalogue, objectives: ['http_req_failed: rate<0.01'], choices: {} }
    ])
  })

  test('is not possible with a plan that has problems', async () => {
    desk.settings = { ...desk.settings, draftDocument: { ...catalogue, target: 'nowhere' } }
    await desk.open()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Find capacity' }).disabled).toBe(true)
    await desk.press('capacity.find')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
