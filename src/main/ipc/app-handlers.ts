import { app } from 'electron'
import type { AppSettings } from '../../shared/ipc-contract.ts'
import type { HandlersOf } from './handler-table.ts'

export interface AppHandlerOptions {
  readonly databaseFile: string
  readonly firstStart: boolean
  readonly readSettings: () => AppSettings
  readonly writeSettings: (change: Partial<AppSettings>) => AppSettings
}

export function appHandlers(
  options: AppHandlerOptions
): HandlersOf<'app.info' | 'app.settings.read' | 'app.settings.write'> {
  const { electron, node, chrome } = process.versions
  return {
    'app.info': () => ({
      version: app.getVersion(),
      electron: electron ?? '',
      node,
      chrome: chrome ?? '',
      platform: process.platform,
      databaseFile: options.databaseFile,
      firstStart: options.firstStart
    }),
    'app.settings.read': () => options.readSettings(),
    'app.settings.write': (change) => options.writeSettings(change)
  }
}
