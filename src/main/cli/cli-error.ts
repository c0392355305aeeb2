import { ExitCode } from './exit-code.ts'

/** Ends a command with a message for the user: what is wrong and what to do. */
export class CliError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = ExitCode.failed) {
    super(message)
    this.name = 'CliError'
    this.exitCode = exitCode
  }
}
