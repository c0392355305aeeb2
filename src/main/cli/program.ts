import { Command, Help } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import type { CommandContext } from './command-context.ts'
import { addBaselineCommand } from './commands/baseline-command.ts'
import { addCalibrateCommand } from './commands/calibrate-command.ts'
import { addCompareCommand } from './commands/compare-command.ts'
import { addDeleteCommand, addRestoreCommand } from './commands/delete-command.ts'
import { addExportCommand } from './commands/export-command.ts'
import { addFindCapacityCommand } from './commands/find-capacity-command.ts'
import { addHistoryCommand } from './commands/history-command.ts'
import { addPracticeCommand } from './commands/practice-command.ts'
import { addQuickCommand } from './commands/quick-command.ts'
import { addRunCommand } from './commands/run-command.ts'
import { addSchemaCommand } from './commands/schema-command.ts'
import { addShowCommand } from './commands/show-command.ts'
import { addTargetCommand } from './commands/target-command.ts'
import { addValidateCommand } from './commands/validate-command.ts'

const EXAMPLES = `
Start here:
  $ loadgale practice                              see a test run against a built-in server
  $ loadgale quick http://127.0.0.1:8080/items     load one address, no plan needed
  $ loadgale run plan.yaml                         run a test plan
  $ loadgale show latest                           look at the last run again

<run> is the id of a run or the beginning of one, "latest", "baseline", "tag:KEY" or "tag:KEY=VALUE".
"loadgale help COMMAND" explains a command. NO_COLOR switches colours off.
`

/** The whole command line; nothing happens before it is told to parse. */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io
  const program = new Command('loadgale')
    .description('Load-tests HTTP services and tells the truth about latency.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(text.replace(/^error: /, 'loadgale: '))
    })
    .configureHelp({ subcommandTerm: commandTerm })
    .addHelpText('after', EXAMPLES)
  addRunCommand(program, context)
  addQuickCommand(program, context)
  addPracticeCommand(program, context)
  addFindCapacityCommand(program, context)
  addCalibrateCommand(program, context)
  addHistoryCommand(program, context)
  addShowCommand(program, context)
  addCompareCommand(program, context)
  addBaselineCommand(program, context)
  addExportCommand(program, context)
  addDeleteCommand(program, context)
  addRestoreCommand(program, context)
  addValidateCommand(program, context)
  addSchemaCommand(program, context)
  addTargetCommand(program, context)
  return program
}

/** The overview names arguments alone; "[options]" after every command says nothing. */
function commandTerm(command: Command): string {
  return new Help().subcommandTerm(command).replace(' [options]', '')
}
