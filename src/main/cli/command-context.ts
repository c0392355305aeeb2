import type { ThreadFactory } from '../run/index.ts'
import type { RunningPracticeTarget } from '../target/index.ts'
import type { CliIo } from './cli-io.ts'
import type { ExitCode } from './exit-code.ts'

/** What only the entry knows how to make. */
export interface CliDependencies {
  readonly threads: ThreadFactory
  /** The practice target away from the generator's threads. */
  readonly startTarget: () => Promise<RunningPracticeTarget>
}

export interface CommandContext extends CliDependencies {
  readonly io: CliIo
  /** What the process ends with; the command that ran sets it. */
  exitWith(code: ExitCode): void
}
