import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubWindow } from '../support/window-stubs.ts'
import { catalogue } from './plan-fixtures.ts'
import { TestDesk } from './test-desk.ts'

let desk: TestDesk
/** The texts of what was brought into view, in order. */
let shown: string[]

beforeEach(async () => {
  stubWindow()
  shown = []
  Element.prototype.scrollIntoView = function () {
    shown.push(this.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '')
  }
  desk = new TestDesk()
  desk.settings = { ...desk.settings, draftDocument: catalogue }
  await desk.open()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test.each([
  ['Request', /^URL/, '2 GET /'],
  ['Think time', 'Duration', '2 think 1s']
])('a new %s is brought into view, with the focus on what is to be filled in', async (kind, label, step) => {
  await fireEvent.click(screen.getByRole('button', { name: kind }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(label)))
  expect(shown).toContain(step)
})

test('the step and the tab in use are in view when the page comes back, on the same tab of the step', async () => {
  await fireEvent.click(screen.getByRole('tab', { name: /^admin/ }))
  await fireEvent.click(screen.getByRole('tab', { name: /^Options/ }))
  await desk.leave()
  shown = []
  await desk.comeBack()
  expect(shown).toContain('1 PUT /health')
  expect(shown.some((text) => text.startsWith('admin'))).toBe(true)
  expect(screen.getByRole('tab', { name: /^Options/ }).getAttribute('aria-selected')).toBe('true')
})

test('a new scenario has its tab brought into view', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Scenario' }))
  await waitFor(() => expect(shown.some((text) => text.startsWith('scenario'))).toBe(true))
})

test('typing does not scroll the tabs', async () => {
  shown = []
  await fireEvent.input(screen.getByLabelText(/^URL/), { target: { value: '/other' } })
  expect(shown).toEqual([])
})
