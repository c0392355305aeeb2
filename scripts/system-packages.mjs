// What the Electron window needs from a Linux system. As root on Debian the missing packages are installed and named;
// elsewhere the one command to type is printed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const WINDOW_PACKAGES = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2']
const HEADLESS_PACKAGES = ['xvfb', 'xauth']
// Debian 13 and Ubuntu 24.04 renamed these in the 64-bit time transition.
const RENAMED = { 'libgtk-3-0': 'libgtk-3-0t64', libasound2: 'libasound2t64' }

const onPath = (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

function electronBinary() {
  try {
    return createRequire(import.meta.url)('electron')
  } catch {
    return null
  }
}

/** Names of the shared libraries that the Electron binary asks for and the system does not have. */
function missingLibraries() {
  const binary = electronBinary()
  if (binary === null || !existsSync(binary)) return []
  const listing = spawnSync('ldd', [binary], { encoding: 'utf8' })
  return [...(listing.stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}

function missingPackages({ virtualDisplay }) {
  const packages = missingLibraries().length > 0 ? [...WINDOW_PACKAGES] : []
  if (virtualDisplay && !(onPath('xvfb-run') && onPath('xauth'))) packages.push(...HEADLESS_PACKAGES)
  return packages
}

const known = (name) => spawnSync('apt-cache', ['show', '--no-all-versions', name]).status === 0

/** Installs what is missing where it may; answers whether the window can open now. */
export function ensureSystemPackages({ virtualDisplay }) {
  if (process.platform !== 'linux') return true
  const missing = missingPackages({ virtualDisplay })
  if (missing.length === 0) return true
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    console.error(`Missing system packages. On Debian or Ubuntu type:\n\n  sudo ${install}\n`)
    return false
  }
  console.log(`Installing missing system packages: ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env }
  spawnSync('apt-get', ['update', '-qq'], options)
  const names = missing.map((name) => (RENAMED[name] && !known(name) ? RENAMED[name] : name))
  const result = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options)
  if (result.status === 0 && missingPackages({ virtualDisplay }).length === 0) return true
  console.error(`Could not install the system packages. Type: ${install}`)
  return false
}
