import { Option, type Command } from 'commander'
import { seriesCsv, summaryCsv, summaryJson } from '../../report/index.ts'
import type { Store } from '../../store/index.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { jsonText, requireWritable, STDOUT, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface ExportOptions extends DatabaseOption {
  readonly csv?: 'series' | 'summary'
  readonly json?: true
  readonly output: string
}

const HELP = `
Examples:
  $ loadgale export latest --csv series -o seconds.csv      one row for each second and request name
  $ loadgale export latest --csv summary -o summary.csv     one row for each request name
  $ loadgale export tag:nightly --json -o result.json
`

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a saved run as CSV or JSON')
    .description('Writes a saved run as CSV or JSON.')
    .argument('<run>', 'id or its beginning, latest, baseline, tag:KEY or tag:KEY=VALUE')
    .addOption(new Option('--csv <kind>', 'CSV').choices(['series', 'summary']))
    .option('--json', 'the result as JSON')
    .option('-o, --output <file>', 'where to; - is the standard output', STDOUT)
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: ExportOptions) => {
      const { io } = context
      if ((options.csv === undefined) === (options.json === undefined)) {
        throw new CliError('export needs one of --csv series, --csv summary and --json')
      }
      await requireWritable([options.output])
      await withHistory(options, io, (store) => {
        const pieces = exported(store, store.runs.resolve(reference), options)
        return writeResult(options.output, pieces, io.stdout)
      })
    })
}

function exported(store: Store, runId: string, { csv }: ExportOptions): Iterable<string> {
  const { summary, plan, runSeconds } = store.runs.detail(runId)
  if (csv === undefined) return [jsonText(summaryJson(summary, runSeconds))]
  if (csv === 'summary') return [summaryCsv(summary)]
  const { startedAt, durationMs } = summary.run
  return seriesCsv({
    ...{ startedAt, durationMs, plan, runSeconds },
    seriesOf: (slot) => store.seconds.series(runId, slot)
  })
}
