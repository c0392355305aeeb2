import {
  _electron,
  expect,
  test as base,
  type ElectronApplication,
  type Locator,
  type Page
} from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  InvokeChannel,
  InvokeRequest,
  InvokeResponse,
  IpcResult,
  RendererApi
} from '../../src/shared/ipc-contract.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** The path of the executable: what the package exports outside of Electron. */
export const ELECTRON: string = createRequire(import.meta.url)('electron')

/** A folder of its own for settings, history and exports; gone with `close`. */
export class DesktopFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'loadgale-e2e-'))
  readonly databaseFile = join(this.path, 'history.db')
  readonly userData = join(this.path, 'user-data')

  get env(): Record<string, string> {
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined
    )
    return { ...Object.fromEntries(inherited), LOADGALE_DB: this.databaseFile }
  }

  get electronArguments(): string[] {
    const args = [ROOT, `--user-data-dir=${this.userData}`]
    if (process.platform === 'linux') args.unshift('--disable-gpu', '--log-level=3')
    if (process.getuid?.() === 0) args.unshift('--no-sandbox')
    return args
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The built app in a real window. What its pages and its main process complain about is collected in `complaints`. */
export class Desktop {
  readonly app: ElectronApplication
  readonly process: ChildProcess
  readonly folder: DesktopFolder
  readonly page: Page
  readonly complaints: string[]

  private constructor(app: ElectronApplication, folder: DesktopFolder, page: Page, complaints: string[]) {
    this.app = app
    this.process = app.process()
    this.folder = folder
    this.page = page
    this.complaints = complaints
  }

  static async launch(folder: DesktopFolder): Promise<Desktop> {
    const complaints: string[] = []
    const app = await _electron.launch({
      executablePath: ELECTRON,
      args: folder.electronArguments,
      cwd: ROOT,
      env: folder.env
    })
    app.context().on('weberror', (error) => complaints.push(`page: ${String(error.error())}`))
    app.context().on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    app.process().stderr?.on('data', (data: Buffer) => {
      for (const line of String(data).split('\n')) if (isComplaint(line)) complaints.push(`main: ${line}`)
    })
    const page = await app.firstWindow()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    return new Desktop(app, folder, page, complaints)
  }

  get pid(): number {
    const { pid } = this.process
    if (pid === undefined) throw new Error('the app has no process')
    return pid
  }

  /** A call as the renderer makes it. The request is unknown so that tests can send nonsense. */
  invokeRaw<C extends InvokeChannel>(channel: C, request: unknown): Promise<IpcResult<InvokeResponse<C>>> {
    return this.page.evaluate(
      ([name, payload]): Promise<IpcResult<InvokeResponse<C>>> => {
        const api: RendererApi = Reflect.get(globalThis, 'api')
        return api.invoke(name as C, payload as InvokeRequest<C>)
      },
      [channel, request] as const
    )
  }

  /**
   * Evaluates a script in whatever page the window shows now. After a crash of the renderer this is the one way:
   * Playwright's own page stays dead.
   */
  inWindow(script: string): Promise<unknown> {
    return this.app.evaluate(
      ({ BrowserWindow }, text): Promise<unknown> =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) ?? Promise.resolve(null),
      script
    )
  }

  async invoke<C extends InvokeChannel>(channel: C, request: InvokeRequest<C>): Promise<InvokeResponse<C>> {
    const result = await this.invokeRaw(channel, request)
    if (result.ok) return result.value
    throw new Error(`${channel}: ${result.code} ${result.message} ${result.details.join(' ')}`)
  }

  /** Starts a plan without the form and shows its Run page. */
  async startRun(document: unknown): Promise<string> {
    const { runId } = await this.invoke('run.start', { document })
    await this.openView('Run')
    await expect(this.stopButton).toBeVisible()
    return runId
  }

  async openView(name: 'Test' | 'Run' | 'Capacity' | 'History' | 'Compare'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
  }

  get stopButton(): Locator {
    return this.page.getByRole('button', { name: 'Stop', exact: true })
  }

  /** The state of the run on the Run page: "running", "finished", ... */
  get runStatus(): Locator {
    return this.page.locator('header .status')
  }

  /** Answers every question of the system from now on with the button of this index. */
  async answerQuestions(response: number): Promise<void> {
    await this.app.evaluate(({ dialog }, answer) => {
      Reflect.set(globalThis, 'questionsAsked', 0)
      dialog.showMessageBox = async () => {
        Reflect.set(globalThis, 'questionsAsked', Number(Reflect.get(globalThis, 'questionsAsked')) + 1)
        return { response: answer, checkboxChecked: false }
      }
    }, response)
  }

  /** How many questions were answered since `answerQuestions`. */
  questionsAsked(): Promise<number> {
    return this.app.evaluate(() => Number(Reflect.get(globalThis, 'questionsAsked')))
  }

  /** Takes back complaints that a test provoked; there must be at least one. */
  forgive(pattern: RegExp): void {
    const others = this.complaints.filter((line) => !pattern.test(line))
    expect(others.length, `no complaint like ${pattern}`).toBeLessThan(this.complaints.length)
    this.complaints.splice(0, Infinity, ...others)
  }

  /** Ends the app as its user would; a run that still goes on is stopped. */
  async close(): Promise<void> {
    await this.answerQuestions(1)
    await this.app.close()
  }
}

/**
 * Lines of our own logger and of Node; Chromium's chatter about missing buses and GPUs is none of ours, and how long a
 * step takes is a question of the machine.
 */
function isComplaint(line: string): boolean {
  if (line.includes('SlowStepWarning')) return false
  return /^\d{4}-\d\d-\d\dT\S+Z /.test(line) || /Unhandled|UncaughtException|Warning:|^\w*Error:/.test(line)
}

interface Fixtures {
  readonly folder: DesktopFolder
  readonly desktop: Desktop
}

/** Every test with an app of its own, which must have nothing to complain about. */
export const test = base.extend<Fixtures>({
  // Playwright reads the dependencies of a fixture from its first parameter.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = new DesktopFolder()
    await use(folder)
    folder.close()
  },
  desktop: async ({ folder }, use) => {
    const desktop = await Desktop.launch(folder)
    await use(desktop)
    await desktop.close()
    expect(desktop.complaints).toEqual([])
  }
})

/** Pixels of a canvas that are not transparent. */
export function paintedPixels(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: PaintedCanvas) => {
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height)
    let painted = 0
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) painted++
    return painted
  })
}

interface PaintedCanvas {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
  }
}
