import { dialog, type BrowserWindow, type FileFilter } from 'electron'
import { openPlanFile, PlanFileError, savePlanFile } from '../plan/index.ts'
import { askWhereToSave } from './ask-where-to-save.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'

const FILTERS: FileFilter[] = [
  { name: 'Plan', extensions: ['yaml', 'yml', 'json'] },
  { name: 'All files', extensions: ['*'] }
]

/**
 * Plans as files. The window never names a file to be read, and what it suggests for one to be written goes through
 * the system's dialog. Paths within a plan are absolute in the editor and relative to its file on disk.
 */
export function planFileHandlers(
  parentWindow: () => BrowserWindow | null
): HandlersOf<'plan.open' | 'plan.save'> {
  return {
    'plan.open': async () => {
      const window = parentWindow()
      const options = { title: 'Open a plan', filters: FILTERS, properties: ['openFile' as const] }
      const { canceled, filePaths } = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options))
      const [path] = filePaths
      if (canceled || path === undefined) return null
      try {
        return { path, document: await openPlanFile(path) }
      } catch (error) {
        throw error instanceof PlanFileError ? new IpcError('no_plan', error.message, error.details) : error
      }
    },
    'plan.save': async ({ document, suggestedPath }) => {
      const options = { title: 'Save the plan', defaultPath: suggestedPath, filters: FILTERS }
      const path = await askWhereToSave(parentWindow(), options)
      if (path === null) return null
      await savePlanFile(path, document)
      return { path }
    }
  }
}
