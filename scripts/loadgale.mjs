// `npm run -s loadgale -- <arguments>`: the built command line.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'

/** npm runs scripts in the repository's root; the files that were typed are where it was called. */
function callersFolder() {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env
  return script === 'loadgale' && folder ? folder : process.cwd()
}

const folder = callersFolder()
process.chdir(join(import.meta.dirname, '..'))
buildIfStale()
const cli = join(process.cwd(), 'out/main/cli.js')
const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { stdio: 'inherit', cwd: folder })
// The child is in the same terminal's process group and gets Ctrl-C itself; this parent only waits for its result.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
