import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { withHistory } from '../history-file.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

export function addDeleteCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('delete')
    .summary('take runs out of the history')
    .description('Takes runs out of the history. "loadgale restore ID" brings one back.')
    .argument('<run...>', 'ids or their beginnings, latest, baseline, tag:KEY or tag:KEY=VALUE')
  addDatabaseOption(command)
    .addHelpText('after', '\nExample:\n  $ loadgale delete 1k2m 1k2p\n')
    .action(async (references: string[], options: DatabaseOption) => {
      const { io } = context
      const ids = await withHistory(options, io, ({ runs }) => {
        const found = [...new Set(references.map((reference) => runs.resolve(reference)))]
        runs.delete(found)
        return found
      })
      const word = ids.length === 1 ? 'run' : 'runs'
      await io.stdout.write(
        `Deleted ${word} ${ids.join(', ')}. To bring back: loadgale restore ${ids.join(' ')}\n`
      )
    })
}

export function addRestoreCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('restore')
    .summary('bring deleted runs back')
    .description('Brings deleted runs back into the history.')
    .argument('<id...>', 'whole ids, as delete printed them')
  addDatabaseOption(command)
    .addHelpText('after', '\nExample:\n  $ loadgale restore 0d2kq1x7a9c\n')
    .action(async (ids: string[], options: DatabaseOption) => {
      const { io } = context
      // A run that is not there again was never in this history, or is gone for good.
      await withHistory(options, io, ({ runs }) => {
        runs.restore(ids)
        for (const id of ids) runs.item(id)
      })
      await io.stdout.write(`Restored ${ids.join(', ')}.\n`)
    })
}
