import { expect, test } from 'vitest'
import { defaultDatabaseFile } from '../../../src/main/store/database-file.ts'
import type { UserFolders } from '../../../src/main/store/database-file.ts'

const cases: [string, UserFolders, string][] = [
  ['Linux', { platform: 'linux', home: '/home/ada', env: {} }, '/home/ada/.local/share/loadgale/loadgale.db'],
  [
    'Linux with XDG_DATA_HOME',
    { platform: 'linux', home: '/home/ada', env: { XDG_DATA_HOME: '/data' } },
    '/data/loadgale/loadgale.db'
  ],
  [
    'Linux with a relative XDG_DATA_HOME, which does not count',
    { platform: 'linux', home: '/home/ada', env: { XDG_DATA_HOME: 'data' } },
    '/home/ada/.local/share/loadgale/loadgale.db'
  ],
  [
    'macOS',
    { platform: 'darwin', home: '/Users/ada', env: { XDG_DATA_HOME: '/data' } },
    '/Users/ada/Library/Application Support/Loadgale/loadgale.db'
  ],
  [
    'Windows',
    { platform: 'win32', home: 'C:\\Users\\ada', env: { APPDATA: 'D:\\Roaming' } },
    'D:\\Roaming\\Loadgale\\loadgale.db'
  ],
  [
    'Windows without APPDATA',
    { platform: 'win32', home: 'C:\\Users\\ada', env: {} },
    'C:\\Users\\ada\\AppData\\Roaming\\Loadgale\\loadgale.db'
  ],
  [
    'LOADGALE_DB',
    { platform: 'darwin', home: '/Users/ada', env: { LOADGALE_DB: '/ci/runs.db' } },
    '/ci/runs.db'
  ]
]

test.each(cases)('the history of %s', (_name, folders, file) => {
  expect(defaultDatabaseFile(folders)).toBe(file)
})
