import { dirname, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { RunDetail } from '../../../shared/history.ts'
import { closestWord } from '../../../shared/plan/closest-word.ts'
import { dialledPlanText } from '../../plan/index.ts'
import {
  EXPORTED_LATENCIES,
  histogramLog,
  runDistribution,
  savedHistograms,
  seriesCsv,
  slotsNamed,
  summaryCsv,
  summaryJson,
  type ExportedLatency,
  type HistogramChoice
} from '../../report/index.ts'
import type { Store } from '../../store/index.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { jsonText, requireWritable, STDOUT, writeResult } from '../result-files.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

interface ExportOptions extends DatabaseOption {
  readonly csv?: 'series' | 'summary'
  readonly json?: true
  readonly output?: string
  readonly hlog?: string
  readonly hgrm?: string
  readonly plan?: string
  readonly request?: string
  readonly kind?: ExportedLatency
}

/** A file and what goes into it; nothing is read before it is written. */
type Result = readonly [file: string, pieces: () => Iterable<string>]

const HELP = `
Examples:
  $ loadgale export latest --csv series -o seconds.csv      one row for each second and request name
  $ loadgale export latest --csv summary -o summary.csv     one row for each request name
  $ loadgale export tag:nightly --json -o result.json
  $ loadgale export latest --hlog run.hlog                  HdrHistogram's log, one line for each second and name
  $ loadgale export latest --hgrm item.hgrm --request item  HdrHistogram's percentile distribution of one name
  $ loadgale export latest --plan again.yaml                a plan that repeats the run, what the hand did as stages
`

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a saved run as CSV, JSON, HdrHistogram files or a plan')
    .description('Writes a saved run as CSV, JSON, HdrHistogram files or a plan.')
    .argument('<run>', 'id or its beginning, latest, baseline, tag:KEY or tag:KEY=VALUE')
    .addOption(new Option('--csv <kind>', 'CSV').choices(['series', 'summary']))
    .option('--json', 'the result as JSON')
    .option(
      '-o, --output <file>',
      'where CSV or JSON goes; the standard output, which is also -, unless given'
    )
    .option('--hlog <file>', 'histograms of each second as a log of HdrHistogram')
    .option('--hgrm <file>', 'percentile distribution of the run as HdrHistogram prints it')
    .option('--plan <file>', 'a plan that repeats the run, changes of its load by hand as stages')
    .option('--request <name>', 'of this request name alone, in --hlog and --hgrm')
    .addOption(
      new Option('--kind <latency>', 'which latency, in --hlog and --hgrm; response unless given').choices([
        ...EXPORTED_LATENCIES
      ])
    )
  addDatabaseOption(command)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: ExportOptions) => {
      const { io } = context
      requireSense(options)
      await requireWritable([outputOf(options), options.hlog, options.hgrm, options.plan])
      await withHistory(options, io, async (store) => {
        const detail = store.runs.detail(store.runs.resolve(reference))
        for (const [file, pieces] of resultsOf(store, detail, options)) {
          await writeResult(file, pieces(), io.stdout)
        }
      })
    })
}

/** @throws CliError for options that contradict each other or change nothing */
function requireSense({ csv, json, output, hlog, hgrm, plan, request, kind }: ExportOptions): void {
  if (csv !== undefined && json === true) throw new CliError('export takes one of --csv and --json')
  const hasTable = csv !== undefined || json === true
  const hasHistogram = hlog !== undefined || hgrm !== undefined
  if (!hasTable && !hasHistogram && plan === undefined) {
    throw new CliError(
      'export needs one of --csv series, --csv summary, --json, --hlog FILE, --hgrm FILE and --plan FILE'
    )
  }
  if (output !== undefined && !hasTable) throw new CliError('--output names the file of --csv or --json')
  if ((request !== undefined || kind !== undefined) && !hasHistogram) {
    throw new CliError('--request and --kind choose what --hlog and --hgrm write')
  }
}

function outputOf({ csv, json, output }: ExportOptions): string | undefined {
  return csv === undefined && json === undefined ? undefined : (output ?? STDOUT)
}

function resultsOf(store: Store, detail: RunDetail, options: ExportOptions): Result[] {
  const { hlog, hgrm, request = null, kind = 'response' } = options
  if (request !== null) requireRequest(detail, request)
  const choice: HistogramChoice = { latency: kind, requestName: request }
  const source = savedHistograms(store, detail)
  const output = outputOf(options)
  const { plan } = options
  return [
    ...(output === undefined ? [] : [[output, () => table(store, detail, options)] as const]),
    ...(hlog === undefined ? [] : [[hlog, () => histogramLog(source, choice)] as const]),
    ...(hgrm === undefined ? [] : [[hgrm, () => [runDistribution(source, choice)]] as const]),
    ...(plan === undefined ? [] : [[plan, () => [planText(detail, folderOf(plan))]] as const])
  ]
}

/** What is written to the standard output is taken for a file of the working folder. */
function folderOf(file: string): string {
  return file === STDOUT ? process.cwd() : dirname(resolve(file))
}

/** @throws CliError when the run leaves no plan to save */
function planText({ item, ...run }: RunDetail, folder: string): string {
  try {
    return dialledPlanText({ id: item.id, ...run }, folder)
  } catch (error) {
    throw new CliError(`run ${item.id}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function table(store: Store, detail: RunDetail, { csv }: ExportOptions): Iterable<string> {
  const { item, summary, plan, runSeconds } = detail
  if (csv === undefined) return [jsonText(summaryJson(summary, runSeconds))]
  if (csv === 'summary') return [summaryCsv(summary)]
  const { startedAt, durationMs } = summary.run
  return seriesCsv({
    ...{ startedAt, durationMs, plan, runSeconds },
    seriesOf: (slot) => store.seconds.series(item.id, slot)
  })
}

/** @throws CliError for a name that the run does not have */
function requireRequest({ plan }: RunDetail, name: string): void {
  if (slotsNamed(plan, name).length > 0) return
  const known = [...new Set(plan.slots.requests.map((slot) => slot.name))]
  const meant = closestWord(name, known)
  throw new CliError(
    `the run has no request ${JSON.stringify(name)}; ` +
      (meant === null
        ? `expected one of ${known.slice(0, 10).join(', ')}`
        : `did you mean ${JSON.stringify(meant)}?`)
  )
}
