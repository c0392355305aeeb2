import type { Command } from 'commander'
import { summaryText } from '../../report/index.ts'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { outputStyle } from '../output-style.ts'
import { jsonText, requireWritable, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface ShowOptions extends DatabaseOption {
  readonly json?: string
}

const HELP = `
Examples:
  $ loadgale show latest
  $ loadgale show 1k2m                    the beginning of an id is enough
  $ loadgale show tag:release=1.4.2       the newest run with that tag
  $ loadgale show latest --json - | jq .latency.response.p99
`

export function addShowCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('show')
    .summary('show the result of a saved run')
    .description('Shows the result of a saved run, as it was shown at its end.')
    .argument('<run>', 'id or its beginning, latest, baseline, tag:KEY or tag:KEY=VALUE')
    .option('--json <file>', 'write the result as JSON; - is the standard output')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: ShowOptions) => {
      const { io } = context
      await requireWritable([options.json])
      const { summary } = await withHistory(options, io, ({ runs }) => runs.detail(runs.resolve(reference)))
      if (options.json === undefined) await io.stdout.write(summaryText(summary, outputStyle(io.stdout, io)))
      else await writeResult(options.json, [jsonText(summary)], io.stdout)
    })
}
