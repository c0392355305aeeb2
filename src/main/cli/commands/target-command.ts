import type { Command } from 'commander'
import { startPracticeTarget, type RunningPracticeTarget } from '../../target/index.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../command-context.ts'
import { wholeNumber } from '../option-values.ts'

interface TargetOptions {
  readonly host: string
  readonly port: number
}

const HIGHEST_PORT = 65_535

const HELP = `
Examples:
  $ loadgale target
  $ loadgale target --port 0                 any free port
  $ loadgale target --host 0.0.0.0           for other machines too
`

export function addTargetCommand(program: Command, context: CommandContext): void {
  program
    .command('target')
    .summary('start the practice server')
    .description(
      'Starts the practice server, with endpoints that are fast, slow, flaky and broken; / lists them. Ctrl-C ends it.'
    )
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--port <n>', '0 takes any free one', wholeNumber(0, HIGHEST_PORT), 8080)
    .addHelpText('after', HELP)
    .action(async (options: TargetOptions) => {
      const { io } = context
      const stopped = new Promise<void>((resolve) => {
        const release = io.onStopSignal(() => {
          release()
          resolve()
        })
      })
      const target = await listen(options)
      await io.stdout.write(`${target.url}\n`)
      await io.stderr.write(
        `The practice target listens; ${target.url}/ lists what it answers. Ctrl-C ends it.\n`
      )
      await stopped
      await target.close()
    })
}

function listen(options: TargetOptions): Promise<RunningPracticeTarget> {
  return startPracticeTarget(options).catch((error: Error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE'
    const advice = isTaken ? '; --port 0 takes any free port' : ''
    throw new CliError(`the practice target cannot listen: ${error.message}${advice}`)
  })
}
