import { expect } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validatePlanText } from '../../src/main/plan/index.ts'
import { test } from './desktop.ts'
import { FastServer } from './local-server.ts'
import { loadPlan } from './plans.ts'

let server: FastServer

test.beforeAll(async () => {
  server = await FastServer.start()
})
test.afterAll(() => server.close())

test('a run is dialled and paused by keyboard, resumed, stopped, and saved as a plan', async ({
  desktop,
  folder
}) => {
  const { page } = desktop
  await desktop.startRun(loadPlan(server.url, { vus: 10, duration: '60s', think: '50ms' }))
  await expect(desktop.runStatus).toHaveText('Running')
  await page.getByRole('button', { name: 'Dial 100 %' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'load: 10 % less' }).focus()
  await page.keyboard.press('Enter')
  const number = page.getByRole('textbox', { name: 'load, VUs' })
  await expect(number).toHaveValue('9')
  await number.fill('2.5')
  await number.press('Enter')
  await expect(page.getByText('expected a whole number from 0 to 100,000')).toBeVisible()
  await number.fill('3')
  await number.press('Enter')
  await expect(page.getByRole('slider', { name: 'load, VUs' })).toHaveValue('3')
  await number.selectText()
  await page.keyboard.type('7')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Dial 30 %' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(number).toHaveValue('3')
  await page.getByRole('button', { name: 'Pause' }).focus()
  await page.keyboard.press('Enter')
  await expect(desktop.runStatus).toHaveText('Paused')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(desktop.runStatus).toHaveText('Running')
  await page.keyboard.press('Escape')
  await expect(page.getByText('hold 3 VUs').last()).toBeVisible()
  await desktop.stopButton.click()
  await expect(desktop.runStatus).toHaveText('Stopped')

  const path = join(folder.path, 'again.yaml')
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await page.getByRole('button', { name: 'Save as plan' }).click()
  await expect(page.getByText(`Saved to ${path}`)).toBeVisible()
  const saved = validatePlanText(readFileSync(path, 'utf8'), path)
  expect(saved).toMatchObject({ valid: true, plan: { scenarios: [{ executor: { startVUs: 10 } }] } })
})
