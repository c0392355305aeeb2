import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import type { PlanProblem } from '../../../shared/plan/problem.ts'
import { prepareSearch, type SearchOptions } from '../../capacity/index.ts'
import { overridePlan, readPlanFile, withLines } from '../../plan/index.ts'
import type { CommandContext } from '../command-context.ts'
import { addConnectionOptions, connectionInputs, type ConnectionOptions } from '../connection-options.ts'
import { executeSearch, type ExecutableSearch, type ExecuteSearchOptions } from '../execute-search.ts'
import { durationMs, growthFactor, list, percentage, ratePerSecond } from '../option-values.ts'
import { requirePlanInputs } from '../plan-inputs.ts'
import { problemLines, refusePlan, unreadablePlan } from '../plan-problems.ts'
import { addGeneratorOptions } from '../shared-options.ts'

interface FindCapacityOptions extends ExecuteSearchOptions, ConnectionOptions {
  readonly slo?: readonly string[]
  readonly target?: string
  readonly start?: number
  readonly minRate?: number
  readonly maxRate?: number
  readonly growth?: number
  readonly precision?: number
  readonly step?: number
  readonly maxStep?: number
  readonly warmUp?: number
}

const HELP = `
Examples:
  $ loadgale find-capacity plan.yaml --slo "http_req_response: p(99)<200" --slo "http_req_failed: rate<0.01"
  $ loadgale find-capacity plan.yaml                          the objectives are the plan's thresholds
  $ loadgale find-capacity plan.yaml --start 100 --max-rate 5000 --step 30s --csv curve.csv
  $ loadgale show capacity                                    the newest search again

The rate is multiplied by --growth until an objective is missed or the service falls behind, then the bracket is halved
until it is within --precision. A missed step is measured again before it is believed.

Exit code: 0 a capacity, or a rate that it is at least; 90 with --strict where the generator was the limit or there was
nothing to judge; 99 every rate was missed, the lowest as well, or none had a sample; 104 the plan or an objective is wrong; 105 stopped, with what was known by then;
255 anything else.
`

export function addFindCapacityCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('find-capacity')
    .summary('find the highest rate at which a service meets its objectives')
    .description(
      'Runs a plan at one rate after the other and finds the highest at which every objective is met, with its confidence and the whole curve of latency against achieved rate.'
    )
    .argument('<plan>', 'plan file, YAML or JSON; the flows of its scenarios are used')
    .option('--slo <objective>', '"metric: expression" as in thresholds; may be repeated', list)
    .option('--target <url>', "base URL instead of the plan's")
    .option('--start <n>', "first rate, iterations for each second (default: the plan's)", ratePerSecond)
    .option('--min-rate <n>', 'lowest rate that is tried (default: 1)', ratePerSecond)
    .option('--max-rate <n>', 'highest rate that is tried', ratePerSecond)
    .option('--growth <factor>', 'how fast the rate grows (default: 2)', growthFactor)
    .option('--precision <percent>', 'how close the answer is (default: 5)', percentage)
    .option('--step <time>', 'measured part of a step at least (default: 10s)', durationMs)
    .option('--max-step <time>', 'and at most (default: six times --step)', durationMs)
    .option(
      '--warm-up <time>',
      'of each step, not measured, at least think times (default: 2s and think times)',
      durationMs
    )
    .option('--save-steps', 'keep each step as a run in the history as well')
    .option('--strict', 'exit code 90 where the generator was the limit, or nothing could be judged')
    .option('--json <file>', 'write the result as JSON; - writes it to stdout and all else to stderr')
    .option('--csv <file>', 'write the curve as CSV: one row for each step')
  addConnectionOptions(command)
  addGeneratorOptions(command)
    .addHelpText('after', HELP)
    .action(async (file: string, options: FindCapacityOptions) => {
      const search = await loadSearch(file, options, context)
      context.exitWith(await executeSearch(search, options, context))
    })
}

async function loadSearch(
  file: string,
  options: FindCapacityOptions,
  { io }: CommandContext
): Promise<ExecutableSearch> {
  const reading = await readPlanFile(file).catch((error: Error) => {
    throw unreadablePlan(file, error)
  })
  if (!reading.ok) return refusePlan(file, reading.problems, io.stderr)
  const { overrides, env } = connectionInputs(options)
  const { document, optionOf } = overridePlan(reading.document, { ...overridesOf(options), ...overrides })
  const place = (found: readonly PlanProblem[]): PlanProblem[] => withLines(found, reading.lineOf, optionOf)
  const prepared = prepareSearch(document, options.slo ?? [], searchOptionsOf(options))
  if (!prepared.ok) return refusePlan(file, place(prepared.problems), io.stderr)
  const { plan } = prepared.search
  const source = { name: file, folder: dirname(resolve(file)), env: { ...options.env, ...env } }
  const inputs = await requirePlanInputs(plan, { ...source, lineOf: reading.lineOf, optionOf }, io)
  if (options.quiet !== true) {
    for (const line of problemLines(file, place(prepared.warnings))) {
      await io.stderr.write(`warning: ${line}\n`)
    }
  }
  return { search: prepared.search, ...inputs }
}

function overridesOf({ name, target, tag, env }: FindCapacityOptions): Parameters<typeof overridePlan>[1] {
  return {
    ...(name !== undefined && { name }),
    ...(target !== undefined && { target }),
    ...(tag !== undefined && { tags: tag }),
    ...(env !== undefined && { env })
  }
}

function searchOptionsOf(options: FindCapacityOptions): SearchOptions {
  const { start, minRate, maxRate, growth, precision, step, maxStep, warmUp } = options
  return {
    ...(start !== undefined && { startRate: start }),
    ...(minRate !== undefined && { minRate }),
    ...(maxRate !== undefined && { maxRate }),
    ...(growth !== undefined && { growth }),
    ...(precision !== undefined && { precision }),
    ...(step !== undefined && { stepMs: step }),
    ...(maxStep !== undefined && { maxStepMs: maxStep }),
    ...(warmUp !== undefined && { warmUpMs: warmUp })
  }
}
