import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { ROOT, test } from './desktop.ts'

/** Steps of some seconds each, some six of them. */
test.setTimeout(120_000)

let service: ChildProcess
let url = ''

test.beforeAll(async () => {
  service = fork(join(ROOT, 'tests/support/single-queue-process.ts'))
  const [message] = (await once(service, 'message')) as [{ url: string }]
  url = message.url
})
test.afterAll(async () => {
  service.disconnect()
  await once(service, 'exit')
})

function plan(): Record<string, unknown> {
  return {
    ...{ version: 1, name: 'Queue', target: url },
    scenarios: {
      ask: {
        ...{ executor: 'constant-arrival-rate', rate: 40, duration: '10s', preAllocatedVUs: 1 },
        flow: [{ request: { name: 'ask', url: '/' } }]
      }
    },
    thresholds: { http_req_response: ['p(95)<400'], http_reqs: ['count>1'] }
  }
}

test('a search is started from the plan, shown while it goes on, and opened again from the history', async ({
  desktop
}) => {
  const { page } = desktop
  await desktop.invoke('app.settings.write', { draftDocument: plan() })
  await page.reload()
  await page.getByRole('button', { name: 'Find capacity' }).click()
  const dialog = page.getByRole('dialog')
  // The plan's objectives, without the threshold that follows the rate itself.
  await expect(dialog.getByLabel('Objectives, one on each line')).toHaveValue('http_req_response: p(95)<400')
  // Ctrl+Enter is the dialog's while it is open: no test of the plan starts behind it.
  await dialog.getByLabel('Objectives, one on each line').fill('http_req_response: p(95)<400ms')
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('alert')).toContainText('limits of latencies are in ms')
  await dialog.getByLabel('Objectives, one on each line').fill('http_req_response: p(95)<400')
  await dialog.getByLabel('Length of a step').fill('2s')
  await dialog.getByLabel('Precision, %').fill('40')
  await dialog.getByRole('button', { name: 'Start the search' }).click()

  await expect(page.getByRole('heading', { name: 'Queue' })).toBeVisible()
  await expect(page.getByText('step 1, measuring')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Capacity, a search is running' })).toBeVisible()
  // The generator is the search's, between two of its steps as well.
  expect(await desktop.invokeRaw('run.start', { document: plan() })).toMatchObject({ code: 'run_active' })
  const rows = page.getByRole('table', { name: 'Steps' }).locator('tbody tr')
  await expect(rows.first()).toContainText('met', { timeout: 20_000 })

  const answer = page.getByRole('status', { name: 'Capacity' })
  await expect(answer).toContainText(/^Capacity\s*\d+(\.\d)?\/s/, { timeout: 90_000 })
  await expect(answer).toContainText('The objectives are met at')
  const capacity = (await answer.locator('strong').textContent()) ?? ''
  // A queue of 10 ms for each request.
  expect(Number(capacity.replace('/s', ''))).toBeGreaterThan(35)
  expect(Number(capacity.replace('/s', ''))).toBeLessThan(150)
  const curve = page.getByRole('slider', { name: 'Response by achieved rate: step shown' })
  await curve.focus()
  await page.keyboard.press('Home')
  await expect(curve).toHaveAttribute('aria-valuetext', /a second asked, .* achieved: median .* met/)

  await desktop.openView('History')
  await expect(page.getByText('No runs yet')).toBeVisible()
  await page.getByRole('radio', { name: 'Capacity' }).check()
  const list = page.getByRole('table', { name: 'Capacity searches' })
  await expect(list.locator('tbody tr')).toContainText([capacity])
  await list.getByRole('button', { name: 'Queue', exact: true }).click()
  await expect(answer).toContainText(capacity)
  await expect(page.getByRole('button', { name: 'Search again' })).toBeVisible()

  await desktop.openView('History')
  await page.getByRole('button', { name: 'Delete Queue' }).click()
  await expect(page.getByText('No capacity searches yet')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.locator('tbody tr')).toHaveCount(1)
})

test('what the machine cannot give is a warning of the plan, and a search that is stopped says what is known', async ({
  desktop
}) => {
  const { page } = desktop
  const many = { ...plan() }
  const [scenario] = Object.values(many['scenarios'] as Record<string, object>)
  many['scenarios'] = { ask: { ...scenario, maxVUs: 100_000 } }
  await desktop.invoke('app.settings.write', { draftDocument: many })
  await page.reload()
  await expect(page.getByText('This machine: Up to 100,000 connections')).toBeVisible()

  const started = await desktop.invoke('capacity.start', {
    ...{ document: plan(), objectives: [] },
    choices: { startRate: 10, stepMs: 60_000 }
  })
  await page.getByRole('button', { name: 'Capacity, a search is running' }).click()
  await expect(page.getByText('step 1, measuring')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('status', { name: 'Capacity' })).toContainText('Nothing is known', {
    timeout: 20_000
  })
  const { result } = await desktop.invoke('capacity.detail', started)
  expect(result.search.status).toBe('stopped')
})
