import { CommanderError } from 'commander'
import { StoreError } from '../store/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import type { CliDependencies } from './command-context.ts'
import { ExitCode } from './exit-code.ts'
import { createProgram } from './program.ts'
import { requireRuntime } from './runtime-check.ts'

/**
 * Runs one command line to its end.
 *
 * @param argv without the runtime and the script; an empty one asks for help
 * @returns the exit code; never rejects
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  dependencies: CliDependencies
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok
  const program = createProgram({ ...dependencies, io, exitWith: (code) => (exitCode = code) })
  try {
    requireRuntime()
    await program.parseAsync(argv.length === 0 ? ['help'] : [...argv], { from: 'user' })
    if (io.stdout.failure !== null) {
      throw new CliError(`the standard output cannot be written: ${io.stdout.failure.message}`)
    }
    return exitCode
  } catch (error) {
    // commander has printed its message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.failed
    await io.stderr.write(`loadgale: ${messageOf(error, io)}\n`)
    return error instanceof CliError ? error.exitCode : ExitCode.failed
  }
}

/** What we or the system foresaw is told in one line; a fault of ours with its trace if LOADGALE_DEBUG is set. */
function messageOf(error: unknown, io: CliIo): string {
  if (!(error instanceof Error)) return String(error)
  const isForeseen = error instanceof CliError || error instanceof StoreError || 'code' in error
  return isForeseen || !io.env.LOADGALE_DEBUG ? error.message : (error.stack ?? error.message)
}
