import type { Command } from 'commander'
import { exportJsonSchema } from '../../../shared/plan/index.ts'
import type { CommandContext } from '../command-context.ts'
import { jsonText } from '../result-files.ts'

const HELP = `
Example:
  $ loadgale schema > plan.schema.json

With "# yaml-language-server: $schema=plan.schema.json" as first line of a plan, editors complete and check it.
`

export function addSchemaCommand(program: Command, context: CommandContext): void {
  program
    .command('schema')
    .summary('print the JSON Schema of plans')
    .description('Prints the JSON Schema of test plans, for editors.')
    .addHelpText('after', HELP)
    .action(() => context.io.stdout.write(jsonText(exportJsonSchema())))
}
