import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { MAX_VUS } from '../../../shared/plan/load-limits.ts'
import type { PlanProblem } from '../../../shared/plan/problem.ts'
import {
  overridePlan,
  readPlanFile,
  validatePlanDocument,
  withLines,
  type PlanOverrides
} from '../../plan/index.ts'
import type { CommandContext } from '../command-context.ts'
import { addConnectionOptions, connectionInputs, type ConnectionOptions } from '../connection-options.ts'
import { executeRun, type ExecutablePlan } from '../execute-run.ts'
import { durationMs, ratePerSecond, wholeNumber } from '../option-values.ts'
import { requirePlanInputs } from '../plan-inputs.ts'
import { problemLines, refusePlan, unreadablePlan } from '../plan-problems.ts'
import { addRunOptions, type RunOptions } from '../shared-options.ts'

interface RunCommandOptions extends RunOptions, ConnectionOptions {
  readonly target?: string
  readonly vus?: number
  readonly duration?: number
  readonly iterations?: number
  readonly rate?: number
  readonly stages?: string
}

const HELP = `
Examples:
  $ loadgale run plan.yaml
  $ loadgale run plan.yaml --target http://staging:8080 --tag release=1.4.2
  $ loadgale run plan.yaml --vus 20 --duration 1m          this load instead of the plan's scenarios
  $ loadgale run plan.yaml -e TOKEN=$TOKEN --json result.json --csv seconds.csv

Exit code: 0 passed, 90 inconclusive (with --strict), 99 a threshold failed, 104 the plan is wrong, 105 stopped by Ctrl-C or SIGTERM (and saved),
107 no request could be made from the plan, 255 anything else. The first Ctrl-C lets iterations end, the second
cuts them off; both save the run.
`

export function addRunCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .summary('run a test plan')
    .description('Runs a test plan, shows it live, and keeps it in the history.')
    .argument('<plan>', 'plan file, YAML or JSON')
    .option('--target <url>', "base URL instead of the plan's")
    .option('-u, --vus <n>', 'virtual users', wholeNumber(1, MAX_VUS))
    .option('-d, --duration <time>', 'how long, e.g. 30s or 1m30s; a plain number is seconds', durationMs)
    .option('-i, --iterations <n>', 'so many iterations in all', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--rate <n>', 'iteration starts for each second', ratePerSecond)
    .option('-s, --stages <list>', 'ramp the virtual users, e.g. 10s:5,1m:20')
  addConnectionOptions(command)
  addRunOptions(command)
    .addHelpText(
      'after',
      '\n--vus, --duration, --iterations, --rate and --stages replace the scenarios of the plan by one with its first flow.'
    )
    .addHelpText('after', HELP)
    .action(async (file: string, options: RunCommandOptions) => {
      const executable = await loadPlan(file, options, context)
      context.exitWith(await executeRun(executable, options, context))
    })
}

async function loadPlan(
  file: string,
  options: RunCommandOptions,
  { io }: CommandContext
): Promise<ExecutablePlan> {
  const reading = await readPlan(file)
  if (!reading.ok) return refusePlan(file, reading.problems, io.stderr)
  const connection = connectionInputs(options)
  const overrides = { ...overridesOf(options), ...connection.overrides }
  const { document, notes, problems, optionOf } = overridePlan(reading.document, overrides)
  const place = (found: readonly PlanProblem[]): PlanProblem[] => withLines(found, reading.lineOf, optionOf)
  if (problems.length > 0) return refusePlan(file, problems, io.stderr)
  const parsed = validatePlanDocument(document)
  if (!parsed.valid) return refusePlan(file, place(parsed.problems), io.stderr)
  const source = { name: file, folder: dirname(resolve(file)), env: { ...options.env, ...connection.env } }
  const inputs = await requirePlanInputs(parsed.plan, { ...source, lineOf: reading.lineOf, optionOf }, io)
  if (options.quiet !== true) {
    const warnings = problemLines(file, place(parsed.warnings))
    for (const line of [...notes, ...warnings.map((text) => `warning: ${text}`)]) {
      await io.stderr.write(`${line}\n`)
    }
  }
  return { plan: parsed.plan, document, ...inputs }
}

function readPlan(file: string): ReturnType<typeof readPlanFile> {
  return readPlanFile(file).catch((error: Error) => {
    throw unreadablePlan(file, error)
  })
}

function overridesOf(options: RunCommandOptions): PlanOverrides {
  const { name, target, tag, env, vus, duration, iterations, rate, stages } = options
  return {
    ...(name !== undefined && { name }),
    ...(target !== undefined && { target }),
    ...(tag !== undefined && { tags: tag }),
    ...(env !== undefined && { env }),
    ...(vus !== undefined && { vus }),
    ...(duration !== undefined && { durationMs: duration }),
    ...(iterations !== undefined && { iterations }),
    ...(rate !== undefined && { rate }),
    ...(stages !== undefined && { stages })
  }
}
