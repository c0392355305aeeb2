import { hostname } from 'node:os'
import type { Command } from 'commander'
import type { CalibrationResult } from '../../../shared/calibration.ts'
import { Calibration, CalibrationStopped } from '../../calibration/index.ts'
import { calibrationText } from '../../report/index.ts'
import { RunController } from '../../run/index.ts'
import { openStore } from '../../store/index.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-context.ts'
import { ExitCode } from '../exit-code.ts'
import { historyFile, withHistory } from '../history-file.ts'
import { durationMs, wholeNumber } from '../option-values.ts'
import { outputStyle } from '../output-style.ts'
import { jsonText, requireWritable, STDOUT, writeResult } from '../result-files.ts'
import { addDatabaseOption, MOST_LANES, type DatabaseOption } from '../shared-options.ts'
import { StopSignals } from '../stop-signals.ts'

interface CalibrateOptions extends DatabaseOption {
  readonly lanes: number
  readonly duration: number
  readonly show?: true
  readonly save: boolean
  readonly quiet?: true
  readonly json?: string
}

const DURATION_MS = 15_000

const HELP = `
Examples:
  $ loadgale calibrate
  $ loadgale calibrate --lanes 4 --duration 30s
  $ loadgale calibrate --show
`

export function addCalibrateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('calibrate')
    .summary('measure what this machine can do as a generator')
    .description(
      'Measures the requests a second and the punctuality of this machine against a practice target of its own, and keeps them: plans that ask for more get a warning.'
    )
    .option('--lanes <n>', 'measure 1 to so many generator threads', wholeNumber(1, MOST_LANES), 1)
    .option(
      '-d, --duration <time>',
      'of all parts together (default: 15s); a plain number is seconds',
      durationMs,
      DURATION_MS
    )
    .option('--show', 'show the last calibration of this machine again')
    .option('--json <file>', 'write the result as JSON; - writes it to stdout and all else to stderr')
    .option('--quiet', 'print nothing but the result')
    .option('--no-save', 'do not keep it')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (options: CalibrateOptions) => {
      await requireWritable([options.json])
      const result =
        options.show === true ? await lastResult(options, context) : await measure(options, context)
      if (result === null) return context.exitWith(ExitCode.stopped)
      await print(result, options, context)
    })
}

async function lastResult(options: CalibrateOptions, { io }: CommandContext): Promise<CalibrationResult> {
  const found = await withHistory(options, io, ({ calibrations }) => calibrations.newest(hostname()))
  if (found !== null) return found
  throw new CliError(`${hostname()} was never calibrated; "loadgale calibrate" does it in 15 s`)
}

/** Null when it was stopped. */
async function measure(
  options: CalibrateOptions,
  context: CommandContext
): Promise<CalibrationResult | null> {
  const { io } = context
  const progress = options.json === STDOUT ? io.stderr : io.stdout
  const stopping = new StopSignals(io)
  try {
    const calibration = new Calibration(new RunController(context.threads), {
      ...{ lanes: options.lanes, durationMs: options.duration, startTarget: context.startTarget },
      onPart: (words) => {
        if (options.quiet !== true) void progress.write(`Measuring ${words} ...\n`)
      }
    })
    stopping.listen(() => calibration.stop())
    const result = await calibration.result
    if (options.save) save(result, historyFile(options, io))
    return result
  } catch (error) {
    if (error instanceof CalibrationStopped) return null
    throw error
  } finally {
    stopping.close()
  }
}

function save(result: CalibrationResult, file: string): void {
  const store = openStore(file)
  try {
    store.calibrations.save(result)
  } finally {
    store.close()
  }
}

async function print(
  result: CalibrationResult,
  { json, quiet }: CalibrateOptions,
  { io }: CommandContext
): Promise<void> {
  const output = json === STDOUT ? io.stderr : io.stdout
  if (output === io.stdout || quiet !== true)
    await output.write(`\n${calibrationText(result, outputStyle(output, io))}`)
  if (json !== undefined) await writeResult(json, [jsonText(result)], io.stdout)
}
