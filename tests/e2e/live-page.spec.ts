import { expect } from '@playwright/test'
import { test } from './desktop.ts'
import { FastServer } from './local-server.ts'
import { loadPlan } from './plans.ts'

let server: FastServer

test.beforeAll(async () => {
  server = await FastServer.start()
})
test.afterAll(() => server.close())

interface Watch {
  readonly frameMs: readonly number[]
  readonly longTaskMs: readonly number[]
}

/** Watches the page's frames and long tasks from now on. */
const START_WATCH = `
  globalThis.watch = { frameMs: [], longTaskMs: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.longTaskMs.push(duration)
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (now) => { watch.frameMs.push(now - last); last = now; requestAnimationFrame(frame) };
  requestAnimationFrame(frame);
  undefined`

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

test('the page stays responsive while the engine runs flat out', async ({ desktop }, testInfo) => {
  const { page } = desktop
  await desktop.startRun(loadPlan(server.url, { vus: 100, duration: '5s' }))
  await page.evaluate(START_WATCH)
  const requests = page.getByRole('region', { name: 'Details' }).getByRole('row', { name: /^home/ })
  await expect(requests).toBeVisible()

  const answersMs: number[] = []
  const seen = new Set<string>()
  while (await desktop.stopButton.isVisible()) {
    for (const name of ['Diagnostics', 'Requests']) {
      const clickedMs = performance.now()
      const tab = page.getByRole('tab', { name: new RegExp(`^${name}`) })
      await tab.click()
      await expect(tab).toHaveAttribute('aria-selected', 'true')
      answersMs.push(performance.now() - clickedMs)
    }
    seen.add((await requests.getByRole('cell').nth(1).textContent()) ?? '')
  }
  await expect(desktop.runStatus).toHaveText('Finished')

  const { frameMs, longTaskMs }: Watch = await page.evaluate('watch')
  const { items } = await desktop.invoke('history.list', { search: '', status: null, limit: 1, cursor: null })
  const report = [
    `${Math.round(items[0]?.requestsPerSecond ?? 0)} requests/s`,
    `frames p50 ${percentile(frameMs, 0.5).toFixed(1)} ms, p95 ${percentile(frameMs, 0.95).toFixed(1)} ms`,
    `${longTaskMs.length} long tasks, longest ${Math.max(0, ...longTaskMs).toFixed(0)} ms`,
    `clicks answered in p50 ${percentile(answersMs, 0.5).toFixed(0)} ms, at most ${Math.max(...answersMs).toFixed(0)} ms`
  ].join('; ')
  testInfo.annotations.push({ type: 'responsiveness', description: report })
  console.log(`    ${report}`)

  expect(percentile(answersMs, 0.5)).toBeLessThan(1000)
  // The figures move while it is clicked through; how often is a question of the machine.
  expect(seen.size).toBeGreaterThan(1)
  expect(items[0]).toMatchObject({ status: 'finished', failedShare: 0 })
})

test('a page that is loaded again in the middle of a run comes back to it with all its seconds', async ({
  desktop
}) => {
  const { page } = desktop
  await desktop.startRun(loadPlan(server.url, { vus: 1, duration: '4s', think: '10ms' }))
  const firstSecond = page.getByRole('complementary').getByText('first 0:00')
  await expect(firstSecond).toBeVisible()
  await page.reload()
  await expect(desktop.runStatus).toHaveText('Running')
  await expect(firstSecond).toBeVisible()
  await expect(desktop.runStatus).toHaveText('Finished', { timeout: 10_000 })
})

test('a renderer that crashes in the middle of a run is loaded again and loses nothing', async ({
  desktop
}) => {
  const runId = await desktop.startRun(loadPlan(server.url, { vus: 1, duration: '6s', think: '10ms' }))
  await expect(desktop.page.getByRole('complementary').getByText('first 0:00')).toBeVisible()
  await desktop.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((loadedAgain) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => loadedAgain())
        contents?.forcefullyCrashRenderer()
      })
  )
  const status = `document.querySelector('header .status')?.textContent`
  await expect
    .poll(() => desktop.inWindow(`${status} + document.querySelector('aside')?.textContent`))
    .toMatch(/^Running[^]*first 0:00/)
  await expect.poll(() => desktop.inWindow(status), { timeout: 10_000 }).toBe('Finished')
  const seconds = `api.invoke('history.detail', { runId: '${runId}' }).then(({ value }) => value.runSeconds.length)`
  expect(await desktop.inWindow(seconds)).toBeGreaterThanOrEqual(6)
  desktop.forgive(/renderer process gone/)
})
