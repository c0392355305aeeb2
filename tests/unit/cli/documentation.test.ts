import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { ExitCode } from '../../../src/main/cli/exit-code.ts'
import { createProgram } from '../../../src/main/cli/program.ts'
import { SERIES_CSV_COLUMNS } from '../../../src/main/report/csv/series-csv.ts'
import { SUMMARY_CSV_COLUMNS } from '../../../src/main/report/csv/summary-csv.ts'
import { memoryIo } from '../../support/memory-io.ts'

function documentation(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
}

const program = createProgram({
  io: memoryIo(),
  exitWith: () => {},
  startTarget: () => Promise.reject(new Error('nothing starts here')),
  threads: { lane: nothingStarts, recorder: nothingStarts, metronome: nothingStarts }
})

function nothingStarts(): never {
  throw new Error('nothing starts here')
}

/** The part of docs/cli.md under a heading that begins like this. */
function section(heading: string): string {
  const [, rest = ''] = documentation('cli.md').split(`\n## \`${heading}`)
  return `\`${heading}${rest.split('\n## ')[0] ?? ''}`
}

const commands: readonly Command[] = program.commands

/** Options of every command that makes a run stand in one place. */
const runMakers = ['run', 'quick', 'practice']

describe('docs/cli.md', () => {
  it.each(commands.map((command) => [command.name(), command] as const))(
    'names every option and argument of %s',
    (name, command) => {
      const text = runMakers.includes(name) ? `${section(name)}${section('run options')}` : section(name)
      const missing = command.options
        .flatMap((option) => [option.short, option.long])
        .filter((flag) => flag !== undefined && !new RegExp(`\`[^\`]*${flag}(?![\\w-])`).test(text))
      expect(missing).toEqual([])
      for (const argument of command.registeredArguments) expect(text).toContain(`<${argument.name()}`)
    }
  )

  it('offers no command that does not exist', () => {
    const documented = [...documentation('cli.md').matchAll(/^## `([\w-]+)/gm)].map(([, name]) => name)
    expect([...new Set(documented)].sort()).toEqual(
      [...commands.map((command) => command.name()), 'help'].sort()
    )
  })

  it('lists every exit code', () => {
    for (const code of Object.values(ExitCode)) expect(documentation('cli.md')).toContain(`| ${code} `)
  })
})

describe('docs/csv.md', () => {
  it('names every column of both files', () => {
    const text = documentation('csv.md')
    const named = (column: string): boolean =>
      text.includes(`\`${column}\``) ||
      // Latencies are a table of names and a list of statistics.
      (text.includes(`\`${column.replace(/_(min|mean|p\d+|max)_ms$/, '_*_ms')}\``) && /_ms$/.test(column))
    expect([...SERIES_CSV_COLUMNS, ...SUMMARY_CSV_COLUMNS].filter((column) => !named(column))).toEqual([])
  })
})

describe('the help', () => {
  it('of every command fits 100 columns, has an example and no empty description', () => {
    for (const command of commands) {
      let text = ''
      command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 })
      command.outputHelp()
      expect(text, command.name()).toMatch(/Examples?:\n {2}\$ loadgale /)
      expect(command.description()).not.toBe('')
      expect(command.options.filter(({ description }) => description === '')).toEqual([])
    }
  })
})
