import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface BaselineOptions extends DatabaseOption {
  readonly clear?: true
}

const HELP = `
Examples:
  $ loadgale baseline latest
  $ loadgale baseline tag:release=1.4.1
  $ loadgale baseline 1k2m --clear
`

export function addBaselineCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('baseline')
    .summary('mark a run as a baseline to compare with')
    .description(
      'Marks a saved run as a baseline, as the star of the desktop app does. Wherever a run is named, "baseline" is the newest run that is marked.'
    )
    .argument('<run>', 'id or its beginning, latest, baseline, tag:KEY or tag:KEY=VALUE')
    .option('--clear', 'take the mark back')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: BaselineOptions) => {
      const isMarked = options.clear !== true
      const { io } = context
      const { id, name } = await withHistory(options, io, ({ runs }) =>
        runs.annotate(runs.resolve(reference), { baseline: isMarked })
      )
      await io.stdout.write(`${id} (${name}) is ${isMarked ? 'a baseline' : 'no baseline any more'}.\n`)
    })
}
