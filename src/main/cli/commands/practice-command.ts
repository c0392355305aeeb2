import type { Command } from 'commander'
import { overridePlan, practicePlan, validatePlanDocument } from '../../plan/index.ts'
import { CliError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import type { CommandContext } from '../command-context.ts'
import { commandName } from '../command-name.ts'
import { executeRun } from '../execute-run.ts'
import { ExitCode } from '../exit-code.ts'
import { durationMs, ratePerSecond } from '../option-values.ts'
import { refusePlan } from '../plan-problems.ts'
import { addRunOptions, type RunOptions } from '../shared-options.ts'

interface PracticeOptions extends RunOptions {
  readonly duration?: number
  readonly rate?: number
}

const HELP = `
Examples:
  $ loadgale practice
  $ loadgale practice --rate 200 --duration 10s
`

const WHAT_NEXT: readonly (readonly [rest: string, what: string])[] = [
  ['history', 'every run so far'],
  ['compare RUN latest', 'what changed between two runs'],
  ['target', 'keep the practice server running, with all its endpoints'],
  ['quick http://127.0.0.1:8080/items', 'load one address of yours'],
  ['run plan.yaml', 'run a plan of yours']
]

export function addPracticeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('practice')
    .summary('run a ready plan against a built-in server')
    .description(
      'Starts the practice target on a free port, runs a plan of 30 s against it, and saves the run: to see what Loadgale shows.'
    )
    .option(
      '-d, --duration <time>',
      "so long, in place of the plan's own load; needs --rate. A plain number is seconds",
      durationMs
    )
    .option(
      '--rate <n>',
      "so many visitors for each second, in place of the plan's own load; needs --duration",
      ratePerSecond
    )
  addRunOptions(command)
    .addHelpText('after', HELP)
    .action(async (options: PracticeOptions) => {
      context.exitWith(await practise(options, context))
    })
}

async function practise(options: PracticeOptions, context: CommandContext): ReturnType<typeof executeRun> {
  if (options.duration !== undefined && options.rate === undefined) {
    throw new CliError('--duration stands without --rate, expected both or neither', ExitCode.invalidPlan)
  }
  const target = await context.startTarget()
  try {
    const { document, problems } = overridePlan(practicePlan(target.url), {
      ...(options.tag !== undefined && { tags: options.tag }),
      ...(options.name !== undefined && { name: options.name }),
      ...(options.duration !== undefined && { durationMs: options.duration }),
      ...(options.rate !== undefined && { rate: options.rate })
    })
    if (problems.length > 0) return await refusePlan('practice', problems, context.io.stderr)
    const parsed = validatePlanDocument(document)
    if (!parsed.valid) return await refusePlan('practice', parsed.problems, context.io.stderr)
    const exitCode = await executeRun(
      { plan: parsed.plan, document, folder: process.cwd(), env: {}, files: {} },
      options,
      context
    )
    if (options.quiet !== true) await context.io.stderr.write(whatNext(context.io))
    return exitCode
  } finally {
    await target.close()
  }
}

function whatNext(io: CliIo): string {
  const width = Math.max(...WHAT_NEXT.map(([rest]) => rest.length))
  const lines = WHAT_NEXT.map(([rest, what]) => `    ${commandName(io)} ${rest.padEnd(width)}   ${what}\n`)
  return `\n  What to type next:\n${lines.join('')}`
}
