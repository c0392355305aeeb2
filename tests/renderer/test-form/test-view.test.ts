import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import { stubWindow } from '../support/window-stubs.ts'
import { catalogue } from './plan-fixtures.ts'
import { INFO, PRACTICE, TestDesk } from './test-desk.ts'

function input(label: string | RegExp): HTMLInputElement {
  return screen.getByLabelText<HTMLInputElement>(label)
}

async function type(label: string | RegExp, value: string): Promise<void> {
  await fireEvent.input(input(label), { target: { value } })
}

function startButton(): HTMLButtonElement {
  return screen.getByRole<HTMLButtonElement>('button', { name: /^Start$/ })
}

async function paste(text: string, target: Element = document.body): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  await fireEvent(target, event)
}

let desk: TestDesk

beforeEach(() => {
  stubWindow()
  desk = new TestDesk()
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the first start', () => {
  beforeEach(() => {
    desk.info = { ...INFO, firstStart: true }
  })

  test('offers the practice target: one click starts it, runs its plan and shows the run', async () => {
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: /Start the practice server and run/ }))
    await waitFor(() => expect(desk.context.router.route).toEqual({ view: 'run', runId: 'run123' }))
    expect(desk.requests('run.start')).toEqual([{ document: PRACTICE.document }])
  })

  test('is over once there is a draft', async () => {
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Write my own test' }))
    await type('Target base URL', 'http://127.0.0.1:1')
    await desk.reopen()
    expect(input('Target base URL').value).toBe('http://127.0.0.1:1')
  })

  test('is also the welcome of an app without a draft and without a run', async () => {
    desk.info = INFO
    desk.runs = 0
    await desk.open()
    expect(screen.getByRole('heading', { name: 'Welcome to Loadgale' })).toBeTruthy()
  })
})

describe('the draft', () => {
  test('comes back with every text as it was typed, wrong ones too', async () => {
    await desk.open()
    await type('Virtual users', '1o')
    await type('Plan', 'Half a pl')
    await desk.reopen()
    expect(input('Virtual users').value).toBe('1o')
    expect(input('Plan').value).toBe('Half a pl')
  })

  test('is not written while nothing was typed', async () => {
    await desk.open()
    cleanup()
    expect(desk.requests('app.settings.write')).toEqual([])
  })

  test('keeps the options of an executor while another is tried', async () => {
    await desk.open()
    await type('Virtual users', '77')
    await fireEvent.click(screen.getByRole('radio', { name: /^constant-arrival-rate/ }))
    expect(screen.queryByLabelText('Virtual users')).toBeNull()
    await fireEvent.click(screen.getByRole('radio', { name: /^constant-vus/ }))
    expect(input('Virtual users').value).toBe('77')
  })
})

describe('problems', () => {
  test('stand beside their field, are counted in the list and keep the test from starting', async () => {
    desk.settings = { ...desk.settings, draftDocument: { ...catalogue, target: 'localhost' } }
    await desk.open()
    expect(input('Target base URL').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('alert').textContent).toMatch(/expected an absolute http or https URL/)
    expect(screen.getByText('1 problem')).toBeTruthy()
    expect(startButton().disabled).toBe(true)
  })

  test('of a field that is mended disappear at once', async () => {
    desk.settings = { ...desk.settings, draftDocument: { ...catalogue, target: 'localhost' } }
    await desk.open()
    await type('Target base URL', 'http://127.0.0.1:8080')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(startButton().disabled).toBe(false)
  })

  test('that arise in typing disable the start at once and are shown a moment later', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await type('Warm-up', '5 sec')
    expect(startButton().disabled).toBe(true)
    expect(screen.queryByRole('alert')).toBeNull()
    vi.advanceTimersByTime(1000)
    await tick()
    expect(input('Warm-up').getAttribute('aria-invalid')).toBe('true')
  })

  test('lead to their field, on whatever tab it is', async () => {
    const document = structuredClone(catalogue)
    const steps: { request?: { timeout?: string } }[] = document.scenarios.browse.flow
    steps[0]!.request!.timeout = '3 s'
    desk.settings = { ...desk.settings, draftDocument: document }
    await desk.open()
    await fireEvent.click(screen.getByRole('tab', { name: /^Thresholds/ }))
    await desk.press('run.start')
    await waitFor(() => expect(document_().activeElement).toBe(input('Timeout')))
    expect(desk.requests('run.start')).toEqual([])
  })

  function document_(): Document {
    return globalThis.document
  }
})

describe('starting', () => {
  beforeEach(() => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
  })

  test('hands over the document and goes to the run', async () => {
    await desk.open()
    await desk.press('run.start')
    await waitFor(() => expect(desk.context.router.route).toEqual({ view: 'run', runId: 'run123' }))
    expect(desk.requests('run.start')).toEqual([{ document: catalogue }])
  })

  test('shows why it failed, with every detail', async () => {
    desk.startFailure = new ApiError('host_not_allowed', 'The host is public', ['example.test', 'allow it'])
    await desk.open()
    await fireEvent.click(startButton())
    const banner = await screen.findByRole('alert')
    expect(banner.textContent).toContain('The test was not started: The host is public')
    expect(
      within(banner)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent)
    ).toEqual(['example.test', 'allow it'])
  })
})

describe('while a test is running', () => {
  test('the button says so and leads to it, as the shortcut does', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    const disconnect = await desk.context.liveRun.connect()
    const parsing = parsePlan(catalogue)
    if (!parsing.valid) throw new Error('the fixture is wrong')
    desk.api.emit('run.started', {
      runId: 'live42',
      plan: parsing.plan,
      document: catalogue,
      startedAt: '2026-11-23T10:00:00Z',
      plannedDurationMs: 90_000
    })
    await fireEvent.click(await screen.findByRole('button', { name: 'A test is running: show it' }))
    expect(desk.context.router.route).toEqual({ view: 'run', runId: 'live42' })
    await desk.press('run.start')
    expect(desk.requests('run.start')).toEqual([])
    disconnect()
  })
})

describe('plan files', () => {
  const file = '/plans/shop.yaml'

  beforeEach(() => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
  })

  test('are opened, right or wrong, and what was in the editor comes back by undo', async () => {
    desk.opened = {
      path: file,
      document: { version: 1, target: 'http://shop.test', tls: { insecure: true } }
    }
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Open a plan file' }))
    expect(await screen.findByText('shop.yaml is open')).toBeTruthy()
    expect(input('Target base URL').value).toBe('http://shop.test')
    expect(screen.getByText('shop.yaml')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(input('Target base URL').value).toBe(catalogue.target)
    expect(screen.queryByText('shop.yaml')).toBeNull()
  })

  test('that hold no plan are named with each of their mistakes, and the editor stays as it was', async () => {
    desk.openFailure = new ApiError('no_plan', 'notes.txt cannot be read as YAML or JSON.', ['Line 1: odd.'])
    await desk.open()
    await desk.press('test.open')
    expect(await screen.findByText(/The plan was not opened: notes.txt cannot be read/)).toBeTruthy()
    expect(screen.getByText('Line 1: odd.')).toBeTruthy()
    expect(input('Target base URL').value).toBe(catalogue.target)
  })

  test('are saved with what is in the editor, and suggested again after a restart', async () => {
    await desk.open()
    await type('Plan', 'My shop: v2')
    await desk.press('test.save')
    expect(await screen.findByText(`Saved to ${file}`)).toBeTruthy()
    await desk.reopen()
    await desk.press('test.save')
    await waitFor(() => expect(desk.requests('plan.save')).toHaveLength(2))
    const document = { ...catalogue, name: 'My shop: v2' }
    expect(desk.requests('plan.save')).toEqual([
      { document, suggestedPath: 'My-shop-v2.yaml' },
      { document, suggestedPath: file }
    ])
  })

  test.each(['plan.open', 'plan.save'])(
    'change nothing when the dialog of %s is cancelled',
    async (channel) => {
      desk.saved = null
      await desk.open()
      await desk.press(channel.replace('plan', 'test'))
      await waitFor(() => expect(desk.requests(channel)).toHaveLength(1))
      await tick()
      expect(input('Target base URL').value).toBe(catalogue.target)
      expect(screen.queryByText(/Saved to|is open/)).toBeNull()
    }
  )
})

test('the plan of a run opens for changes, and the one before comes back by undo', async () => {
  desk.settings = { ...desk.settings, draftDocument: catalogue }
  desk.context.planInbox.editPlanOf({ name: 'Night', document: { version: 1, target: 'http://a.test' } })
  expect(desk.context.router.route).toEqual({ view: 'test' })
  await desk.open()
  expect(input('Target base URL').value).toBe('http://a.test')
  expect(screen.getByText('The plan of the run “Night” is open')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(input('Target base URL').value).toBe(catalogue.target)
  await desk.reopen()
  expect(input('Target base URL').value).toBe(catalogue.target)
})

describe('steps', () => {
  beforeEach(() => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
  })

  function titles(): string[] {
    const list = within(screen.getByRole('region', { name: 'Steps' })).getByRole('list')
    return within(list)
      .getAllByRole('button')
      .map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim() ?? '')
  }

  test('are moved by Alt and the arrow keys, with the focus on them', async () => {
    await desk.open()
    const first = screen.getByRole('button', { name: /GET list/ })
    await fireEvent.keyDown(first, { key: 'ArrowDown', altKey: true })
    expect(titles()).toEqual(['1 think 100ms', '2 GET list', '3 POST /cart'])
    await waitFor(() => expect(document.activeElement?.textContent).toContain('list'))
    expect(screen.getByText('Step moved to place 2 of 3')).toBeTruthy()
  })

  test('that are removed come back by undo', async () => {
    await desk.open()
    await fireEvent.keyDown(screen.getByRole('button', { name: /GET list/ }), { key: 'Delete' })
    expect(titles()).toEqual(['1 think 100ms', '2 POST /cart'])
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(titles()).toEqual(['1 GET list', '2 think 100ms', '3 POST /cart'])
  })

  test('are duplicated behind themselves', async () => {
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Duplicate the step' }))
    expect(titles()).toEqual(['1 GET list', '2 GET list', '3 think 100ms', '4 POST /cart'])
  })

  test('are sent once without the rest of the plan, and the answer is text', async () => {
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Send once' }))
    expect((await screen.findByText('<b>not rendered</b>')).tagName).toBe('PRE')
    const [request] = desk.requests('plan.sendOnce')
    expect(request).toMatchObject({
      scenario: 'browse',
      step: 0,
      document: { version: 1, target: catalogue.target, scenarios: { browse: {} } }
    })
    expect(Object(request).document).not.toHaveProperty('thresholds')
    expect(Object.keys(Object(request).document.scenarios)).toEqual(['browse'])
  })

  test('are sent once over the connections that the plan asks for', async () => {
    const network = {
      tls: { insecure: true },
      proxy: 'http://127.0.0.1:3128',
      dns: { policy: 'onlyIPv4' },
      hosts: { 'shop.test': '127.0.0.1' },
      localAddresses: ['127.0.0.2'],
      connections: { reuse: false }
    }
    desk.settings = { ...desk.settings, draftDocument: { ...catalogue, ...network } }
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Send once' }))
    await screen.findByText('<b>not rendered</b>')
    expect(desk.requests('plan.sendOnce')[0]).toMatchObject({ document: network })
  })
})

describe('a pasted curl command', () => {
  const CURL = `curl 'http://127.0.0.1:8080/cart' --json '{"a":1}' -k`

  test('becomes a step, says what was left out, and goes away by undo', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await paste(CURL)
    expect(input(/^URL/).value).toBe('/cart')
    expect(screen.getByText(/-k was left out/)).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(input(/^URL/).value).toBe('/items')
  })

  test('in the URL field fills its step', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await paste(CURL, input(/^URL/))
    expect(input(/^URL/).value).toBe('/cart')
    expect(input('Name in the results').value).toBe('list')
    expect(screen.getByLabelText<HTMLSelectElement>('Method').value).toBe('POST')
  })

  test('opens the form on the first start, with its target', async () => {
    desk.info = { ...INFO, firstStart: true }
    await desk.open()
    await paste(CURL)
    expect(input('Target base URL').value).toBe('http://127.0.0.1:8080')
    expect(startButton().disabled).toBe(false)
  })

  test('is left alone where it is no curl command', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await paste('http://127.0.0.1:8080/other')
    expect(input(/^URL/).value).toBe('/items')
  })
})

describe('other plans', () => {
  test('the practice target opens in the form; undo brings back what was there', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Use the practice target' }))
    await waitFor(() => expect(input('Plan').value).toBe('Practice'))
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(input('Plan').value).toBe('Catalogue')
  })

  test('the practice plan runs from the palette without touching what was there', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await desk.press('test.practice.run')
    await waitFor(() => expect(desk.requests('run.start')).toEqual([{ document: PRACTICE.document }]))
    expect(input('Plan').value).toBe('Catalogue')
  })

  test('a scenario that is removed comes back by undo', async () => {
    desk.settings = { ...desk.settings, draftDocument: catalogue }
    await desk.open()
    await fireEvent.click(screen.getByRole('button', { name: 'Remove the scenario browse' }))
    expect(screen.queryByRole('tab', { name: /^browse/ })).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(screen.getByRole('tab', { name: /^browse/ })).toBeTruthy()
  })
})
