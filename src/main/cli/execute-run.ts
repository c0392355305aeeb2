import type { Plan } from '../../shared/plan/plan.ts'
import type { PlacedPlanInputs } from './plan-inputs.ts'
import { seriesCsv, seriesFromSeconds, summaryCsv, summaryJson, summaryText } from '../report/index.ts'
import { RunController, type RunEnd, type RunHandle } from '../run/index.ts'
import { CliError } from './cli-error.ts'
import type { CliIo, Output } from './cli-io.ts'
import type { CommandContext } from './command-context.ts'
import { commandName } from './command-name.ts'
import { ExitCode } from './exit-code.ts'
import { historyFile } from './history-file.ts'
import { inconclusiveReasons } from '../../shared/metrics/inconclusive.ts'
import { allowedHosts, requirePermission } from './host-permission.ts'
import { DialKeys } from './live/dial-keys.ts'
import { createLiveDisplay, type LiveDisplay } from './live/live-display.ts'
import { outputStyle } from './output-style.ts'
import { warnBeforeRun } from './preflight-warnings.ts'
import { jsonText, requireWritable, STDOUT, writeResult } from './result-files.ts'
import type { RunOptions } from './shared-options.ts'
import { StopSignals } from './stop-signals.ts'

/** A plan that has passed its validation, with what it takes from outside. */
export interface ExecutablePlan extends PlacedPlanInputs {
  readonly plan: Plan
  readonly document: unknown
}

/**
 * Runs a plan, shows it while it goes on, writes its results, and says where it was saved. The first stop signal lets
 * iterations end and saves, the second cuts them off and saves.
 *
 * @returns the exit code that the result stands for
 * @throws CliError when the run cannot be started or fails inside Loadgale
 */
export async function executeRun(
  { plan, document, folder, env, files: planFiles }: ExecutablePlan,
  options: RunOptions,
  context: CommandContext
): Promise<ExitCode> {
  const { io } = context
  const files = [options.json, options.csv, options.csvSummary]
  await requireWritable(files)
  const hosts = allowedHosts(options.allowHost ?? [], io)
  await requirePermission(plan, hosts, env)
  await warnBeforeRun(plan, options, io)
  const databaseFile = options.save ? historyFile(options, io) : null
  const controller = new RunController(context.threads)
  const stopping = new StopSignals(io)
  try {
    const handle = await controller.start({
      ...{ plan, document, folder, env, files: planFiles, databaseFile },
      ...{ lanes: options.lanes, allowedHosts: hosts }
    })
    // A result on the standard output has it for itself.
    const output = files.includes(STDOUT) ? io.stderr : io.stdout
    const end = await follow(handle, stopping, options.quiet === true ? null : { output, io })
    await writeResults(handle, end, options, io, output)
    if (databaseFile !== null && end.saved && options.quiet !== true)
      await tellWhereSaved(end.runId, databaseFile, output, io)
    return await judged(end, options, io)
  } finally {
    stopping.close()
  }
}

/** Until the run is saved. */
async function follow(
  handle: RunHandle,
  stopping: StopSignals,
  shown: { output: Output; io: CliIo } | null
): Promise<RunEnd> {
  const display: LiveDisplay | null =
    shown === null ? null : createLiveDisplay(handle.started, shown.output, shown.io)
  const unsubscribes = [
    handle.onProgress((progress) => display?.update(progress)),
    handle.onDial((event) => display?.dialled(event))
  ]
  stopping.listen((count) => {
    if (count === 1) {
      display?.notice('Stopping: iterations may end and the run is saved. Once more cuts them off.')
      handle.stop('graceful')
    } else {
      display?.notice('Cutting off what is still going on.')
      handle.stop('immediate')
    }
  })
  if (display !== null && shown?.output.isTty === true && shown.io.keyboard !== null) {
    const keys = new DialKeys(handle, display.state, () => stopping.requestGraceful())
    display.showKeys(keys)
    unsubscribes.push(
      shown.io.keyboard.listen((key) => {
        keys.press(key)
        display.showKeys(keys)
      })
    )
  }
  try {
    return await handle.ended
  } finally {
    for (const unsubscribe of unsubscribes) unsubscribe()
    display?.close()
  }
}

async function writeResults(
  handle: RunHandle,
  { summary, message }: RunEnd,
  options: RunOptions,
  io: CliIo,
  output: Output
): Promise<void> {
  if (summary === null) throw new CliError(message ?? 'the run ended without a result')
  // With the JSON, or one of the CSVs, on stdout and --quiet, that is the result; otherwise the text is.
  const textIsResult = output === io.stdout
  if (textIsResult || options.quiet !== true)
    await output.write(`\n${summaryText(summary, outputStyle(output, io))}`)
  const { plan, startedAt, seconds } = handle.snapshot()
  const runSeconds = seconds.map(({ run }) => run)
  if (options.json !== undefined)
    await writeResult(options.json, [jsonText(summaryJson(summary, runSeconds))], io.stdout)
  if (options.csvSummary !== undefined)
    await writeResult(options.csvSummary, [summaryCsv(summary)], io.stdout)
  if (options.csv === undefined) return
  const series = seriesCsv({
    ...{ startedAt, plan, durationMs: summary.run.durationMs, runSeconds },
    seriesOf: (slot) => seriesFromSeconds(seconds, slot)
  })
  await writeResult(options.csv, series, io.stdout)
}

async function tellWhereSaved(runId: string, databaseFile: string, output: Output, io: CliIo): Promise<void> {
  const again = `${commandName(io)} show ${runId}`
  await output.write(`\n  Saved as run ${runId} in ${databaseFile}\n  See it again: ${again}\n`)
}

/**
 * Says why the run proves nothing, where it does not. With --strict that takes the place of 0 and 99: a threshold that
 * failed by figures of the generator's own failed as little as one that passed by them passed.
 */
async function judged(end: RunEnd, { strict, quiet }: RunOptions, { stderr }: CliIo): Promise<ExitCode> {
  const code = exitCodeOf(end)
  const reasons = end.summary === null ? [] : inconclusiveReasons(end.summary)
  const isStrict = strict === true
  if (isStrict || quiet !== true) {
    for (const reason of reasons) await stderr.write(`${isStrict ? 'inconclusive' : 'warning'}: ${reason}\n`)
  }
  const isVerdict = code === ExitCode.ok || code === ExitCode.thresholdsFailed
  return isStrict && isVerdict && reasons.length > 0 ? ExitCode.inconclusive : code
}

function exitCodeOf({ status, summary, message }: RunEnd): ExitCode {
  if (message !== null) throw new CliError(message)
  switch (status) {
    case 'stopped':
      return ExitCode.stopped
    case 'aborted':
      return ExitCode.thresholdsFailed
    case 'finished': {
      if (summary?.verdict === 'failed') return ExitCode.thresholdsFailed
      const unmade = summary?.errors.invalid_request ?? 0
      return unmade > 0 && unmade === summary?.totals.started ? ExitCode.scriptError : ExitCode.ok
    }
    case 'running':
    case 'crashed':
      return ExitCode.failed
  }
}
