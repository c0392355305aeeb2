// Builds the app when a source is newer than the last build, so that `npm start` and `npm run loadgale` always run
// what is in the tree and cost nothing when it is built already.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STAMP = 'out/.built'
const INPUTS = ['src', 'electron.vite.config.ts', 'package.json', 'svelte.config.js']

function newestChangeMs(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((entry) => newestChangeMs(join(path, entry))))
}

export function buildIfStale() {
  if (existsSync(STAMP) && statSync(STAMP).mtimeMs > Math.max(...INPUTS.map(newestChangeMs))) return
  const startedAt = new Date()
  const build = spawnSync('npx', ['--no-install', 'electron-vite', 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32'
  })
  if (build.status !== 0) {
    console.error('The build failed.')
    process.exit(build.status ?? 1)
  }
  writeFileSync(STAMP, startedAt.toISOString())
}
