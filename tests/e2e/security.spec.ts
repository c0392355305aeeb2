import { expect } from '@playwright/test'
import { Desktop, DesktopFolder, test } from './desktop.ts'
import { LocalServer } from './local-server.ts'

const folder = new DesktopFolder()
let desktop: Desktop
let server: LocalServer

test.beforeAll(async () => {
  server = await LocalServer.start()
  desktop = await Desktop.launch(folder)
})
test.afterAll(async () => {
  await desktop.close()
  server.close()
  folder.close()
})
test.afterEach(() => expect(desktop.complaints).toEqual([]))

test('a page has the typed transport and nothing of Node', async () => {
  expect(await desktop.page.evaluate(`[typeof api.invoke, typeof api.on, Object.keys(api).length]`)).toEqual([
    'function',
    'function',
    2
  ])
  expect(
    await desktop.page.evaluate(
      `[typeof require, typeof process, typeof module, typeof Buffer, typeof globalThis.electron]`
    )
  ).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'undefined'])
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const read: unknown = contents === undefined ? null : Reflect.get(contents, 'getLastWebPreferences')
    return typeof read === 'function' ? read.call(contents) : null
  })
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
})

test('the content security policy blocks inline scripts, eval and other origins', async () => {
  await desktop.page.evaluate(`(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.injected = true'
    document.body.append(script)
  })()`)
  expect(await desktop.page.evaluate(`globalThis.injected`)).toBeUndefined()
  const blocked = `Promise.all([
    fetch('${server.url}').then(() => 'fetched', () => 'blocked'),
    new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve('loaded')
      image.onerror = () => resolve('blocked')
      image.src = '${server.url}/pixel.png'
    })
  ])`
  expect(await desktop.page.evaluate(blocked)).toEqual(['blocked', 'blocked'])
  expect(server.count).toBe(0)
  desktop.forgive(/Content Security Policy|Fetch API cannot load|Refused to/)
})

test('the page cannot be led elsewhere and opens no windows', async () => {
  const before = desktop.page.url()
  await desktop.page.evaluate(`{ location.href = '${server.url}/elsewhere' }`)
  expect(await desktop.page.evaluate(`window.open('${server.url}/popup')`)).toBeNull()
  await desktop.page.evaluate(`{
    const link = document.createElement('a')
    link.href = '${server.url}/link'
    document.body.append(link)
    link.click()
    link.remove()
  }`)
  await desktop.invoke('app.info', null)
  expect(desktop.page.url()).toBe(before)
  expect(desktop.app.windows()).toHaveLength(1)
  expect(server.count).toBe(0)
})

test('files outside of the bundle are not served', async () => {
  const status = (path: string): Promise<unknown> =>
    desktop.page.evaluate(`fetch('${path}').then((response) => response.status, () => 'failed')`)
  expect(await status('app://bundle/index.html')).toBe(200)
  expect(await status('app://bundle/..%2f..%2fpackage.json')).toBe(404)
  expect(await status('app://bundle/%2e%2e/%2e%2e/package.json')).toBe(404)
  expect(await status('app://bundle/missing.js')).toBe(404)
  desktop.forgive(/404/)
})

test('permissions are denied', async () => {
  const states = await desktop.page.evaluate(`Promise.all(
    ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'].map((name) =>
      navigator.permissions.query({ name }).then(({ state }) => state)
    )
  )`)
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied', 'denied'])
  expect(
    await desktop.page.evaluate(
      `navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', ({ name }) => name)`
    )
  ).not.toBe('granted')
})

test('a call with a wrong payload is answered with bad_request', async () => {
  const wrong = [
    ['history.detail', { runId: '../../etc/passwd' }],
    ['history.detail', null],
    ['history.delete', { runIds: 'all' }],
    ['history.list', { search: '', status: 'lost', limit: 5, cursor: null }],
    ['history.list', { search: '', status: null, limit: 1e9, cursor: null }],
    ['run.stop', { runId: 'abcdef123', immediately: 'yes' }],
    ['run.stop', { runId: 'abcdef123', immediately: true, extra: 1 }],
    ['export.save', { runId: 'abcdef123', format: 'exe' }],
    ['app.settings.write', { theme: 'neon' }],
    ['app.info', { surplus: true }]
  ] as const
  for (const [channel, payload] of wrong) {
    expect(await desktop.invokeRaw(channel, payload)).toMatchObject({ ok: false, code: 'bad_request' })
  }
  expect(await desktop.invokeRaw('history.detail', { runId: 'abcdef123' })).toMatchObject({
    ok: false,
    code: 'RUN_NOT_FOUND'
  })
})
