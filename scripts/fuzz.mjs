// `npm run fuzz -- [--target NAME]... [--minutes N] [--seed N]`: looks for inputs that break a parser, for a while.
import { spawnSync } from 'node:child_process'

const result = spawnSync(process.execPath, ['tests/fuzz/run-fuzz.ts', ...process.argv.slice(2)], {
  stdio: 'inherit'
})
process.exit(result.status ?? 1)
