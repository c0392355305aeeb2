import { expect, type Locator } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readHlog } from '../support/hlog.ts'
import { Desktop, DesktopFolder, paintedPixels, ROOT, test } from './desktop.ts'
import { LocalServer } from './local-server.ts'

// One app for all of them, in this order.
test.describe.configure({ mode: 'serial' })

const folder = new DesktopFolder()
let fast: LocalServer
let slow: LocalServer
let desktop: Desktop

/** A run by the command line into the history of the window. */
async function runCli(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'out/main/cli.js'), ...args], { env: folder.env })
}

function row(name: string): Locator {
  return desktop.page.getByRole('row').filter({ hasText: name })
}

test.beforeAll(async () => {
  fast = await LocalServer.start(2)
  slow = await LocalServer.start(30)
  desktop = await Desktop.launch(folder)
  await desktop.openView('History')
  await expect(desktop.page.getByText('No runs yet')).toBeVisible()
  await runCli('quick', fast.url, '-c', '4', '-d', '3s', '--name', 'Catalogue before', '--quiet')
  await runCli('quick', slow.url, '-c', '4', '-d', '3s', '--name', 'Catalogue after', '--quiet')
})

test.afterAll(async () => {
  await desktop.close()
  fast.close()
  slow.close()
  folder.close()
})

test.afterEach(() => expect(desktop.complaints).toEqual([]))

test('runs of the command line are in the history as soon as one comes back to the window', async () => {
  await expect(row('Catalogue before')).toBeHidden()
  await desktop.page.evaluate(`window.dispatchEvent(new Event('focus'))`)
  await expect(row('Catalogue before')).toContainText('finished')
  await expect(row('Catalogue after')).toContainText('finished')
})

test('in the smallest window the name keeps its room, and what is left out can be read', async () => {
  const { page } = desktop
  const resize = (width: number, height: number): Promise<void> =>
    desktop.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
      [width, height] as const
    )
  await resize(960, 600)
  const name = row('Catalogue before').getByText('Catalogue before', { exact: true })
  await expect.poll(async () => (await name.boundingBox())?.width).toBeGreaterThan(140)
  await expect(name).toHaveAttribute('data-tip', /took 0:03/)
  await expect(page.getByText('2 runs')).toBeInViewport({ ratio: 1 })
  await row('Catalogue before').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /Edit the tags/ }).click()
  await expect(page.getByRole('textbox', { name: 'Tags of Catalogue before' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')

  await name.click()
  await expect(desktop.runStatus).toHaveText('Finished')
  const overflow = `[...document.querySelectorAll('.main')].map((main) => main.scrollWidth - main.clientWidth)`
  expect(await page.evaluate(overflow)).toEqual([0])
  const heads = page.getByRole('table').last().getByRole('columnheader')
  const [request, count] = [await heads.nth(0).boundingBox(), await heads.nth(1).boundingBox()]
  expect(request?.width).toBeGreaterThan(100)
  expect(count?.x).toBeGreaterThanOrEqual((request?.x ?? 0) + (request?.width ?? 0))
  await resize(1280, 800)
  await desktop.openView('History')
})

test('a run is found by words, starred, and given a note and tags', async () => {
  const { page } = desktop
  const search = page.getByLabel('Search runs')
  await search.fill('catalogue bef')
  await expect(row('Catalogue after')).toBeHidden()
  await expect(row('Catalogue before')).toBeVisible()

  await row('Catalogue before').getByRole('button', { name: 'Make this a baseline' }).click()
  await expect(row('Catalogue before').getByRole('button', { name: /^Baseline/ })).toBeVisible()
  await row('Catalogue before')
    .getByRole('button', { name: /Add tags to/ })
    .click()
  await page.getByLabel('Tags of Catalogue before').fill('release=1.4.2, team=web')
  await page.keyboard.press('Enter')
  await row('Catalogue before')
    .getByRole('button', { name: /Add a note to/ })
    .click()
  await page.getByLabel('Note of Catalogue before').fill('before the cache')
  await page.keyboard.press('Enter')
  await expect(row('Catalogue before')).toContainText('before the cache')
  await expect(row('Catalogue before')).toContainText('release 1.4.2')

  await search.fill('the cache')
  await expect(row('Catalogue before')).toBeVisible()
  await search.fill('nothing of that name')
  await expect(page.getByText('No run matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all runs' }).click()
  await expect(row('Catalogue after')).toBeVisible()
})

test('a deleted run is brought back by undo', async () => {
  const { page } = desktop
  await row('Catalogue after').getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(row('Catalogue after')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row('Catalogue after')).toBeVisible()
})

test('two runs are compared: what differs, both drawn, the shift of the percentiles', async () => {
  const { page } = desktop
  await row('Catalogue before').getByRole('checkbox').check()
  await row('Catalogue after').getByRole('checkbox').check()
  await page.locator('header').getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('heading', { name: 'Compare', level: 1 })).toBeVisible()
  const median = page
    .getByRole('table', { name: 'Differences' })
    .getByRole('row', { name: /^response p50 ms/ })
    .first()
  await expect(median).toContainText(/[×%]/)
  await expect(page.getByRole('region', { name: 'Conditions' }).getByText(fast.url)).toBeVisible()
  const canvases = page.locator('canvas')
  await expect(canvases.first()).toBeVisible()
  for (const canvas of await canvases.all()) {
    await expect.poll(() => paintedPixels(canvas)).toBeGreaterThan(300)
  }
  await expect(page.getByRole('figure').locator('svg').first()).toBeVisible()
  await page.screenshot({ path: 'test-results/compare.png' })
})

test('exports are what the page shows: series and summary as CSV, summary as JSON, histograms of HdrHistogram', async () => {
  const { page } = desktop
  await desktop.openView('History')
  await row('Catalogue before').getByText('Catalogue before', { exact: true }).click()
  await expect(desktop.runStatus).toHaveText('Finished')
  const shown = Number(
    (
      await page
        .getByRole('region', { name: 'Details' })
        .getByRole('row')
        .nth(1)
        .getByRole('cell')
        .nth(1)
        .innerText()
    ).replaceAll(/[^\d]/g, '')
  )
  expect(shown).toBeGreaterThan(100)

  const series = csv(await exportAs('CSV, time series', 'series.csv'))
  const summary = csv(await exportAs('CSV, summary', 'summary.csv'))
  for (const scope of ['total', 'request']) {
    expect(startedOf(series, scope)).toBe(shown)
    expect(startedOf(summary, scope)).toBe(shown)
  }
  const json: unknown = JSON.parse(await exportAs('JSON summary', 'summary.json'))
  expect(json).toMatchObject({ schema: 'loadgale.summary/1', totals: { started: shown } })
  const log = readHlog(await exportAs('HdrHistogram log', 'run.hlog')).intervals
  const untagged = log.filter(({ tag }) => tag === undefined)
  expect(untagged.reduce((sum, { histogram }) => sum + histogram.count, 0)).toBe(shown)
  expect(await exportAs('HdrHistogram percentiles', 'run.hgrm')).toContain(
    `Total count    = ${String(shown).padStart(12)}]`
  )
})

async function exportAs(item: string, fileName: string): Promise<string> {
  const path = join(folder.path, fileName)
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await desktop.page.getByRole('button', { name: 'Export' }).click()
  await desktop.page.getByRole('menuitem', { name: item }).click()
  await expect(desktop.page.getByText(`Saved to ${path}`)).toBeVisible()
  return readFileSync(path, 'utf8')
}

function csv(text: string): Record<string, string>[] {
  return parse(text, { columns: true })
}

function startedOf(rows: readonly Record<string, string>[], scope: string): number {
  return rows.reduce((total, entry) => total + (entry['scope'] === scope ? Number(entry['started']) : 0), 0)
}
