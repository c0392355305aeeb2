import { expect } from '@playwright/test'
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Desktop, DesktopFolder, ELECTRON, ROOT, test } from './desktop.ts'
import { LocalServer } from './local-server.ts'
import { loadPlan } from './plans.ts'

test('a run whose app was killed is marked crashed at the next start, with its seconds', async ({
  folder
}) => {
  const server = await LocalServer.start()
  const killed = await Desktop.launch(folder)
  const runId = await killed.startRun(loadPlan(server.url, { name: 'Cut off', think: '10ms' }))
  await expect(killed.page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[4-9]$/)
  const exited = once(killed.process, 'exit')
  killed.process.kill('SIGKILL')
  await exited
  server.close()

  const desktop = await Desktop.launch(folder)
  await desktop.openView('History')
  const row = desktop.page.getByRole('row', { name: /Cut off/ })
  await expect(row).toContainText('crashed')
  await row.getByText('Cut off', { exact: true }).click()
  await expect(desktop.runStatus).toHaveText('Crashed')
  await expect(desktop.page.getByText('The process ended during this run.')).toBeVisible()
  const { runSeconds } = await desktop.invoke('history.detail', { runId })
  expect(runSeconds.length).toBeGreaterThanOrEqual(2)
  await desktop.close()
  expect(desktop.complaints).toEqual([])
})

test.describe('a history that cannot be opened', () => {
  /** Replaces the system's error box, which only a user could close, by a line that can be read. */
  const STUB = `
    const { dialog } = require('electron')
    dialog.showErrorBox = (title, text) => process.stdout.write('DIALOG ' + title + ': ' + text)
  `

  async function startAndFail(
    folder: DesktopFolder
  ): Promise<{ code: unknown; said: string; shown: string }> {
    const stub = join(folder.path, 'stub.cjs')
    writeFileSync(stub, STUB)
    const child = spawn(ELECTRON, ['-r', stub, ...folder.electronArguments], { cwd: ROOT, env: folder.env })
    let said = ''
    let shown = ''
    child.stderr.on('data', (data: Buffer) => (said += String(data)))
    child.stdout.on('data', (data: Buffer) => (shown += String(data)))
    const [code] = await once(child, 'close')
    return { code, said, shown }
  }

  test('a file that is no database is named and left as it is', async ({ folder }) => {
    const rubbish = 'no database at all, but somebody may want it back\n'.repeat(100)
    writeFileSync(folder.databaseFile, rubbish)
    const { code, said, shown } = await startAndFail(folder)
    expect(code).toBe(1)
    expect(said).toContain('Loadgale cannot start')
    expect(shown).toMatch(/^DIALOG Loadgale cannot start: /)
    expect(shown).toContain(folder.databaseFile)
    expect(readFileSync(folder.databaseFile, 'utf8')).toBe(rubbish)
  })

  test('a database of a newer version is named and left as it is', async ({ folder }) => {
    const first = await Desktop.launch(folder)
    await first.close()
    const database = new Database(folder.databaseFile)
    database.pragma('user_version = 9999')
    database.close()
    const before = readFileSync(folder.databaseFile)
    const { code, said, shown } = await startAndFail(folder)
    expect(code).toBe(1)
    expect(said).toMatch(/written by a newer Loadgale/)
    expect(shown).toMatch(/written by a newer Loadgale/)
    expect(readFileSync(folder.databaseFile).equals(before)).toBe(true)
  })
})

test('a second start shows the window of the first and ends', async ({ desktop, folder }) => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const second = spawn(ELECTRON, folder.electronArguments, { cwd: ROOT, env: folder.env, stdio: 'ignore' })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  await expect
    .poll(() => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false)
  expect(desktop.app.windows()).toHaveLength(1)
})

test('the practice server ends with the app, however it ends', async ({ folder }) => {
  for (const end of ['close', 'kill'] as const) {
    const desktop = await Desktop.launch(folder)
    const { url } = await desktop.invoke('target.start', null)
    expect((await fetch(`${url}/items`)).status).toBe(200)
    const exited = once(desktop.process, 'exit')
    if (end === 'close') await desktop.close()
    else desktop.process.kill('SIGKILL')
    await exited
    await expect
      .poll(() =>
        fetch(url).then(
          () => 'alive',
          () => 'gone'
        )
      )
      .toBe('gone')
  }
})
