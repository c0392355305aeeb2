import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { Desktop, DesktopFolder, test } from './desktop.ts'
import { LocalServer } from './local-server.ts'
import { loadPlan } from './plans.ts'

// One app for all of them, in this order.
test.describe.configure({ mode: 'serial' })

const folder = new DesktopFolder()
let desktop: Desktop
let server: LocalServer

test.beforeAll(async () => {
  server = await LocalServer.start(20)
  desktop = await Desktop.launch(folder)
})
test.afterAll(async () => {
  await desktop.close()
  server.close()
  folder.close()
})
test.afterEach(() => expect(desktop.complaints).toEqual([]))

const EVERYTHING = { search: '', status: null, limit: 50, cursor: null }

async function expectAccessible(view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await desktop.page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page: desktop.page })
      .setLegacyMode(true)
      .exclude('#tooltip')
      .analyze()
    const found = violations.map(({ id, impact, nodes }) => ({
      ...{ view, colorScheme, id, impact },
      nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)
    }))
    expect(found).toEqual([])
  }
  await desktop.page.emulateMedia({ colorScheme: 'light' })
}

test('the views of a new user have no accessibility violations in light and dark', async () => {
  const { page } = desktop
  await expectAccessible('welcome')
  await desktop.openView('Run')
  await expect(page.getByText('No run yet')).toBeVisible()
  await expectAccessible('no run')
  await desktop.openView('History')
  await expect(page.getByText('No runs yet')).toBeVisible()
  await expectAccessible('no history')
  await desktop.openView('Capacity')
  await expect(page.getByText('No search yet')).toBeVisible()
  await expectAccessible('no search')
  await desktop.openView('Compare')
  await expect(page.getByText('No two runs to compare yet')).toBeVisible()
  await expectAccessible('nothing to compare')
  await desktop.openView('Test')
  await page.getByRole('button', { name: 'Write my own test' }).click()
  await expect(page.getByLabel('Target base URL')).toBeVisible()
  await expectAccessible('test form')
  await page.getByLabel('Virtual users').fill('many')
  await expect(page.getByLabel('Virtual users')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible('test form with a problem')
  await page.getByRole('tab', { name: /^Auth/ }).click()
  await page.getByRole('radio', { name: 'Digest' }).check()
  await expectAccessible('authentication of a request')
  await page.getByRole('radio', { name: 'As every request' }).check()
  for (const tab of [/^Variables/, /^Network/]) {
    await page.getByRole('tab', { name: tab }).click()
    await expectAccessible(`form, ${String(tab)}`)
  }
  await page.getByRole('tab', { name: /^main/ }).click()
})

test('a run goes from the form to its end by keyboard alone', async () => {
  const { page } = desktop
  await page.keyboard.press('Control+1')
  await page.getByLabel('Target base URL').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(server.url)
  await page.getByLabel('Virtual users').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('2')
  await page.keyboard.press('Control+Enter')
  await expect(desktop.runStatus).toHaveText('Running')
  await expect(page.getByRole('complementary').getByText('first 0:00')).toBeVisible()
  await expectAccessible('running test')

  await page.keyboard.press('Control+K')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await expectAccessible('command palette')
  await page.keyboard.type('history')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible()
  await page.keyboard.press('Control+2')
  await expect(desktop.stopButton).toBeVisible()
  await page.keyboard.press('Control+.')
  await expect(desktop.runStatus).toHaveText('Stopped', { timeout: 15_000 })
  await expectAccessible('saved run')
  await page.keyboard.press('Control+5')
  await expect(page.getByRole('heading', { name: 'Compare', level: 1 })).toBeVisible()
})

test('history and comparison have no accessibility violations in light and dark', async () => {
  const { page } = desktop
  await desktop.startRun(loadPlan(server.url, { name: 'Second', vus: 3, duration: '2s' }))
  await expect(desktop.runStatus).toHaveText('Finished', { timeout: 10_000 })
  await page.keyboard.press('Control+4')
  await expect(page.getByRole('row', { name: /Second/ })).toContainText('finished')
  await expectAccessible('history')
  const [first] = (await desktop.invoke('history.list', EVERYTHING)).items.slice(-1)
  await desktop.invoke('history.annotate', { runId: first?.id ?? '', baseline: true })
  await page.keyboard.press('Control+5')
  await expect(page.getByRole('table', { name: 'Differences' })).toBeVisible()
  await expectAccessible('compare')
})

test('Tab goes through the page in the order in which it reads', async () => {
  const { page } = desktop
  await page.keyboard.press('Control+4')
  await expect(page.getByRole('grid')).toBeVisible()
  const focused = `document.activeElement.getAttribute('aria-label') ??
    document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText`
  await page.getByRole('button', { name: 'Test', exact: true }).focus()
  const order: unknown[] = []
  for (let step = 0; step < 9; step++) {
    await page.keyboard.press('Tab')
    order.push(await page.evaluate(focused))
  }
  expect(order).toEqual([
    ...['Run', 'Capacity', 'History', 'Compare', 'Theme: as the system'],
    ...['Runs', 'Search runs', 'Status', 'Runs, newest first']
  ])
})

test('a capacity search, its list and its dialog have no accessibility violations', async () => {
  const { page } = desktop
  const document = { ...loadPlan(server.url), name: 'Edge' }
  await desktop.invoke('capacity.start', {
    ...{ document, objectives: ['http_req_response: p(95)<5000'] },
    choices: { startRate: 5, maxRate: 5, stepMs: 1000 }
  })
  await desktop.openView('Capacity')
  await expect(page.getByRole('button', { name: 'Search again' })).toBeVisible({ timeout: 30_000 })
  await expectAccessible('capacity')
  await page.getByRole('button', { name: 'Search again' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible('capacity dialog')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await desktop.openView('History')
  await page.getByRole('radio', { name: 'Capacity' }).check()
  await expect(page.getByRole('button', { name: 'Edge', exact: true })).toBeVisible()
  await expectAccessible('capacity list')
})
