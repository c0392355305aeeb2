import type { Command } from 'commander'
import type { MetricDifference } from '../../../shared/compare.ts'
import { compareSavedRuns, comparisonJson, comparisonText } from '../../report/index.ts'
import type { CommandContext } from '../command-context.ts'
import { ExitCode } from '../exit-code.ts'
import { withHistory } from '../history-file.ts'
import { outputStyle } from '../output-style.ts'
import { jsonText, requireWritable, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface CompareOptions extends DatabaseOption {
  readonly json?: string
  readonly failOnRegression?: true
}

const HELP = `
Examples:
  $ loadgale compare baseline latest
  $ loadgale compare tag:release=1.4.1 tag:release=1.4.2
  $ loadgale compare 1k2m latest --json comparison.json
  $ loadgale compare baseline latest --fail-on-regression

The conditions that differ come first: two runs with different plans or targets answer another question. A figure is
called better or worse when it differs by 5 % or more and the seconds of the runs bear it out (p < 0.01, paired test);
a run whose generator was suspect gets no verdict.

Exit code: 0 compared, 91 with --fail-on-regression where a figure is worse, 255 anything else. "loadgale baseline RUN"
marks the baseline.
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
    .option('--fail-on-regression', 'exit with 91 where a figure is worse, of the run or of a request name')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (base: string, other: string, options: CompareOptions) => {
      const { io } = context
      await requireWritable([options.json])
      const comparison = await withHistory(options, io, (store) => {
        const { runs } = store
        const [baseId, otherId] = [runs.resolve(base), runs.resolve(other)]
        return compareSavedRuns(store, baseId, otherId)
      })
      const style = outputStyle(io.stdout, io)
      if (options.json === undefined) await io.stdout.write(comparisonText(comparison, style))
      else await writeResult(options.json, [jsonText(comparisonJson(comparison))], io.stdout)
      const worse = comparison.differences.filter(({ direction }) => direction === 'worse')
      if (options.failOnRegression !== true || worse.length === 0) return
      await io.stderr.write(`loadgale: worse than ${base}: ${worse.map(figureName).join(', ')}\n`)
      context.exitWith(ExitCode.regression)
    })
}

function figureName({ requestName, metric }: MetricDifference): string {
  return requestName === null ? metric : `${metric} of ${requestName}`
}
