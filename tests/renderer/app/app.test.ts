import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import App from '../../../src/renderer/src/App.svelte'
import type { AppContext } from '../../../src/renderer/src/app-state/app-context.ts'
import { appContext } from '../support/app-fixture.ts'
import { FakeHistory, listItems } from '../support/fake-history.ts'
import { stubWindow } from '../support/window-stubs.ts'

beforeEach(stubWindow)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function open(): Promise<{ history: FakeHistory; context: AppContext }> {
  window.location.hash = '#/history'
  const history = new FakeHistory(listItems(3))
  const context = appContext(history.api.client)
  render(App, { props: { context } })
  await screen.findByText('Run 0')
  return { history, context }
}

function press(key: string): Promise<boolean> {
  return fireEvent.keyDown(window, { key, ctrlKey: true })
}

describe('the shortcuts of the window', () => {
  it('open the pages by their place on the rail', async () => {
    await open()
    const rail = screen.getByRole('navigation', { name: 'Main' }).querySelectorAll('button[data-tip]')
    const pages = [...rail].slice(0, -1).map((button) => button.getAttribute('data-tip')?.toLowerCase())
    expect(pages).toHaveLength(5)
    // The Test page last: it takes long to make.
    for (const place of [2, 3, 4, 5]) {
      await press(String(place))
      expect(window.location.hash).toBe(`#/${pages[place - 1]}`)
    }
    expect(pages[0]).toBe('test')
  })

  it('do nothing behind a question, and neither does the palette open over it', async () => {
    const { context } = await open()
    void context.confirmations.ask({ title: 'Sure?', text: '', confirmLabel: 'Yes', tone: 'normal' })
    await screen.findByRole('alertdialog')
    await press('2')
    await press('k')
    expect(window.location.hash).toBe('#/history')
    expect(screen.queryByRole('combobox', { name: 'Command' })).toBeNull()
  })

  it('answer no question by the keys that start something: they may have been pressed twice', async () => {
    const { context } = await open()
    const answers: boolean[] = []
    const question = { title: 'Sure?', text: '', confirmLabel: 'Yes', tone: 'normal' } as const
    void context.confirmations.ask(question).then((answer) => answers.push(answer))
    await screen.findByRole('alertdialog')
    await press('Enter')
    expect([context.confirmations.open, answers]).toEqual([expect.objectContaining(question), []])
  })

  it('close the palette with the keys that opened it', async () => {
    await open()
    await press('k')
    await screen.findByRole('combobox', { name: 'Command' })
    await press('2')
    expect(window.location.hash).toBe('#/history')
    await press('k')
    await waitFor(() => expect(screen.queryByRole('combobox', { name: 'Command' })).toBeNull())
  })
})

describe('the command palette', () => {
  it('finds runs by their name, newest first, and opens one', async () => {
    const { history } = await open()
    await press('k')
    const field = await screen.findByRole('combobox', { name: 'Command' })
    await fireEvent.input(field, { target: { value: 'nothing of that name' } })
    expect(await screen.findByText('No command or run of that name')).toBeTruthy()
    await fireEvent.input(field, { target: { value: 'Run' } })
    const found = await screen.findAllByRole('option', { name: /^Runs Run \d/ })
    expect(found.map((option) => option.textContent.match(/Run \d/)?.[0])).toEqual([
      'Run 0',
      'Run 1',
      'Run 2'
    ])
    await fireEvent.input(field, { target: { value: 'Run 1' } })
    await screen.findByRole('option', { name: /^Runs Run 1/ })
    await fireEvent.keyDown(field, { key: 'Enter' })
    expect(window.location.hash).toBe('#/run/run0001')
    expect(history.requests('history.list')).toContainEqual(expect.objectContaining({ search: 'Run 1' }))
  })
})
