import type { Command } from 'commander'
import { compareRuns, comparisonJson, comparisonText, savedSeconds } from '../../report/index.ts'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { outputStyle } from '../output-style.ts'
import { jsonText, requireWritable, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface CompareOptions extends DatabaseOption {
  readonly json?: string
}

const HELP = `
Examples:
  $ loadgale compare baseline latest
  $ loadgale compare tag:release=1.4.1 tag:release=1.4.2
  $ loadgale compare 1k2m latest --json comparison.json

The conditions that differ come first: two runs with different plans or targets answer another question. A figure is
called better or worse when it differs by 5 % or more and the seconds of the runs bear it out (p < 0.01, paired test);
a run whose generator was suspect gets no verdict.
`

export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .summary('say what changed between two saved runs')
    .description(
      'Compares two saved runs: what differed in their conditions, what got worse, by how much, how sure.'
    )
    .argument(
      '<base>',
      'the run to compare with: id or its beginning, latest, baseline, tag:KEY or tag:KEY=VALUE'
    )
    .argument('<other>', 'the run to judge')
    .option('--json <file>', 'write the comparison as JSON; - is the standard output')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (base: string, other: string, options: CompareOptions) => {
      const { io } = context
      await requireWritable([options.json])
      const comparison = await withHistory(options, io, (store) => {
        const { runs } = store
        const [baseId, otherId] = [runs.resolve(base), runs.resolve(other)]
        return compareRuns(
          runs.detail(baseId),
          runs.detail(otherId),
          savedSeconds(store, baseId),
          savedSeconds(store, otherId)
        )
      })
      const style = outputStyle(io.stdout, io)
      if (options.json === undefined) await io.stdout.write(comparisonText(comparison, style))
      else await writeResult(options.json, [jsonText(comparisonJson(comparison))], io.stdout)
    })
}
