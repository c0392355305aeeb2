// `npm run bench`: builds, then measures. `npm run bench -- engine` runs one part.
import { spawnSync } from 'node:child_process'
import { buildIfStale } from './build-if-stale.mjs'

buildIfStale()
const result = spawnSync(process.execPath, ['tests/bench/run-all.ts', ...process.argv.slice(2)], {
  stdio: 'inherit'
})
process.exit(result.status ?? 1)
