import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubWindow } from '../support/window-stubs.ts'
import { catalogue } from './plan-fixtures.ts'
import { PRACTICE, TestDesk } from './test-desk.ts'

let desk: TestDesk

beforeEach(async () => {
  stubWindow()
  desk = new TestDesk()
  desk.settings = { ...desk.settings, draftDocument: catalogue }
  await desk.open()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function press(name: string | RegExp): Promise<boolean> {
  return fireEvent.click(screen.getByRole('button', { name }))
}

/** The oldest offer of those on screen, or the one beside a text. */
function undo(text?: RegExp): Promise<boolean> {
  const row = text === undefined ? null : screen.getByText(text).parentElement
  return fireEvent.click(within(row ?? document.body).getAllByRole('button', { name: 'Undo' })[0]!)
}

function value(label: string | RegExp): string {
  return screen.getByLabelText<HTMLInputElement>(label).value
}

function steps(): string[] {
  const list = within(screen.getByRole('region', { name: 'Steps' })).getByRole('list')
  return within(list)
    .getAllByRole('button')
    .map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim() ?? '')
}

const ALL_STEPS = ['1 GET list', '2 think 100ms', '3 POST /cart']

async function pasteCurl(): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => 'curl http://127.0.0.1:8080/pasted' } })
  await fireEvent(document.body, event)
  await screen.findByText(/A step was added from curl/)
}

test.each([
  ['New plan', () => press('New plan'), () => expect(value('Plan')).toBe('Catalogue')],
  [
    'the practice target',
    async () => {
      await press('Use the practice target')
      await waitFor(() => expect(value('Plan')).toBe(PRACTICE.document.name))
    },
    () => expect(value('Plan')).toBe('Catalogue')
  ],
  ['a removed step', () => press('Remove the step'), () => expect(steps()).toEqual(ALL_STEPS)],
  [
    'a removed scenario',
    () => press('Remove the scenario browse'),
    () => expect(screen.getByRole('tab', { name: /^browse/ })).toBeTruthy()
  ],
  ['a pasted curl command', pasteCurl, () => expect(steps()).toEqual(ALL_STEPS)]
])('of %s works on another page, after coming back, and after a reload', async (_, change, isUndone) => {
  await change()
  await desk.leave()
  await undo()
  await desk.comeBack()
  isUndone()
  await desk.reopen()
  isUndone()
})

test('works when the page was left and shown again first', async () => {
  await press('Remove the step')
  await desk.leave()
  await desk.comeBack()
  await undo()
  expect(steps()).toEqual(ALL_STEPS)
})

test('of a step shows the scenario that it was removed from', async () => {
  await press('Remove the step')
  await fireEvent.click(screen.getByRole('tab', { name: /^admin/ }))
  await undo()
  expect(steps()).toEqual(ALL_STEPS)
  expect(value('Name in the results')).toBe('list')
  expect(screen.queryByText(/^Add a request to give/)).toBeNull()
})

test('of a step still works once the plan that took its place was undone', async () => {
  await press('Remove the step')
  await press('New plan')
  await undo(/^New plan$/)
  await undo(/^Step 1 removed/)
  expect(steps()).toEqual(ALL_STEPS)
})

test.each([
  ['Remove the step', /^Step 1 removed/],
  ['Remove the scenario browse', /^Scenario browse removed/]
])('of “%s” leaves another plan alone, and says so', async (button, text) => {
  await press(button)
  await press('New plan')
  await undo(text)
  expect(steps()).toEqual(['1 GET / 1problem'])
  expect(screen.queryByRole('tab', { name: /^browse/ })).toBeNull()
  expect(screen.getByText(/cannot be undone now/)).toBeTruthy()
})
