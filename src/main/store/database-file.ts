import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

export interface UserFolders {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const thisUser = (): UserFolders => ({ platform: process.platform, home: homedir(), env: process.env })

/**
 * Where the history lives unless a path is given: LOADGALE_DB, else the platform's folder for user data.
 */
export function defaultDatabaseFile({ platform, home, env }: UserFolders = thisUser()): string {
  if (env['LOADGALE_DB']) return env['LOADGALE_DB']
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Loadgale', 'loadgale.db')
  }
  if (platform === 'darwin')
    return posix.join(home, 'Library', 'Application Support', 'Loadgale', 'loadgale.db')
  // The XDG specification has relative paths ignored.
  const data = env['XDG_DATA_HOME']
  const folder = data && posix.isAbsolute(data) ? data : posix.join(home, '.local', 'share')
  return posix.join(folder, 'loadgale', 'loadgale.db')
}
