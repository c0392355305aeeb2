import { writeSync } from 'node:fs'
import { processIo } from '../../src/main/cli/process-io.ts'
import { runCli } from '../../src/main/cli/run-cli.ts'
import { startPracticeTarget } from '../../src/main/target/index.ts'
import { sourceThreads } from './source-threads.ts'

/** A descriptor that the parent reads. */
const FIGURES = 3

// The command line from its sources, which tells at its end how much memory it ever had, in bytes.
process.once('exit', () => writeSync(FIGURES, String(process.resourceUsage().maxRSS * 1024)))
process.exitCode = await runCli(process.argv.slice(2), processIo(), {
  threads: sourceThreads,
  startTarget: () => startPracticeTarget()
})
