import { expect } from '@playwright/test'
import { once } from 'node:events'
import { Desktop, DesktopFolder, test } from './desktop.ts'
import { LocalServer } from './local-server.ts'
import { loadPlan } from './plans.ts'

let server: LocalServer

test.beforeAll(async () => {
  server = await LocalServer.start()
})
test.afterAll(() => server.close())

function closeWindow(desktop: Desktop): Promise<void> {
  return desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
}

test('closing the window during a run asks; the run goes on, or is stopped and saved', async () => {
  const folder = new DesktopFolder()
  const desktop = await Desktop.launch(folder)
  const runId = await desktop.startRun(loadPlan(server.url, { think: '20ms' }))
  await expect(desktop.page.getByRole('complementary').getByText('first 0:00')).toBeVisible()

  await desktop.answerQuestions(0)
  await closeWindow(desktop)
  await expect.poll(() => desktop.questionsAsked()).toBe(1)
  await expect(desktop.runStatus).toHaveText('Running')
  await expect(desktop.stopButton).toBeVisible()

  await desktop.answerQuestions(1)
  const closed = desktop.app.waitForEvent('close')
  await closeWindow(desktop)
  await closed
  expect(desktop.process.exitCode).toBe(0)
  expect(desktop.complaints).toEqual([])

  const again = await Desktop.launch(folder)
  const detail = await again.invoke('history.detail', { runId })
  expect(detail.item.status).toBe('stopped')
  const { started, completed, failed, timedOut, inFlight } = detail.summary.totals
  expect(completed).toBeGreaterThan(0)
  expect(started).toBe(completed + failed + timedOut + inFlight)
  await again.close()
  expect(again.complaints).toEqual([])
  folder.close()
})

// Windows has no such signals: its processes are killed.
if (process.platform !== 'win32') {
  test('a signal from outside stops the run, saves it and ends the app without a question', async () => {
    const folder = new DesktopFolder()
    const desktop = await Desktop.launch(folder)
    const runId = await desktop.startRun(loadPlan(server.url, { think: '20ms' }))
    await expect(desktop.page.getByRole('complementary').getByText('first 0:00')).toBeVisible()
    const exited = once(desktop.process, 'exit')
    desktop.process.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(desktop.complaints).toEqual([])

    const again = await Desktop.launch(folder)
    expect((await again.invoke('history.detail', { runId })).item.status).toBe('stopped')
    await again.close()
    folder.close()
  })
}
