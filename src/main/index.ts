import { app, dialog } from 'electron'
import { DesktopApp, isOwnPage, lockDown, registerRendererScheme } from './app/index.ts'
import createLane from './engine/lane-thread?nodeWorker'
import createMetronome from './engine/metronome-thread?nodeWorker'
import createRecorder from './run/recorder-thread?nodeWorker'
import createRecovery from './run/recovery-thread?nodeWorker'
import targetModulePath from './target/target-process?modulePath'

/** Desktop entry: one instance, one window; everything else is made by DesktopApp. */

// Only the development server sets it, and only an unpackaged app believes it.
const developmentUrl = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null)

let desktop: DesktopApp | null = null
let closing = false

function start(): void {
  desktop = new DesktopApp({
    threads: {
      run: { lane: createLane, recorder: createRecorder, metronome: createMetronome },
      recovery: createRecovery,
      targetModulePath
    },
    builtFolder: import.meta.dirname,
    developmentUrl
  })
  desktop.openWindow()
  // Ctrl-C in the terminal that started the app, and the end of the session. Registered before the app is ready,
  // they would be lost to Electron's own.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void closeAndQuit())
}

/** Said twice: a terminal shows the one, a user who clicked an icon sees the other. */
function fail(error: unknown): void {
  console.error('Loadgale cannot start:', error)
  dialog.showErrorBox('Loadgale cannot start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}

/** A run that still goes on is stopped and saved. Nothing is asked: by now the user has answered, or is not there. */
async function closeAndQuit(): Promise<void> {
  if (closing) return
  closing = true
  try {
    await desktop?.close()
  } finally {
    app.exit(0)
  }
}

if (app.requestSingleInstanceLock()) {
  registerRendererScheme()
  lockDown((url) => isOwnPage(url, developmentUrl))
  // Top-level await of whenReady would deadlock an ES module.
  app.whenReady().then(start).catch(fail)
  app.on('second-instance', () => desktop?.focus())
  app.on('activate', () => desktop?.openWindow())
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    void closeAndQuit()
  })
} else {
  app.quit()
}
