import { expect } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { test, type Desktop } from './desktop.ts'
import { LocalServer } from './local-server.ts'

let server: LocalServer

test.beforeAll(async () => {
  server = await LocalServer.start(5)
})
test.afterAll(() => server.close())

test('a test is filled in, its mistakes stand beside their fields, it runs, stops gracefully and adds up', async ({
  desktop
}) => {
  const { page } = desktop
  await page.getByRole('button', { name: 'Write my own test' }).click()
  const start = page.getByRole('button', { name: 'Start', exact: true })
  await page.getByLabel('Plan', { exact: true }).fill('Orders')
  await page.getByLabel('Target base URL').fill(server.url)
  await page.getByLabel('Method').selectOption('POST')
  await page.getByLabel('URL, under the target or absolute').fill('/orders?from=form')
  await page.getByRole('button', { name: 'Add header' }).click()
  await page.getByLabel('Name of header 1').fill('x-request-source')
  await page.getByLabel('Value of header 1').fill('loadgale form')
  await page.getByRole('tab', { name: /^Body/ }).click()
  await page.getByRole('radio', { name: 'JSON' }).check()
  await page.getByLabel('JSON body').fill('{"item": 7, "quantity": ')

  const jsonProblem = page.getByRole('tabpanel').getByRole('alert')
  await expect(jsonProblem.first()).toBeVisible()
  await expect(start).toBeDisabled()
  await page.getByLabel('JSON body').fill('{"item": 7, "quantity": 2}')
  await expect(start).toBeEnabled()

  const vus = page.getByLabel('Virtual users')
  await vus.fill('many')
  await expect(vus).toHaveAttribute('aria-invalid', 'true')
  await expect(start).toBeDisabled()
  await expect(page.getByRole('region', { name: 'Problems of the plan' })).toContainText('1 problem')
  await vus.fill('4')
  await page.getByLabel('Duration', { exact: true }).fill('45s')
  await expect(start).toBeEnabled()
  await expect(page.getByRole('figure', { name: /^Load of/ })).toHaveAttribute('aria-label', /4/)
  await expect(page.locator('svg polyline.load')).toHaveAttribute('points', /\d+,\d+/)
  await page.screenshot({ path: 'test-results/form.png' })

  await start.click()
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible()
  await expect(desktop.runStatus).toHaveText('Running')
  await expect.poll(() => server.count).toBeGreaterThan(50)
  await desktop.stopButton.click()
  await expect(desktop.runStatus).toHaveText('Stopped', { timeout: 15_000 })

  const { items } = await desktop.invoke('history.list', { search: '', status: null, limit: 5, cursor: null })
  expect(items).toHaveLength(1)
  const { summary } = await desktop.invoke('history.detail', { runId: items[0]?.id ?? '' })
  const { started, completed, retried, inFlight, httpFailed } = summary.totals
  expect(server.count).toBeGreaterThanOrEqual(completed)
  expect(server.count).toBeLessThanOrEqual(started + retried)
  expect({ inFlight, httpFailed, status: summary.run.status }).toEqual({
    inFlight: 0,
    httpFailed: 0,
    status: 'stopped'
  })
  expect(server.first).toMatchObject({
    method: 'POST',
    url: '/orders?from=form',
    body: '{"item":7,"quantity":2}',
    headers: { 'x-request-source': 'loadgale form', 'content-type': 'application/json' }
  })
})

test('a request authenticates, to a name that the Network tab sends elsewhere', async ({ desktop }) => {
  const { page } = desktop
  const receiver = await LocalServer.start()
  try {
    await page.getByRole('button', { name: 'Write my own test' }).click()
    await page.getByLabel('Target base URL').fill('http://shop.test')
    await page.getByRole('tab', { name: /^Auth/ }).click()
    await page.getByRole('radio', { name: 'Basic' }).check()
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password').fill('secret')
    await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/typed in clear/)
    await page.getByRole('tab', { name: /^Network/ }).click()
    const connections = page.getByRole('region', { name: 'Connections' })
    await connections.getByLabel('Used again').selectOption('never')
    await page.getByRole('button', { name: 'Add host' }).click()
    await page.getByLabel('Name of host 1').fill('shop.test')
    const address = page.getByLabel('Value of host 1')
    await address.fill('nowhere')
    const problems = page.getByRole('region', { name: 'Problems of the plan' })
    await expect(problems).toContainText('1 problem')
    await page.getByRole('tab', { name: /^main/ }).click()
    await problems.getByRole('button', { expanded: false }).click()
    await problems.getByRole('button', { name: /Host 1/ }).click()
    await expect(address).toBeFocused()
    await address.fill(new URL(receiver.url).host)
    await expect(page.getByRole('tab', { name: /^Network/ })).toContainText('2')
    await page.getByRole('tab', { name: /^main/ }).click()
    await page.getByRole('button', { name: 'Send once' }).click()
    await expect(page.getByRole('tab', { name: /^Sent once/ })).toContainText('200')
    expect(receiver.first?.headers).toMatchObject({
      ...{ host: 'shop.test', connection: 'close' },
      authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}`
    })
  } finally {
    receiver.close()
  }
})

test('a multipart body with a file is put together on the form and sent once', async ({ desktop }) => {
  const { page } = desktop
  const receiver = await LocalServer.start()
  const file = join(desktop.folder.path, 'sea.csv')
  writeFileSync(file, 'a,b\n')
  try {
    await page.getByRole('button', { name: 'Write my own test' }).click()
    await page.getByLabel('Target base URL').fill(receiver.url)
    await page.getByLabel('Method').selectOption('POST')
    await page.getByRole('tab', { name: /^Body/ }).click()
    await page.getByRole('radio', { name: 'Multipart' }).check()
    await page.getByRole('button', { name: 'Add part' }).click()
    await page.getByLabel('Name of part 1').fill('title')
    await page.getByLabel('Value of part 1').fill('user ${vu}')
    await page.getByRole('button', { name: 'Add part' }).click()
    await page.getByLabel('Name of part 2').fill('data')
    await page.getByLabel('Kind of part 2').selectOption('File')
    const path = page.getByLabel('File of part 2')
    await path.fill(join(desktop.folder.path, 'lake.csv'))
    await page.getByRole('button', { name: 'Send once' }).click()
    await expect(page.getByRole('tabpanel').last()).toContainText('Found no file at')
    await page.getByRole('tab', { name: /^Body/ }).click()
    await path.fill(file)
    await page.getByLabel('File name that part 2 is sent with').fill('sea-${vu}.csv')
    await page.getByRole('button', { name: 'Send once' }).click()
    await expect(page.getByRole('tabpanel').last()).toContainText(`[4 bytes of ${file}]`)
    const { headers, body } = receiver.first ?? { headers: {}, body: '' }
    const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none'
    expect(body.split(`--${boundary}`).map((part) => part.trim())).toEqual([
      '',
      'Content-Disposition: form-data; name="title"\r\n\r\nuser 1',
      'Content-Disposition: form-data; name="data"; filename="sea-1.csv"\r\nContent-Type: text/csv\r\n\r\na,b',
      '--'
    ])
  } finally {
    receiver.close()
  }
})

test('a plan is opened from a file, run, opened again from its run, and saved as a file that moves', async ({
  desktop
}) => {
  const { page } = desktop
  const receiver = await LocalServer.start()
  const folder = join(desktop.folder.path, 'plans')
  mkdirSync(folder)
  writeFileSync(join(folder, 'sea.csv'), 'a,b\n')
  writeFileSync(
    join(folder, 'sea.yaml'),
    stringify({
      version: 1,
      name: 'Sea',
      target: receiver.url,
      scenarios: {
        up: {
          executor: 'per-vu-iterations',
          vus: 1,
          iterations: 2,
          flow: [{ request: { method: 'POST', url: '/sea', bodyFile: 'sea.csv' } }]
        }
      }
    })
  )
  try {
    await page.getByRole('button', { name: 'Write my own test' }).click()
    await desktop.app.evaluate(
      ({ dialog }, { opened, saved }) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [opened] })
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: saved })
      },
      { opened: join(folder, 'sea.yaml'), saved: join(folder, 'lake.json') }
    )
    await page.keyboard.press('ControlOrMeta+o')
    await expect(page.getByLabel('Plan', { exact: true })).toHaveValue('Sea')
    await page.keyboard.press('ControlOrMeta+s')
    await expect(page.getByText(`Saved to ${join(folder, 'lake.json')}`)).toBeVisible()
    expect(readFileSync(join(folder, 'lake.json'), 'utf8')).toContain('"bodyFile": "sea.csv"')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(desktop.runStatus).toHaveText('Finished')
    expect(receiver.count).toBe(2)
    expect(receiver.first?.body).toBe('a,b\n')
    await page.getByRole('button', { name: 'Edit plan' }).click()
    await expect(page.getByText('The plan of the run “Sea” is open')).toBeVisible()
    await expect(page.getByLabel('URL, under the target or absolute')).toHaveValue('/sea')
  } finally {
    receiver.close()
  }
})

test('a plan with keys that nobody knows is mended in the app: removed, or in its text', async ({
  desktop
}) => {
  const { page } = desktop
  await showPlan(desktop, {
    ...{ version: 1, name: 'X', targte: server.url },
    scenarios: {
      a: { executor: 'constant-vus', vus: 1, duration: '1s', foo: 1, flow: [{ request: { url: '/' } }] }
    }
  })
  const dock = page.getByRole('region', { name: 'Problems of the plan' })
  await dock.getByRole('button', { expanded: false }).click()
  await dock.getByRole('button', { name: 'Remove scenarios.a.foo' }).click()
  await dock.getByRole('button', { name: /did you mean "target"/ }).click()
  const text = page.getByLabel('Plan as YAML')
  await expect(text).toBeFocused()
  await expect.poll(() => page.evaluate('getSelection().toString()')).toMatch(/^targte: /)
  await text.fill((await text.inputValue()).replace('targte', 'target: ['))
  await expect(page.getByRole('tabpanel').getByRole('alert')).toContainText('This is no valid YAML or JSON')
  await text.fill((await text.inputValue()).replace('target: [', 'target'))
  await expect(page.getByLabel('Target base URL')).toHaveValue(server.url)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(desktop.runStatus).toHaveText('Finished', { timeout: 15_000 })
})

test('what is chosen or added in a long plan is in sight, with the focus where it is filled in', async ({
  desktop
}) => {
  const { page } = desktop
  await showPlan(desktop, longPlan(40, 15))
  const steps = page.getByRole('region', { name: 'Steps' })
  const last = steps.getByRole('button', { name: /step\/40$/ })
  await page.getByRole('tab', { name: /^scenario-15/ }).focus()
  await page.keyboard.press('Enter')
  await last.click()
  await steps.getByRole('button', { name: 'Request', exact: true }).click()
  const url = page.getByLabel('URL, under the target or absolute')
  await expect(url).toBeFocused()
  await page.keyboard.type('/added')
  await expect(steps.getByRole('button', { name: /^41 .*added$/ })).toBeInViewport({ ratio: 0.95 })

  await page.getByRole('tab', { name: /^Options/ }).click()
  await desktop.openView('History')
  await desktop.openView('Test')
  await expect(steps.getByRole('button', { name: /^41 .*added$/ })).toBeInViewport({ ratio: 0.95 })
  await expect(page.getByRole('tab', { name: /^Options/ })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('tab', { name: /^scenario-15/ })).toBeInViewport({ ratio: 0.95 })

  await page.getByRole('button', { name: 'Scenario', exact: true }).click()
  const added = page.getByRole('tab', { name: /^scenario 10 VUs/ })
  await expect(added).toBeInViewport({ ratio: 0.95 })
  await expect(page.getByRole('tab', { name: /^Thresholds/ })).toBeInViewport({ ratio: 0.95 })
  await expect(page.getByRole('tab', { name: /^YAML/ })).toBeInViewport({ ratio: 0.95 })
  await page.getByRole('tab', { name: /^scenario-1 / }).focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('tab', { name: /^YAML/ })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('tab', { name: /^Network/ })).toBeFocused()
})

// The smallest window, and one of 1280 by 800 at 144 %.
for (const [width, height] of [
  [960, 600],
  [889, 555]
] as const) {
  test(`everything on the page can be reached at ${width} by ${height}`, async ({ desktop }) => {
    const { page, app } = desktop
    await app.evaluate(
      ({ BrowserWindow }, [w, h]) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setMinimumSize(400, 300)
        window?.setContentSize(w, h)
      },
      [width, height] as const
    )
    await desktop.invoke('target.start', null)
    await showPlan(desktop, longPlan(2, 2))
    const inSight = async (name: string | RegExp): Promise<void> =>
      expect(page.getByRole('button', { name, exact: typeof name === 'string' })).toBeInViewport({
        ratio: 0.95
      })
    for (const name of ['Send once', 'Stop the practice server', 'Use the practice target', 'Find capacity'])
      await inSight(name)
    await page.getByLabel('Target base URL').fill('wrong')
    await inSight(/problems? first$/)
    await inSight('Stop the practice server')
    const parts = page.getByRole('tablist', { name: 'Parts of the request' })
    for (const tab of await parts.getByRole('tab').all()) {
      await tab.click()
      await expect(tab).toBeInViewport({ ratio: 0.95 })
    }
    const method = page.getByRole('region', { name: 'Steps' }).getByText('OPTIONS')
    expect(
      await method.first().evaluate((cell) => Number(Reflect.get(cell, 'scrollWidth')))
    ).toBeLessThanOrEqual(await method.first().evaluate((cell) => Number(Reflect.get(cell, 'clientWidth'))))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  })
}

function longPlan(steps: number, scenarios: number): object {
  const flow = Array.from({ length: steps }, (_, index) => ({
    request: { method: 'OPTIONS', url: `/step/${index + 1}`, name: `step/${index + 1}` }
  }))
  const scenario = { executor: 'constant-vus', vus: 10, duration: '10s', flow }
  return {
    ...{ version: 1, name: 'Long', target: server.url },
    scenarios: Object.fromEntries(
      Array.from({ length: scenarios }, (_, index) => [`scenario-${index + 1}`, scenario])
    )
  }
}

/** As if the plan had been in the editor when the app was closed. */
async function showPlan(desktop: Desktop, document: object): Promise<void> {
  await desktop.invoke('app.settings.write', { draftDocument: document })
  await desktop.page.reload()
  await desktop.page.getByLabel('Target base URL').waitFor()
}
