import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import type { AppContext } from '../../../src/renderer/src/app-state/app-context.ts'
import type { RunListItem } from '../../../src/shared/history.ts'
import { appContext } from '../support/app-fixture.ts'
import { FakeHistory, listItem, listItems } from '../support/fake-history.ts'
import { stubWindow } from '../support/window-stubs.ts'
import HistoryHost from './HistoryHost.svelte'

beforeEach(stubWindow)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function open(runs: readonly RunListItem[]): Promise<{ history: FakeHistory; context: AppContext }> {
  const history = new FakeHistory(runs)
  const context = appContext(history.api.client)
  render(HistoryHost, { props: { context } })
  await screen.findByText(runs.length === 0 ? 'No runs yet' : (runs[0]?.name ?? ''))
  return { history, context }
}

function names(): (string | undefined)[] {
  return shownRows().map((row) => within(row).getAllByRole('gridcell')[2]?.textContent)
}

function shownRows(): HTMLElement[] {
  return screen.getAllByRole('row').filter((row) => row.dataset['run'] !== undefined)
}

function row(name: string): HTMLElement {
  const found = shownRows().find((one) => within(one).queryByText(name) !== null)
  if (found === undefined) throw new Error(`no row ${name}`)
  return found
}

function selected(): string[] {
  return shownRows()
    .filter((one) => one.getAttribute('aria-selected') === 'true')
    .map((one) => one.dataset['run'] ?? '')
}

async function press(key: string, modifiers: Partial<KeyboardEventInit> = {}): Promise<void> {
  await fireEvent.keyDown(screen.getByRole('grid'), { key, ...modifiers })
}

describe('the History view', () => {
  it('draws only the rows in sight, whatever the number of runs', async () => {
    await open(listItems(3000))
    expect(screen.getByText('3,000 runs')).toBeTruthy()
    expect(shownRows().length).toBeLessThan(40)
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('3001')
  })

  it('opens a run by a click and by Enter', async () => {
    const { context } = await open(listItems(3))
    await fireEvent.click(within(row('Run 1')).getByText('Run 1'))
    expect(context.router.route).toEqual({ view: 'run', runId: 'run0001' })
    await press('ArrowDown')
    await press('Enter')
    expect(context.router.route).toEqual({ view: 'run', runId: 'run0002' })
  })

  it('selects by check box, Ctrl, Shift and the keyboard', async () => {
    const { context } = await open(listItems(8))
    await fireEvent.click(screen.getByLabelText('Select Run 1'))
    await fireEvent.click(within(row('Run 4')).getByText('Run 4'), { ctrlKey: true })
    expect(selected()).toEqual(['run0001', 'run0004'])
    await fireEvent.click(within(row('Run 6')).getByText('Run 6'), { shiftKey: true })
    expect(selected()).toEqual(['run0004', 'run0005', 'run0006'])
    await press(' ')
    expect(selected()).toEqual(['run0004', 'run0005'])
    await press('ArrowDown', { shiftKey: true })
    expect(selected()).toEqual(['run0006', 'run0007'])
    await press('Escape')
    expect(selected()).toEqual([])
    expect(context.router.route).toEqual({ view: 'test' })
  })

  it('compares exactly two runs, the starred one as the base', async () => {
    const runs = listItems(4).map((run, index) => (index === 0 ? { ...run, baseline: true } : run))
    const { context } = await open(runs)
    const compare = screen.getByRole<HTMLButtonElement>('button', { name: 'Compare' })
    await fireEvent.click(screen.getByLabelText('Select Run 2'))
    expect(compare.disabled).toBe(true)
    await fireEvent.click(screen.getByLabelText('Select Run 0'))
    await fireEvent.click(compare)
    expect(context.router.route).toEqual({ view: 'compare', baseId: 'run0000', otherId: 'run0002' })
    await fireEvent.click(screen.getByLabelText('Select Run 3'))
    expect(compare.disabled).toBe(true)
  })

  it('takes the earlier of two runs as the base when none is starred', async () => {
    const { context } = await open(listItems(3))
    await fireEvent.click(screen.getByLabelText('Select Run 0'))
    await fireEvent.click(screen.getByLabelText('Select Run 2'))
    await fireEvent.click(screen.getByRole('button', { name: 'Compare' }))
    expect(context.router.route).toEqual({ view: 'compare', baseId: 'run0002', otherId: 'run0000' })
  })

  it('deletes at once and brings back what was deleted', async () => {
    const { history } = await open(listItems(5))
    await fireEvent.click(screen.getByLabelText('Select Run 1'))
    await fireEvent.click(screen.getByLabelText('Select Run 3'))
    await fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
    expect(names()).toEqual(['Run 0', 'Run 2', 'Run 4'])
    expect(history.requests('history.delete')).toEqual([{ runIds: ['run0001', 'run0003'] }])
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(names()).toEqual(['Run 0', 'Run 1', 'Run 2', 'Run 3', 'Run 4']))
  })

  it('deletes the row of the keyboard, goes on to the next and undoes with Ctrl+Z', async () => {
    await open(listItems(3))
    await press('ArrowDown')
    await press('Delete')
    expect(names()).toEqual(['Run 1', 'Run 2'])
    await screen.findByText('“Run 0” deleted')
    await press('Delete')
    expect(names()).toEqual(['Run 2'])
    await screen.findByText('“Run 1” deleted')
    await press('z', { ctrlKey: true })
    await waitFor(() => expect(names()).toEqual(['Run 1', 'Run 2']))
  })

  it('selects every run that matches, also those that nobody scrolled to, and deletes them', async () => {
    const { history } = await open(listItems(1309))
    await press('a', { ctrlKey: true })
    await screen.findByText('1,309 selected')
    await press('Delete')
    await screen.findByText('1,309 runs deleted')
    expect(history.runs).toEqual([])
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(history.runs).toHaveLength(1309))
  })

  it('deletes and brings back more runs than one call takes', async () => {
    const { history } = await open(listItems(10_001))
    await press('a', { ctrlKey: true })
    await screen.findByText('10,001 selected')
    await press('Delete')
    await screen.findByText('10,001 runs deleted')
    const sizes = history
      .requests('history.delete')
      .map((request) => (request as { runIds: string[] }).runIds.length)
    expect(sizes).toEqual([10_000, 1])
  })

  it('selects nothing of which it could not be read what it is', async () => {
    const { history } = await open(listItems(309))
    history.failure = new ApiError('io', 'the file is locked')
    await press('a', { ctrlKey: true })
    await screen.findByText('The history could not be read: the file is locked')
    expect(selected()).toEqual([])
  })

  it('never deletes the running test', async () => {
    const { history } = await open([listItem(0, { status: 'running' }), listItem(1)])
    await press('a', { ctrlKey: true })
    await press('Delete')
    expect(names()).toEqual(['Run 0'])
    expect(history.requests('history.delete')).toEqual([{ runIds: ['run0001'] }])
    expect(await screen.findByText(/The running test stays/)).toBeTruthy()
  })

  it('shows the rows again when they could not be deleted', async () => {
    const { history } = await open(listItems(2))
    history.failure = new ApiError('DATABASE_BUSY', 'the file is locked')
    await press('ArrowDown')
    await press('Delete')
    expect(await screen.findByText('“Run 0” not deleted: the file is locked')).toBeTruthy()
    history.failure = null
    await fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(names()).toEqual(['Run 0', 'Run 1']))
  })

  it('edits a note in place: Enter saves', async () => {
    await open(listItems(2))
    await press('ArrowDown')
    await press('n')
    const input = await screen.findByLabelText<HTMLInputElement>('Note of Run 0')
    expect(document.activeElement).toBe(input)
    await fireEvent.input(input, { target: { value: 'warm start' } })
    await fireEvent.keyDown(input, { key: 'Enter' })
    await waitFor(() => expect(within(row('Run 0')).getByText('warm start')).toBeTruthy())
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('grid')))
  })

  it('edits a note in place: Esc restores', async () => {
    const { history } = await open([listItem(0, { note: 'as it was' })])
    await fireEvent.click(screen.getByText('as it was'))
    const input = await screen.findByLabelText('Note of Run 0')
    await fireEvent.input(input, { target: { value: 'never mind' } })
    await fireEvent.keyDown(input, { key: 'Escape' })
    expect(await screen.findByText('as it was')).toBeTruthy()
    expect(history.requests('history.annotate')).toEqual([])
  })

  it('keeps a note that could not be saved in its field, also over a refresh', async () => {
    const { history } = await open(listItems(2))
    await press('ArrowDown')
    await press('n')
    const input = await screen.findByLabelText<HTMLInputElement>('Note of Run 0')
    await fireEvent.input(input, { target: { value: 'precious' } })
    history.failure = new ApiError('DATABASE_FULL', 'the disk is full')
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(await screen.findByText('Not saved: the disk is full')).toBeTruthy()
    history.failure = null
    history.runs = [listItem(-1, { name: 'Newer' }), ...history.runs]
    history.api.emit('history.changed', { runIds: [] })
    await screen.findByText('Newer')
    expect(screen.getByLabelText<HTMLInputElement>('Note of Run 0').value).toBe('precious')
  })

  it('names the button of the tags by what is seen on it', async () => {
    await open([listItem(0, { tags: { branch: 'main', team: 'web' } }), listItem(1)])
    expect(screen.getByRole('button', { name: 'Edit the tags of Run 0: branch main +1' })).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Add tags to Run 1' })).toBeTruthy()
  })

  it('stars a run as the baseline', async () => {
    const { history } = await open(listItems(2))
    await fireEvent.click(within(row('Run 1')).getByRole('button', { name: 'Make this a baseline' }))
    expect(history.requests('history.annotate')).toEqual([{ runId: 'run0001', baseline: true }])
    expect(await within(row('Run 1')).findByRole('button', { name: /^Baseline/ })).toBeTruthy()
  })

  it('searches as one types, once the typing pauses', async () => {
    const { history } = await open(listItems(30))
    await fireEvent.keyDown(document.body, { key: '/' })
    const search = screen.getByLabelText<HTMLInputElement>('Search runs')
    expect(document.activeElement).toBe(search)
    await fireEvent.input(search, { target: { value: 'Run' } })
    await fireEvent.input(search, { target: { value: 'Run 2' } })
    await waitFor(() => expect(screen.getByText('11 runs')).toBeTruthy())
    expect(history.requests('history.list')).toHaveLength(2)
  })

  it('says when nothing matches and shows all runs again', async () => {
    await open(listItems(3))
    await fireEvent.input(screen.getByLabelText('Search runs'), { target: { value: 'nothing' } })
    await fireEvent.click(await screen.findByRole('button', { name: 'Show all runs' }))
    await waitFor(() => expect(names()).toEqual(['Run 0', 'Run 1', 'Run 2']))
  })

  it('offers the practice run when there is none yet', async () => {
    const { context } = await open([])
    await fireEvent.click(screen.getByRole('button', { name: 'Start the practice run' }))
    await waitFor(() => expect(context.router.route).toEqual({ view: 'run', runId: 'practice' }))
  })

  it('shows why the history cannot be read and tries again', async () => {
    const history = new FakeHistory(listItems(2))
    history.failure = new ApiError('DATABASE_BUSY', 'the file is locked')
    render(HistoryHost, { props: { context: appContext(history.api.client) } })
    expect(await screen.findByText('the file is locked')).toBeTruthy()
    history.failure = null
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Run 1')).toBeTruthy()
  })

  it('shows a new run without losing the selection', async () => {
    const { history } = await open(listItems(3))
    await fireEvent.click(screen.getByLabelText('Select Run 1'))
    history.runs = [listItem(-1, { name: 'Newer' }), ...history.runs]
    history.api.emit('history.changed', { runIds: ['run-001'] })
    await screen.findByText('Newer')
    expect(selected()).toEqual(['run0001'])
  })

  it('finds the search again after a look at a run', async () => {
    const { history } = await open(listItems(30))
    await fireEvent.input(screen.getByLabelText('Search runs'), { target: { value: 'Run 29' } })
    await waitFor(() => expect(names()).toEqual(['Run 29']))
    cleanup()
    render(HistoryHost, { props: { context: appContext(history.api.client) } })
    await screen.findByText('Run 29')
    expect(screen.getByLabelText<HTMLInputElement>('Search runs').value).toBe('Run 29')
    expect(names()).toEqual(['Run 29'])
  })
})
