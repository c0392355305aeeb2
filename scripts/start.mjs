// `npm start`: opens the desktop app; where there is no display it says so and shows the product in the terminal.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { buildIfStale } from './build-if-stale.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

function run(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Could not start ${command}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

buildIfStale()
if (!hasDisplay()) {
  console.log('There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.')
  console.log('Running the practice plan against the practice target here in the terminal instead.\n')
  run(process.execPath, ['out/main/cli.js', 'practice'])
} else if (ensureSystemPackages({ virtualDisplay: false })) {
  // Chromium refuses to sandbox a process of root's.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '.'] : ['.']
  run(createRequire(import.meta.url)('electron'), [...args, ...process.argv.slice(2)])
} else {
  process.exitCode = 1
}
