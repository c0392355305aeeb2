import { processIo } from '../../../src/main/cli/process-io.ts'
import { runCli } from '../../../src/main/cli/run-cli.ts'
import { startPracticeTarget } from '../../../src/main/target/index.ts'
import { sourceThreads } from '../../support/source-threads.ts'

/** The command line from its sources, for tests that need a process of its own: signals, closed pipes. */
process.exitCode = await runCli(process.argv.slice(2), processIo(), {
  threads: sourceThreads,
  startTarget: () => startPracticeTarget()
})
