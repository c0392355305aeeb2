import { BrowserWindow, dialog, nativeTheme } from 'electron'
import { RENDERER_URL } from './renderer-protocol.ts'

export interface MainWindowOptions {
  readonly preload: string
  readonly icon: string
  /** A development server's page instead of the built one. */
  readonly developmentUrl: string | null
  readonly isRunActive: () => boolean
  /** Stops the run and resolves when it is saved. */
  readonly stopRun: () => Promise<void>
  readonly logError: (message: string, error: unknown) => void
}

/** Opens the one window. Closing it during a run asks; a renderer that dies is loaded again and finds the run. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 600,
    show: false,
    // The menu only lends its keys on Linux and Windows; Alt shows it.
    autoHideMenuBar: true,
    title: 'Loadgale',
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0d1014' : '#f9fafc',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Charts go on while the window is covered; the run's figures do not depend on it.
      backgroundThrottling: false
    }
  })
  window.once('ready-to-show', () => window.show())
  askBeforeClosing(window, options)
  reloadAfterCrash(window, options)
  const url = options.developmentUrl ?? RENDERER_URL
  window.loadURL(url).catch((error: unknown) => options.logError('load the window', error))
  return window
}

function askBeforeClosing(
  window: BrowserWindow,
  { isRunActive, stopRun, logError }: MainWindowOptions
): void {
  let asking = false
  let mayClose = false
  const ask = async (): Promise<void> => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: 'A test is running.',
      detail: 'Stop it and close? What was measured so far is saved.',
      buttons: ['Keep running', 'Stop and close'],
      defaultId: 0,
      cancelId: 0
    })
    if (response === 0) return
    await stopRun()
    mayClose = true
    window.close()
  }
  window.on('close', (event) => {
    if (mayClose || !isRunActive()) return
    event.preventDefault()
    if (asking) return
    asking = true
    ask()
      .catch((error: unknown) => logError('close the window', error))
      .finally(() => (asking = false))
  })
}

function reloadAfterCrash(window: BrowserWindow, { logError }: MainWindowOptions): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    logError('the window', `renderer process gone: ${reason}`)
    // Not from within the event: Chromium is still taking the dead process apart, and a reload now takes the whole
    // application down with it.
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    })
  })
}
