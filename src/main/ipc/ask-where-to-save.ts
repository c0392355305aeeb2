import { dialog, type BrowserWindow, type SaveDialogOptions } from 'electron'

/** Asks with the system's dialog, before the window where there is one; null when the user cancels it. */
export async function askWhereToSave(
  window: BrowserWindow | null,
  options: SaveDialogOptions
): Promise<string | null> {
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return canceled || filePath === '' ? null : filePath
}
