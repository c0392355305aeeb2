// `npm run test:e2e`: the tests in a real Electron window, on a virtual display where there is none.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const virtualDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
if (!ensureSystemPackages({ virtualDisplay })) process.exit(1)
buildIfStale()

const playwright = ['npx', '--no-install', 'playwright', 'test', ...process.argv.slice(2)]
/** Where `npm test` wants a report in JSON of each part. */
const reports = process.env.LOADGALE_E2E_REPORTS
// Most of the time goes into waiting for a window. On displays of their own two cannot take the focus from each other.
const parts = virtualDisplay && reports !== undefined ? 2 : 1
const codes = await Promise.all(Array.from({ length: parts }, (_, index) => run(index + 1)))
process.exit(Math.max(...codes))

/** @returns the exit code of one part of the tests */
async function run(part) {
  // Far enough apart that the search for a free display number cannot find the same.
  const display = ['xvfb-run', '-a', '-n', String(99 + 50 * part), '-s', '-screen 0 1920x1080x24']
  const shard = parts === 1 ? [] : ['--shard', `${part}/${parts}`, '--output', `test-results/part-${part}`]
  const report = reports === undefined ? [] : ['--reporter', 'list,json']
  const [command, ...args] = [...(virtualDisplay ? display : []), ...playwright, ...shard, ...report]
  const child = spawn(command, args, {
    ...{ stdio: 'inherit', shell: process.platform === 'win32' },
    env: {
      ...process.env,
      ...(reports !== undefined && { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, `e2e-${part}.json`) })
    }
  })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
