import { Option, type Command } from 'commander'
import { keyValue, list, wholeNumber } from './option-values.ts'

export interface DatabaseOption {
  readonly db?: string
}

/** Options of every command that makes load from a plan. */
export interface GeneratorOptions extends DatabaseOption {
  readonly name?: string
  readonly tag?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly lanes: number
  readonly allowHost?: readonly string[]
  readonly save: boolean
  readonly quiet?: true
}

/** Options of every command that makes a run. */
export interface RunOptions extends GeneratorOptions {
  readonly strict?: true
  readonly json?: string
  readonly csv?: string
  readonly csvSummary?: string
}

export const MOST_LANES = 64

export function addDatabaseOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--db <file>',
      'the history to use (default: LOADGALE_DB, else the file in your user data folder)'
    )
  )
}

/** What a run is called, where its result goes and how it is run. */
export function addRunOptions(command: Command): Command {
  command
    .option('--json <file>', 'write the result as JSON; - writes it to stdout and all else to stderr')
    .option('--csv <file>', 'write the time series as CSV: one row for each second and request name')
    .option('--csv-summary <file>', 'write the summary as CSV: one row for each request name')
    .option(
      '--strict',
      'exit with 90 when the generator was saturated or suspect, or under 99 % of the planned rate was reached'
    )
  return addGeneratorOptions(command)
}

/** What the result is called and kept as, what the plan takes from outside, and how the load is made. */
export function addGeneratorOptions(command: Command): Command {
  command
    .option('--name <text>', 'its name in the history')
    .option('--tag <key=value>', 'its tag; may be repeated', keyValue)
    .option('-e, --env <key=value>', 'value of ${env.KEY} in the plan; may be repeated', keyValue)
    .option('--quiet', 'print nothing but the result')
    .option('--no-save', 'do not keep it in the history')
    .option('--lanes <n>', 'generator threads', wholeNumber(1, MOST_LANES), 1)
    .option(
      '--allow-host <pattern>',
      'allow load on a public host, e.g. "*.example.com"; may be repeated (also LOADGALE_ALLOW_HOSTS)',
      list
    )
  return addDatabaseOption(command)
}
