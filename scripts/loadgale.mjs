// `npm run -s loadgale -- <arguments>`: the built command line.
import { spawn } from 'node:child_process'
import { buildIfStale } from './build-if-stale.mjs'

buildIfStale()
const child = spawn(process.execPath, ['out/main/cli.js', ...process.argv.slice(2)], { stdio: 'inherit' })
// The child is in the same terminal's process group and gets Ctrl-C itself; this parent only waits for its result.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
