// `npm run test:e2e`: the tests in a real Electron window, on a virtual display where there is none.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const virtualDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
if (!ensureSystemPackages({ virtualDisplay })) process.exit(1)
buildIfStale()

const playwright = ['npx', '--no-install', 'playwright', 'test']
/** Where `npm test` wants a report in JSON of each part. */
const reports = process.env.LOADGALE_E2E_REPORTS
// Most of the time goes into waiting for a window. On displays of their own two cannot take the focus from each other.
const parts = virtualDisplay && reports !== undefined ? halves() : [process.argv.slice(2)]
const codes = await Promise.all(parts.map((tests, index) => run(tests, index + 1)))
process.exit(Math.max(...codes))

/** All files, in two parts that take about as long. */
function halves() {
  const first = /^(?:accessibility|closing|dial|first-start)\./
  const files = readdirSync('tests/e2e').filter((name) => name.endsWith('.spec.ts'))
  return [true, false].map((isFirst) => files.filter((name) => first.test(name) === isFirst))
}

/** @returns the exit code of one part of the tests */
async function run(tests, part) {
  // Far enough apart that the search for a free display number cannot find the same.
  const display = ['xvfb-run', '-a', '-n', String(99 + 50 * part), '-s', '-screen 0 1920x1080x24']
  const report =
    reports === undefined ? [] : ['--reporter', 'list,json', '--output', `test-results/part-${part}`]
  const [command, ...args] = [...(virtualDisplay ? display : []), ...playwright, ...tests, ...report]
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
