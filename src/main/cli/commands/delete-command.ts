import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { resolveEntry } from '../history-entry.ts'
import { withHistory } from '../history-file.ts'
import { addDatabaseOption, type DatabaseOption } from '../shared-options.ts'

export function addDeleteCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('delete')
    .summary('take runs out of the history')
    .description(
      'Takes runs and capacity searches out of the history. "loadgale restore ID" brings one back.'
    )
    .argument('<run...>', 'ids or their beginnings, latest, baseline, tag:KEY, tag:KEY=VALUE or capacity')
  addDatabaseOption(command)
    .addHelpText('after', '\nExample:\n  $ loadgale delete 1k2m 1k2p\n')
    .action(async (references: string[], options: DatabaseOption) => {
      const { io } = context
      const ids = await withHistory(options, io, (store) => {
        const found = references.map((reference) => resolveEntry(store, reference))
        const of = (wanted: 'run' | 'capacity'): string[] => [
          ...new Set(found.filter(({ kind }) => kind === wanted).map(({ id }) => id))
        ]
        store.runs.delete(of('run'))
        store.capacity.delete(of('capacity'))
        return [...of('run'), ...of('capacity')]
      })
      await io.stdout.write(`Deleted ${ids.join(', ')}. To bring back: loadgale restore ${ids.join(' ')}\n`)
    })
}

export function addRestoreCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('restore')
    .summary('bring deleted runs back')
    .description('Brings deleted runs and capacity searches back into the history.')
    .argument('<id...>', 'whole ids, as delete printed them')
  addDatabaseOption(command)
    .addHelpText('after', '\nExample:\n  $ loadgale restore 0d2kq1x7a9c\n')
    .action(async (ids: string[], options: DatabaseOption) => {
      const { io } = context
      // A run that is not there again was never in this history, or is gone for good.
      await withHistory(options, io, (store) => {
        store.runs.restore(ids)
        store.capacity.restore(ids)
        for (const id of ids) resolveEntry(store, id)
      })
      await io.stdout.write(`Restored ${ids.join(', ')}.\n`)
    })
}
