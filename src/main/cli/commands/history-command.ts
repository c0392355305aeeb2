import { existsSync } from 'node:fs'
import { Option, type Command } from 'commander'
import type { RunListPage, RunListQuery } from '../../../shared/history.ts'
import type { RunStatus } from '../../../shared/metrics/summary.ts'
import { capacityListText, historyJson, historyText } from '../../report/index.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-context.ts'
import { historyFile, withHistory } from '../history-file.ts'
import { wholeNumber } from '../option-values.ts'
import { outputStyle } from '../output-style.ts'
import { jsonText, requireWritable, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface HistoryOptions extends DatabaseOption {
  readonly limit: number
  readonly search: string
  readonly status?: RunStatus
  readonly cursor?: string
  readonly json?: string
  readonly capacity?: true
}

const STATUSES = [
  'running',
  'finished',
  'stopped',
  'aborted',
  'crashed'
] as const satisfies readonly RunStatus[]
const MOST_RUNS = 1000

const HELP = `
Examples:
  $ loadgale history
  $ loadgale history --search checkout --limit 5
  $ loadgale history --status crashed
  $ loadgale history --capacity
  $ loadgale history --json - | jq '.runs[].id'
`

export function addHistoryCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('history')
    .summary('list the saved runs')
    .description('Lists the saved runs, newest first. A star marks a baseline.')
    .option('--search <text>', 'only runs with this in name, target, tags or note', '')
    .addOption(new Option('--status <status>', 'only runs that ended like this').choices(STATUSES))
    .option('--capacity', 'the capacity searches instead of the runs')
    .option('--limit <n>', 'so many at most', wholeNumber(1, MOST_RUNS), 20)
    .option('--cursor <text>', 'go on behind a page: its nextCursor in the JSON')
    .option('--json <file>', 'write the list as JSON; - is the standard output')
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (options: HistoryOptions) => {
      await requireWritable([options.json])
      if (options.capacity === true) await showSearches(options, context)
      else await showPage(await readPage(options, context), options, context)
    })
}

/** A user without a history has an empty one; a `--db` that does not exist is a mistake. */
async function readPage(options: HistoryOptions, { io }: CommandContext): Promise<RunListPage> {
  const { limit, search, status = null, cursor = null } = options
  const query: RunListQuery = { limit, search, status, cursor }
  if (options.db === undefined && !existsSync(historyFile(options, io))) {
    return { items: [], nextCursor: null, total: 0 }
  }
  return withHistory(options, io, (store) => store.runs.list(query))
}

async function showPage(page: RunListPage, options: HistoryOptions, { io }: CommandContext): Promise<void> {
  if (options.json === undefined) await io.stdout.write(historyText(page, outputStyle(io.stdout, io)))
  else await writeResult(options.json, [jsonText(historyJson(page))], io.stdout)
}

async function showSearches(options: HistoryOptions, { io }: CommandContext): Promise<void> {
  if (options.search !== '' || options.status !== undefined || options.cursor !== undefined) {
    throw new CliError('--capacity lists the newest searches, expected no --search, --status or --cursor')
  }
  const isEmpty = options.db === undefined && !existsSync(historyFile(options, io))
  const searches = isEmpty
    ? []
    : await withHistory(options, io, (store) => store.capacity.list(options.limit))
  const json = { schema: 'loadgale.capacity-history/1', searches }
  if (options.json !== undefined) await writeResult(options.json, [jsonText(json)], io.stdout)
  else await io.stdout.write(capacityListText(searches, outputStyle(io.stdout, io)))
}
