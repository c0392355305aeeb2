import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The roles that every desktop user expects; what the application itself does has its keys in the window. On macOS
 * the menu bar is always there, elsewhere it only lends its keys.
 */
export function installMenu(): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const development: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...development
        ]
      },
      { role: 'windowMenu' }
    ])
  )
}
