import { expect } from '@playwright/test'
import { paintedPixels, test } from './desktop.ts'

test('a first start leads with one click to a running practice test, which is saved and found again', async ({
  desktop
}) => {
  const { page } = desktop
  await expect(page.getByRole('heading', { name: 'Welcome to Loadgale' })).toBeVisible()
  await page.getByRole('button', { name: 'Start the practice server and run a ready test' }).click()

  await expect(page.getByRole('heading', { name: 'Practice', level: 1 })).toBeVisible()
  await expect(desktop.runStatus).toHaveText('Running')
  const requests = page.getByRole('region', { name: 'Details' }).getByRole('row', { name: /^list/ })
  await expect(requests.getByRole('cell').nth(1)).toHaveText(/^\d\d+$/, { timeout: 10_000 })
  const charts = page.getByRole('figure')
  for (const title of ['Iterations', 'Response', 'Phases', 'Generator']) {
    const canvas = charts.filter({ has: page.getByText(title, { exact: true }) }).locator('canvas')
    await expect.poll(() => paintedPixels(canvas)).toBeGreaterThan(500)
  }
  await page.screenshot({ path: 'test-results/live.png' })

  await desktop.stopButton.click()
  await expect(desktop.runStatus).toHaveText('Stopped', { timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible()
  await page.screenshot({ path: 'test-results/saved.png' })

  await desktop.openView('History')
  const row = page.getByRole('row', { name: /Practice/ })
  await expect(row).toContainText('stopped')
  await page.screenshot({ path: 'test-results/history.png' })
  await row.getByText('Practice', { exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Practice', level: 1 })).toBeVisible()
  await expect(desktop.runStatus).toHaveText('Stopped')
})
