import type { Command } from 'commander'
import type { CapacityResult } from '../../../shared/capacity/capacity.ts'
import {
  capacityText,
  summaryJson,
  summaryText,
  type SummaryJson,
  type TerminalStyle
} from '../../report/index.ts'
import type { Store } from '../../store/index.ts'
import type { CommandContext } from '../command-context.ts'
import { resolveEntry } from '../history-entry.ts'
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
  $ loadgale show capacity                the newest capacity search with its curve
`

export function addShowCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('show')
    .summary('show the result of a saved run')
    .description('Shows the result of a saved run or capacity search, as it was shown at its end.')
    .argument('<run>', 'id or its beginning, latest, baseline, tag:KEY, tag:KEY=VALUE or capacity')
    .option('--json <file>', 'write the result as JSON; - is the standard output')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: ShowOptions) => {
      const { io } = context
      await requireWritable([options.json])
      const style = outputStyle(io.stdout, io)
      const { text, result } = await withHistory(options, io, (store) => shown(store, reference, style))
      if (options.json === undefined) await io.stdout.write(text())
      else await writeResult(options.json, [jsonText(result)], io.stdout)
    })
}

function shown(
  store: Store,
  reference: string,
  style: TerminalStyle
): { readonly result: SummaryJson | CapacityResult; readonly text: () => string } {
  const { kind, id } = resolveEntry(store, reference)
  if (kind === 'capacity') {
    const { result } = store.capacity.detail(id)
    return { result, text: () => capacityText(result, style) }
  }
  const { summary, runSeconds } = store.runs.detail(id)
  return { result: summaryJson(summary, runSeconds), text: () => summaryText(summary, style) }
}
