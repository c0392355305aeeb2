import type { CapacityResult } from '../../shared/capacity/capacity.ts'
import {
  findCapacity,
  type CapacityEnd,
  type CapacityHandle,
  type PreparedSearch
} from '../capacity/index.ts'
import type { PlacedPlanInputs } from './plan-inputs.ts'
import { capacityCsv, capacityText } from '../report/index.ts'
import { RunController } from '../run/index.ts'
import { openStore } from '../store/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo, Output } from './cli-io.ts'
import type { CommandContext } from './command-context.ts'
import { commandName } from './command-name.ts'
import { ExitCode } from './exit-code.ts'
import { historyFile } from './history-file.ts'
import { allowedHosts, requirePermission } from './host-permission.ts'
import { createCapacityDisplay, type CapacityDisplay } from './live/capacity-display.ts'
import { outputStyle } from './output-style.ts'
import { jsonText, requireWritable, STDOUT, writeResult } from './result-files.ts'
import type { GeneratorOptions } from './shared-options.ts'
import { StopSignals } from './stop-signals.ts'

export interface ExecuteSearchOptions extends GeneratorOptions {
  readonly saveSteps?: true
  readonly strict?: true
  readonly json?: string
  readonly csv?: string
}

/** A search that may be started, with what its plan takes from outside. */
export interface ExecutableSearch extends PlacedPlanInputs {
  readonly search: PreparedSearch
}

/**
 * Runs a capacity search, shows it while it goes on, writes its result, and says where it was saved. A stop signal ends
 * it with what is known.
 *
 * @returns the exit code that the result stands for
 * @throws CliError when a step cannot be started or fails inside Loadgale
 */
export async function executeSearch(
  { search, folder, env, files: planFiles }: ExecutableSearch,
  options: ExecuteSearchOptions,
  context: CommandContext
): Promise<ExitCode> {
  const { io } = context
  const { plan } = search
  const files = [options.json, options.csv]
  await requireWritable(files)
  if (options.saveSteps === true && !options.save) {
    throw new CliError('--save-steps and --no-save exclude each other')
  }
  const hosts = allowedHosts(options.allowHost ?? [], io)
  await requirePermission(plan, hosts, env)
  const databaseFile = options.save ? historyFile(options, io) : null
  const store = databaseFile === null ? null : openStore(databaseFile)
  const stopping = new StopSignals(io)
  try {
    const handle = await findCapacity(
      {
        ...search,
        ...{ folder, env, files: planFiles, lanes: options.lanes, allowedHosts: hosts },
        stepsDatabaseFile: options.saveSteps === true ? databaseFile : null
      },
      new RunController(context.threads),
      store?.capacity ?? null
    )
    const output = files.includes(STDOUT) ? io.stderr : io.stdout
    const isQuiet = options.quiet === true
    const display = isQuiet ? null : createCapacityDisplay(plan, output, io)
    const end = await follow(handle, stopping, display)
    await writeResults(end.result, options, io, output)
    if (databaseFile !== null && !isQuiet) {
      const again = `${commandName(io)} show ${handle.id}`
      await output.write(`\n  Saved as search ${handle.id} in ${databaseFile}\n  See it again: ${again}\n`)
    }
    return exitCodeOf(end, options.strict === true)
  } finally {
    stopping.close()
    store?.close()
  }
}

/** Until the search is saved. */
async function follow(
  handle: CapacityHandle,
  stopping: StopSignals,
  display: CapacityDisplay | null
): Promise<CapacityEnd> {
  const unsubscribe = handle.onProgress((progress) => display?.update(progress))
  stopping.listen((count) => {
    display?.notice(
      count === 1
        ? 'Stopping: iterations may end, and what is known is saved. Once more cuts them off.'
        : 'Cutting off what is still going on.'
    )
    handle.stop(count === 1 ? 'graceful' : 'immediate')
  })
  try {
    return await handle.ended
  } finally {
    unsubscribe()
    display?.close()
  }
}

async function writeResults(
  result: CapacityResult,
  options: ExecuteSearchOptions,
  io: CliIo,
  output: Output
): Promise<void> {
  // With the JSON or the CSV on stdout and --quiet, that is the result; otherwise the text is.
  if (output === io.stdout || options.quiet !== true)
    await output.write(`\n${capacityText(result, outputStyle(output, io))}`)
  if (options.json !== undefined) await writeResult(options.json, [jsonText(result)], io.stdout)
  if (options.csv !== undefined) await writeResult(options.csv, [capacityCsv(result)], io.stdout)
}

function exitCodeOf({ result, message }: CapacityEnd, isStrict: boolean): ExitCode {
  if (message !== null) throw new CliError(message)
  const { kind, limit } = result.conclusion
  if (result.search.status === 'stopped') return ExitCode.stopped
  if ((limit === 'generator' || limit === 'no-samples') && isStrict) return ExitCode.inconclusive
  // Where no rate had a sample, the objectives failed as thresholds without data do.
  const isMissed = kind === 'below' || (kind === 'unknown' && limit === 'no-samples')
  return isMissed ? ExitCode.thresholdsFailed : ExitCode.ok
}
