import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { Worker, WorkerOptions } from 'node:worker_threads'
import type { PlanValidation } from '../../shared/ipc-contract.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { recoverSearches } from '../capacity/index.ts'
import {
  appHandlers,
  CapacityDesk,
  EventSender,
  exportHandlers,
  historyHandlers,
  LoadPermission,
  MachineDesk,
  planFileHandlers,
  planHandlers,
  PracticeTargetSwitch,
  registerHandlers,
  dialHandlers,
  runHandlers,
  shiftOfSavedRuns,
  targetHandlers
} from '../ipc/index.ts'
import { findPlanFiles, validatePlanDocument, type FoundPlanFiles } from '../plan/index.ts'
import { compareSavedRuns } from '../report/index.ts'
import { recoverInBackground, RunController, type ThreadFactory } from '../run/index.ts'
import { defaultDatabaseFile, openStore, purgeForgotten, type Store } from '../store/index.ts'
import { startTargetProcess, type RunningPracticeTarget } from '../target/index.ts'
import { Logger } from './logger.ts'
import { openMainWindow } from './main-window.ts'
import { installMenu } from './menu.ts'
import { RENDERER_URL, serveRenderer } from './renderer-protocol.ts'
import { denyPermissions } from './security.ts'
import { SettingsFile } from './settings-file.ts'

/** The parts that only a build knows the files of. */
export interface DesktopThreads {
  readonly run: ThreadFactory
  readonly recovery: (options: WorkerOptions) => Worker
  readonly targetModulePath: string
}

export interface DesktopOptions {
  readonly threads: DesktopThreads
  /** Folder of the built main process; preload and renderer lie beside it. */
  readonly builtFolder: string
  readonly developmentUrl: string | null
}

/**
 * The desktop application: makes the parts by hand, in the order in which they need each other, and takes them apart
 * in the opposite order.
 */
export class DesktopApp {
  readonly #options: DesktopOptions
  readonly #logger = new Logger(join(app.getPath('logs'), 'loadgale.log'))
  readonly #controller: RunController
  readonly #target: PracticeTargetSwitch
  readonly #store: Store
  #capacity: CapacityDesk | null = null
  #machine: MachineDesk | null = null
  #window: BrowserWindow | null = null

  /** To be made when the app is ready. @throws StoreError when the database cannot be opened */
  constructor(options: DesktopOptions) {
    this.#options = options
    this.#controller = new RunController(options.threads.run)
    this.#target = new PracticeTargetSwitch(() => startTargetProcess(options.threads.targetModulePath))
    const databaseFile = defaultDatabaseFile()
    this.#store = openStore(databaseFile)
    purgeForgotten(this.#store, Date.now())
    recoverSearches(this.#store)
    this.#registerHandlers(databaseFile)
    denyPermissions()
    installMenu()
    serveRenderer(join(options.builtFolder, '../renderer'))
  }

  openWindow(): void {
    if (this.#window !== null) return this.#window.focus()
    const { builtFolder, developmentUrl } = this.#options
    const window = openMainWindow({
      preload: join(builtFolder, '../preload/index.cjs'),
      icon: join(builtFolder, '../../build/icon.png'),
      developmentUrl,
      isRunActive: () => this.#controller.current !== null || this.#capacity?.isActive === true,
      stopRun: () => this.#stopRun(),
      logError: this.#logger.logError
    })
    window.on('closed', () => (this.#window = null))
    this.#window = window
  }

  focus(): void {
    if (this.#window?.isMinimized() === true) this.#window.restore()
    this.#window?.focus()
  }

  /** A run or a search that still goes on is stopped and saved first. */
  async close(): Promise<void> {
    await this.#stopRun()
    await this.#target.stop()
    this.#store.close()
  }

  async #stopRun(): Promise<void> {
    await this.#capacity?.stop()
    await this.#machine?.stop()
    const { current } = this.#controller
    current?.stop('immediate')
    await current?.ended
  }

  #registerHandlers(databaseFile: string): void {
    const settings = new SettingsFile(join(app.getPath('userData'), 'settings.json'))
    const events = new EventSender(() => this.#window?.webContents ?? null)
    const { logError } = this.#logger
    recoverInBackground(this.#options.threads.recovery, databaseFile, {
      recovered: (runIds) => events.send('history.changed', { runIds }),
      failed: (message) => logError('crash recovery', message)
    })
    const store = this.#store
    const controller = this.#controller
    const validate = (document: unknown): PlanValidation => validatePlanDocument(document)
    // The plan in the editor stands in no folder: its relative paths begin in the user's own.
    const findFiles = (plan: Plan): Promise<FoundPlanFiles> =>
      findPlanFiles(plan, { folder: app.getPath('home'), env: process.env })
    const permission = new LoadPermission(
      { read: () => settings.allowedHosts, write: (hosts) => settings.allowHosts(hosts) },
      definedVariables
    )
    const inputs = { validate, findFiles, env: definedVariables, permission }
    const plans = planHandlers(inputs)
    const capacity = new CapacityDesk({ ...inputs, controller, events, store, logError })
    const startTarget = (): Promise<RunningPracticeTarget> =>
      startTargetProcess(this.#options.threads.targetModulePath)
    const machine = new MachineDesk({ controller, store, validate, startTarget })
    this.#capacity = capacity
    this.#machine = machine
    const searches = capacity.handlers()
    const runs = runHandlers({ ...inputs, controller, events, databaseFile, logError })
    registerHandlers({
      handlers: {
        ...appHandlers({
          databaseFile,
          firstStart: settings.firstStart,
          readSettings: () => settings.settings,
          writeSettings: (change) => settings.write(change)
        }),
        ...plans,
        ...planFileHandlers(() => this.#window),
        ...permission.handlers(),
        'plan.sendOnce': async (request) => {
          await this.#target.startFor(request.document)
          return plans['plan.sendOnce'](request)
        },
        ...runs,
        ...dialHandlers(controller),
        'run.start': async (request) => {
          await this.#target.startFor(request.document)
          return runs['run.start'](request)
        },
        ...searches,
        'capacity.start': async (request) => {
          await this.#target.startFor(request.document)
          return searches['capacity.start'](request)
        },
        ...machine.handlers(),
        ...historyHandlers({
          ...{ store, controller, events },
          compare: (baseId, otherId) => compareSavedRuns(store, baseId, otherId),
          shift: (baseId, otherId, name) => shiftOfSavedRuns(store, baseId, otherId, name)
        }),
        ...exportHandlers(store, () => this.#window),
        ...targetHandlers(this.#target)
      },
      isTrusted: (url, sender) => sender === this.#window?.webContents && this.#isOwnPage(url),
      logError
    })
  }

  #isOwnPage(url: string): boolean {
    return isOwnPage(url, this.#options.developmentUrl)
  }
}

/** Whether a page is the application's: nothing else may be shown or may call. */
export function isOwnPage(url: string, developmentUrl: string | null): boolean {
  return url.startsWith(RENDERER_URL) || (developmentUrl !== null && url.startsWith(developmentUrl))
}

function definedVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  )
}
