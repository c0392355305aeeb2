import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
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

const UNKNOWN_KEYS = {
  version: 1,
  name: 'X',
  flub: 1,
  scenarios: {
    a: {
      executor: 'constant-vus',
      vus: 1,
      duration: '5s',
      foo: 1,
      flow: [{ request: { method: 'GET', url: '/', bar: 2, auth: { bearer: { token: 't', odd: 1 } } } }]
    }
  }
}

function open(document: unknown): Promise<void> {
  desk.settings = { ...desk.settings, draftDocument: document }
  return desk.open()
}

function press(name: string | RegExp): Promise<boolean> {
  return fireEvent.click(screen.getByRole('button', { name }))
}

function chooseTab(name: RegExp): Promise<boolean> {
  return fireEvent.click(screen.getByRole('tab', { name }))
}

function textArea(): HTMLTextAreaElement {
  return screen.getByLabelText<HTMLTextAreaElement>(/^Plan as/)
}

function start(): HTMLButtonElement {
  return screen.getByRole<HTMLButtonElement>('button', { name: /^Start$/ })
}

function field(label: string | RegExp): string {
  return screen.getByLabelText<HTMLInputElement>(label).value
}

async function typeText(value: string): Promise<void> {
  await fireEvent.input(textArea(), { target: { value } })
}

async function openText(): Promise<void> {
  await chooseTab(/^YAML/)
  await waitFor(() => expect(textArea().value).not.toBe(''))
}

function openProblems(): Promise<boolean> {
  return fireEvent.click(
    within(screen.getByRole('region', { name: 'Problems of the plan' })).getByRole('button', {
      expanded: false
    })
  )
}

/** The rows of the list of problems. */
function problems(): string[] {
  const list = within(screen.getByRole('region', { name: 'Problems of the plan' })).queryByRole('list')
  const rows = list === null ? [] : within(list).getAllByRole('listitem')
  return rows.map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim() ?? '')
}

describe('keys that no control shows', () => {
  test('are each removed from the list of problems, and come back by undo', async () => {
    await open(UNKNOWN_KEYS)
    await openProblems()
    const paths = ['flub', 'scenarios.a.foo', 'scenarios.a.flow[0].request.bar']
    for (const path of [...paths, 'scenarios.a.flow[0].request.auth.bearer.odd'])
      await press(`Remove ${path}`)
    expect(problems()).toEqual([expect.stringMatching(/a, step 1, URL.*relative/)])
    await fireEvent.click(
      within(screen.getByText('scenarios.a.foo removed').parentElement!).getByRole('button', { name: 'Undo' })
    )
    expect(problems().join()).toContain('Unknown key "foo"')
    expect(problems().join()).not.toContain('Unknown key "bar"')
  })

  test('keep what stands beside them', async () => {
    const { version, scenarios } = UNKNOWN_KEYS
    await open({ version, target: 'http://127.0.0.1:1', scenarios })
    await openProblems()
    await press('Remove scenarios.a.foo')
    await press('Remove scenarios.a.flow[0].request.bar')
    await press('Remove scenarios.a.flow[0].request.auth.bearer.odd')
    await press(/^Start$/)
    await waitFor(() => expect(desk.requests('run.start')).toHaveLength(1))
    expect(desk.requests('run.start')[0]).toMatchObject({
      document: { scenarios: { a: { flow: [{ request: { auth: { bearer: { token: 't' } } } }] } } }
    })
  })

  test('are led to in the text, at their line', async () => {
    await open(UNKNOWN_KEYS)
    await openProblems()
    await press(/Unknown key "foo"/)
    await waitFor(() => expect(document.activeElement).toBe(textArea()))
    await waitFor(() => expect(textArea().selectionEnd).toBeGreaterThan(0))
    const area = textArea()
    expect(area.value.slice(area.selectionStart, area.selectionEnd).trim()).toBe('foo: 1')
  })
})

test('what a step as a whole has wrong leads to the step, not to what adds one', async () => {
  const [scenario] = Object.entries(UNKNOWN_KEYS.scenarios).map(([, value]) => value)
  const flow = [
    { request: { method: 'GET', url: '/' } },
    { request: { method: 'GET', url: '/' }, think: '1s' }
  ]
  await open({
    version: 1,
    target: 'http://127.0.0.1:1',
    scenarios: { a: { ...scenario, foo: undefined, flow } }
  })
  await openProblems()
  await press(/both request and think/)
  await waitFor(() => expect(document.activeElement?.getAttribute('data-field')).toBe('scenarios.0.flow.1'))
})

describe('the text of the plan', () => {
  test('is followed by the form, which keeps what no text holds', async () => {
    await open(catalogue)
    await chooseTab(/^admin/)
    await fireEvent.input(screen.getByLabelText('Virtual users'), { target: { value: '3' } })
    await fireEvent.click(screen.getByRole('radio', { name: /^shared-iterations/ }))
    await fireEvent.input(screen.getByLabelText('Iterations'), { target: { value: '77' } })
    await fireEvent.click(screen.getByRole('radio', { name: /^constant-vus/ }))
    await openText()
    await typeText(`# mine\n${textArea().value.replace('/health', '/alive')}`)
    await waitFor(() => expect(start().disabled).toBe(false))
    await chooseTab(/^admin/)
    expect(field(/^URL/)).toBe('/alive')
    await fireEvent.click(screen.getByRole('radio', { name: /^shared-iterations/ }))
    expect(field('Iterations')).toBe('77')
  })

  test('stays to the letter until the form moves on from it', async () => {
    await open(catalogue)
    await openText()
    const text = `# mine\n${textArea().value}`
    await typeText(text)
    await waitFor(() => expect(start().disabled).toBe(false))
    await chooseTab(/^browse/)
    await desk.reopen()
    await chooseTab(/^YAML/)
    expect(textArea().value).toBe(text)
    await fireEvent.input(screen.getByLabelText('Plan'), { target: { value: 'Other' } })
    await waitFor(() => expect(textArea().value).toMatch(/^version: 1\nname: Other\n/))
  })

  test.each([
    [
      'is not YAML',
      (text: string) => text.replace('name: Catalogue', 'name: "Catalogue'),
      /^Line \d+: This is no valid/
    ],
    ['is no mapping', () => '', /^The text holds nothing/],
    [
      'has a key that the form would lose',
      (text: string) => text.replace('- duration: 30s', '- duration: 30s\n        durtion: 1'),
      /^Line \d+: Unknown key "durtion"/
    ]
  ])('that %s is kept with its mistake, while the form stays as it was', async (_, spoil, message) => {
    await open(catalogue)
    await openText()
    const right = textArea().value
    await typeText(spoil(right))
    expect(start().disabled).toBe(true)
    expect(await screen.findByText(message, { selector: 'p' })).toBeTruthy()
    await chooseTab(/^browse/)
    expect(field('Plan')).toBe('Catalogue')
    await desk.reopen()
    expect(start().disabled).toBe(true)
    await desk.press('run.start')
    await waitFor(() => expect(document.activeElement).toBe(textArea()))
    expect(textArea().value).toBe(spoil(right))
    await typeText(right.replace('name: Catalogue', 'name: Mended'))
    await waitFor(() => expect(start().disabled).toBe(false))
    expect(field('Plan')).toBe('Mended')
  })

  test('that is wrong can be dropped, and comes back by undo', async () => {
    await open(catalogue)
    await openText()
    const right = textArea().value
    await typeText('name: [')
    await screen.findByRole('button', { name: 'Drop the text' })
    await press('Drop the text')
    expect(textArea().value).toBe(right)
    expect(start().disabled).toBe(false)
    await press('Undo')
    expect(textArea().value).toBe('name: [')
  })

  test('that takes the place of what was changed in the form meanwhile says so, with undo', async () => {
    await open(catalogue)
    await openText()
    const right = textArea().value
    await typeText('name: [')
    await screen.findByRole('button', { name: 'Drop the text' })
    await fireEvent.input(screen.getByLabelText('Plan'), { target: { value: 'In the form' } })
    await typeText(right.replace('name: Catalogue', 'name: In the text'))
    expect(await screen.findByText(/The text took the place/)).toBeTruthy()
    expect(field('Plan')).toBe('In the text')
    await press('Undo')
    expect(field('Plan')).toBe('In the form')
  })

  test('is gone with its plan, and back with it', async () => {
    await open(catalogue)
    await openText()
    await typeText(`# mine\n${stringify(catalogue)}`)
    await waitFor(() => expect(start().disabled).toBe(false))
    await press('New plan')
    await openText()
    expect(textArea().value).not.toContain('# mine')
    await press('Undo')
    await waitFor(() => expect(textArea().value).toContain('# mine'))
  })
})
