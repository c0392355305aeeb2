import type { Command } from 'commander'
import { validatePlanFile } from '../../plan/index.ts'
import type { CommandContext } from '../command-context.ts'
import { problemLines, refusePlan, unreadablePlan } from '../plan-problems.ts'

const HELP = `
Example:
  $ loadgale validate plan.yaml
  plan.yaml:9 scenarios.browse.duraton Unknown key "duraton"; did you mean "duration"?

Exit code: 0 valid, 104 not.
`

export function addValidateCommand(program: Command, context: CommandContext): void {
  program
    .command('validate')
    .summary('check a plan without running it')
    .description(
      'Checks a plan and the files that it names, and prints every problem at once, one on each line: file:line path message.'
    )
    .argument('<plan>', 'plan file, YAML or JSON')
    .addHelpText('after', HELP)
    .action(async (file: string) => {
      const { io } = context
      const parsed = await validatePlanFile(file, io.env).catch((error: Error) => {
        throw unreadablePlan(file, error)
      })
      if (!parsed.valid) return refusePlan(file, parsed.problems, io.stderr)
      for (const line of problemLines(file, parsed.warnings)) await io.stderr.write(`warning: ${line}\n`)
      const { name, scenarios } = parsed.plan
      const names = scenarios.map((scenario) => scenario.name).join(', ')
      await io.stdout.write(`${file} is valid: ${name}, scenarios: ${names}\n`)
    })
}
