// `npm run test:e2e`: the tests in a real Electron window, on a virtual display where there is none.
import { spawnSync } from 'node:child_process'
import { buildIfStale } from './build-if-stale.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const virtualDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
if (!ensureSystemPackages({ virtualDisplay })) process.exit(1)
buildIfStale()
const playwright = ['npx', '--no-install', 'playwright', 'test', ...process.argv.slice(2)]
const command = virtualDisplay
  ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24', ...playwright]
  : playwright
const result = spawnSync(command[0], command.slice(1), {
  stdio: 'inherit',
  shell: process.platform === 'win32'
})
process.exit(result.status ?? 1)
